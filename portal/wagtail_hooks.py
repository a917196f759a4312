"""Restricted pages and files refuse whoever is signed in and may not open them; what the editor deletes in bulk is an event."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.documents.models import AbstractDocument
from wagtail.models import BaseViewRestriction, Page

from portal import page_access
from portal.audit import editor_views

Serve = Callable[[Page, HttpRequest, list[Any], dict[str, Any]], HttpResponse]


# Around Wagtail's own check, which sends everybody it refuses to the sign-in page and from there back, without end.
@hooks.register("on_serve_page", order=-100)
def refuse_closed_page(serve: Serve) -> Serve:
    def guarded(page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse:
        # The reader's closed places are known without a query while there is no restriction at all.
        if page_access.closed_paths(request):
            refuse_closed(request, page.get_view_restrictions())
        return serve(page, request, args, kwargs)

    return guarded


@hooks.register("before_serve_document", order=-100)
def refuse_closed_file(document: AbstractDocument, request: HttpRequest) -> None:
    refuse_closed(request, document.collection.get_view_restrictions())


def refuse_closed(request: HttpRequest, restrictions: Any) -> None:
    if request.user.is_authenticated and any(
        restriction.restriction_type == BaseViewRestriction.GROUPS and not restriction.accept_request(request)
        for restriction in restrictions
    ):
        raise PermissionDenied


hooks.register("after_bulk_action", editor_views.after_bulk)
