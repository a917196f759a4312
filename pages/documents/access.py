"""Who opens what belongs to a document, and who changes it."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from wagtail.models import Locale

from pages.models import NormativePage
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
    default = Locale.get_default()
    if page.locale_id == default.pk:
        return page
    originals = NormativePage.objects.live().filter(translation_key=page.translation_key, locale=default)
    found: NormativePage = get_object_or_404(open_to(request, originals).select_related("locale"))
    return found


def may_edit(user: AbstractBaseUser | AnonymousUser, page: NormativePage) -> bool:
    """Whoever may publish the page in the editor."""
    return bool(user.is_authenticated and page.permissions_for_user(user).can_publish())
