"""Response headers that depend on where and for whom a page is."""

from collections.abc import Callable
from dataclasses import asdict

from csp.constants import HEADER, SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.utils.cache import add_never_cache_headers, patch_cache_control


class EveryAnswerMiddleware:
    """What is answered before the others are asked, as a redirect to https or the state, has the headers, too (R50)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        features = getattr(settings, "PERMISSIONS_POLICY", {})
        self.headers = {
            # Such answers hold no page; those that do have set their own policy by now.
            "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Permissions-Policy": ", ".join(f"{name}=()" for name, allowed in features.items() if not allowed),
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
            "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        }

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response


class ContentPolicyMiddleware(CSPMiddleware):
    """The strict policy everywhere; in the editor also what Wagtail itself writes inline (R49)."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if getattr(request, "is_dummy", False):
            # A preview goes through all middleware twice, and the first policy set stays: the page as readers get it, but
            # framed by the editor's panel.
            response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]  # django-csp's own way
        elif is_editor(request):
            # Wagtail writes scripts and styles into its own pages; readers never get these.
            inline = [SELF, UNSAFE_INLINE]
            response._csp_replace = {  # type: ignore[attr-defined]  # django-csp's own way
                "script-src": inline,
                "style-src": inline,
                "frame-src": [SELF],
                "frame-ancestors": [SELF],  # the preview beside the editor
            }
        answer: HttpResponseBase = super().process_response(request, response)
        if is_editor(request) and not answer.has_header(HEADER):
            # django-csp leaves a 404 out while DEBUG is on; with the policy of empty answers the page would have no style.
            answer[HEADER] = build_policy(**asdict(self.get_policy_parts(request=request, response=response)))
        return answer


def is_editor(request: HttpRequest) -> bool:
    try:
        return request.path.startswith(reverse("wagtailadmin_home"))
    except NoReverseMatch:
        return False


class NoStoreMiddleware:
    """Nothing that somebody signed in has seen stays in a cache, the browser's included (R44)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            add_never_cache_headers(response)
            patch_cache_control(response, no_store=True, private=True)
        return response
