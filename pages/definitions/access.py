from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from pages.documents.access import document_or_404, may_edit
from portal.identity.auth import is_verified, second_step


def editing_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For editors of the page, with the second factor as in the editor. The view gets the document in place of its key."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        page = document_or_404(request, pk)
        if not may_edit(request.user, page):
            raise PermissionDenied
        return view(request, page, *args, **kwargs) if is_verified(request) else second_step(request)

    return guarded
