"""Restricted pages and files refuse whoever may not open them; the editor warns before a sign-in ends; deleting in bulk is an event."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.documents.models import AbstractDocument
from wagtail.models import BaseViewRestriction, Page

from portal import page_access
from portal.audit import editor_views
from portal.navigation import reverse_or_none

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


@hooks.register("insert_global_admin_css")
def editor_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("portal/editor.css"))


@hooks.register("insert_global_admin_js")
def warn_before_session_ends() -> str:
    """The sign-in ends in the editor as anywhere else, and is announced as anywhere else (WCAG 2.2.1, R70)."""
    urls = {"stay_url": reverse_or_none("portal:stay"), "time_left_url": reverse_or_none("portal:time_left")}
    return render_to_string("portal/includes/editor_session_end.html", urls) if all(urls.values()) else ""


hooks.register("after_bulk_action", editor_views.after_bulk)
