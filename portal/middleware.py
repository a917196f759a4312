"""The site of a request, without asking for it anew each time."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from wagtail.models import Site

from portal import page_cache


class KnownSiteMiddleware:
    """Gives Wagtail the site of a request, with its start page, without the two queries that looking it up costs each time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        version = page_cache.version_of(request)
        site = page_cache.get_or_build(version, "site", lambda: site_of(request))
        request._wagtail_site = site  # type: ignore[attr-defined]  # where Wagtail looks first
        return self.get_response(request)


def site_of(request: HttpRequest) -> Site | None:
    site = Site.find_for_request(request)
    if site is not None:
        site.root_page = site.root_page.specific
        _ = site.root_page.locale  # kept along
    return site
