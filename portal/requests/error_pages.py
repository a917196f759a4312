"""What people see when a request ends badly. Nothing here needs to know who asks."""

import sys
from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.requests import logs


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def sealed_off(request: HttpRequest) -> HttpResponse:
    """For what cannot be shown because a key is missing or wrong (R38)."""
    return render(request, "503.html", status=503)


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@login_not_required
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: open for too long, from another session, or not ours."""
    return render(request, "403_csrf.html", status=403)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Without context: the request may be too broken to ask it for its host or its language."""
    return render(None, "400.html", status=400)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Needs no database, no session and no context: whatever failed may be one of them; a lost database passes by itself."""
    # Django calls this view while the exception is being handled.
    is_pause = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    response = render(None, "500.html", {"number": logs.number()}, status=503 if is_pause else 500)
    if is_pause:
        response["Retry-After"] = "60"
    return response


class OwnNotFoundMiddleware:
    """The portal's own pages in development too: for an unknown address, where Django shows its list of URL patterns, and for
    a database that is busy for longer than a request waits, where it shows the exception."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return not_found(request) if response.status_code == 404 and request.resolver_match is None else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError):
            return server_error(request)
        return not_found(request, exception) if isinstance(exception, Http404) else None
