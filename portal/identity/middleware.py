"""Closed by default: nothing opens without signing in, and some routes not without the second factor."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.translation import get_language_from_path

from portal import conf
from portal.identity import auth, pending_post, sign_in_views
from portal.requests import error_pages
from portal.sealing import KeysMissingError, SealBrokenError


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Closed by default; a script is told so instead of being led to a page it cannot use (R1)."""

    def handle_no_permission(  # type: ignore[override]  # the parent knows redirects only
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if auth.is_script(request):
            return HttpResponse(status=403)
        pending_post.remember_for_sign_in(request)
        return super().handle_no_permission(request, view_func)

    def get_login_url(self, view_func: Callable[..., HttpResponseBase]) -> str:
        """There is one way in, whatever a view of others names (R16)."""
        return resolve_url(settings.LOGIN_URL)


class SecondFactorMiddleware:
    """Nothing below PORTAL_FACTOR_ROUTES opens without a proved factor, decided by the route that matched, not by the path (R2).

    A page that cannot open what is sealed, because a key is missing or wrong, answers 503; the rest of the portal works (R38).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: auth.View, *args: object) -> HttpResponse | None:
        for prefix, permission in conf.get("FACTOR_ROUTES").items():
            # The editor's own way to the sign-in lies below cms/ and must stay open.
            if route_of(request).startswith(prefix) and view is not sign_in_views.editor_sign_in:
                return refusal(request, permission)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return error_pages.sealed_off(request) if isinstance(exception, KeysMissingError | SealBrokenError) else None


def refusal(request: HttpRequest, permission: str) -> HttpResponse | None:
    """Sign in, hold the right, prove the factor, in this order; views of others that say they need no sign-in do here too."""
    if not request.user.is_authenticated:
        if auth.is_script(request):
            return HttpResponse(status=403)
        pending_post.remember_for_sign_in(request)
        return redirect_to_login(request.get_full_path())
    if permission and not request.user.has_perm(permission):
        return error_pages.forbidden(request)
    return None if auth.is_verified(request) else auth.second_step(request)


def route_of(request: HttpRequest) -> str:
    """The route that matched, without the language in front of it."""
    match = request.resolver_match
    route = match.route if match else ""
    # Routes of i18n_patterns begin with their language, apart from the default one.
    language = get_language_from_path(f"/{route}")
    return route.removeprefix(f"{language}/") if language else route
