"""A form that was sent after the sign-in ended is there again: in its own page, filled as it was, for the person to send (R70)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portal.identity import pending_post, refilling
from portal.identity.pending_post import KEY, PendingPost
from portal.requests.headers import is_editor
from portal.sealing import KeysMissingError, SealBrokenError


class KeptFormMiddleware:
    """Fills the page once. What has no such form, a button or the editor, is offered on a page of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if pending_post.is_repeated(request):
            messages.info(request, _("Diese Eingaben haben Sie schon abgeschickt."))
            return redirect(request.path)
        response = self.get_response(request)
        waiting = waiting_here(request)
        return response if waiting is None else answered(request, response, waiting)


def waiting_here(request: HttpRequest) -> PendingPost | None:
    # Those that wait for the second factor are read where they are sent on.
    if request.method != "GET" or not request.user.is_authenticated or "owner" not in request.session.get(KEY, {}):
        return None
    try:
        waiting = pending_post.read(request)
    except (KeysMissingError, SealBrokenError):
        # Without the key it is lost, but no page is to fail because of that.
        pending_post.forget(request)
        return None
    is_here = waiting is not None and waiting.is_ended and waiting.path == request.get_full_path()
    return waiting if is_here and waiting is not None and not waiting.was_shown else None


def answered(request: HttpRequest, response: HttpResponseBase, waiting: PendingPost) -> HttpResponseBase:
    """The page with the form filled. To the second factor and the like people are led first; refusals stay refusals."""
    if response.status_code not in {200, 405}:
        return response
    filled = None if is_editor(request) else fill(response, waiting)
    if not filled:
        return redirect("portal:continue")
    pending_post.forget(request)
    return response


def fill(response: HttpResponseBase, waiting: PendingPost) -> bool:
    """Whether the page has the form; then it is filled."""
    is_page = response.get("Content-Type", "").startswith("text/html")
    if response.status_code != 200 or not is_page or not isinstance(response, HttpResponse):
        return False
    notice = render_to_string("portal/identity/kept_form.html", {"waiting": waiting})
    html = refilling.refilled(response.content.decode(), waiting.path, waiting.fields, notice)
    if html is None:
        return False
    response.content = html.encode()
    return True
