"""Middleware of the portal."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Site

from portal import freshness, views


class KnownSite:
    """Gives Wagtail the site of a request, with its start page, without the two queries that looking it up costs each time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request._wagtail_site = freshness.kept(request, "site", lambda: site_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


class OwnNotFound:
    """The portal's own page for an unknown address in development too, where Django shows its list of URL patterns."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return views.not_found(request) if response.status_code == 404 and request.resolver_match is None else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return views.not_found(request, exception) if isinstance(exception, Http404) else None


def site_of(request: HttpRequest) -> Site | None:
    site = Site.find_for_request(request)
    if site is not None:
        site.root_page = site.root_page.specific
        _ = site.root_page.locale  # kept along
    return site
