"""Who opens what belongs to a document, who changes it, and who prepares its next version."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.models import Locale

from directory.access import is_coordinator
from pages.documents.originals import is_original
from pages.models import NormativePage
from portal.identity.auth import is_verified, second_step
from portal.page_access import open_to


def document_or_404(request: HttpRequest, pk: int) -> NormativePage:
    """A published document that the person may open, in whatever language."""
    found: NormativePage = get_object_or_404(
        open_to(request, NormativePage.objects.live().select_related("locale")), pk=pk
    )
    return found


def original_or_404(request: HttpRequest, pk: int) -> NormativePage:
    """The same, and of a translation what it was made from: versions, parties and proposals belong to that."""
    page = document_or_404(request, pk)
    if is_original(page):
        return page
    originals = NormativePage.objects.live().filter(translation_key=page.translation_key, locale=Locale.get_default())
    found: NormativePage = get_object_or_404(open_to(request, originals).select_related("locale"))
    return found


def prepared_or_404(request: HttpRequest, pk: int) -> NormativePage:
    """The same, and for those who prepare versions also a document that nobody has published yet: its first one needs consent."""
    new = NormativePage.objects.filter(pk=pk, live=False, first_published_at=None, locale=Locale.get_default())
    page: NormativePage | None = open_to(request, new).select_related("locale").first()
    if page is not None and may_prepare(request.user, page):
        return page
    return original_or_404(request, pk)


def may_edit(user: AbstractBaseUser | AnonymousUser, page: NormativePage) -> bool:
    """Whoever may publish the page in the editor."""
    return bool(user.is_authenticated and page.permissions_for_user(user).can_publish())


def may_prepare(user: AbstractBaseUser | AnonymousUser, page: NormativePage) -> bool:
    """Editors of the page, and the coordination, which brings the parties together."""
    return may_edit(user, page) or is_coordinator(user)  # type: ignore[arg-type]  # it asks for groups itself


def preparation_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For acts on versions, with the second factor as in the editor. The view gets the original document in place of its key."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        page = prepared_or_404(request, pk)
        if not may_prepare(request.user, page):
            raise PermissionDenied
        return view(request, page, *args, **kwargs) if is_verified(request) else second_step(request)

    return guarded
