"""Light and dark, and images: what belongs to the frame and to no subject."""

import posixpath

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django.views.static import serve

from portal.frame import THEME_COOKIE, THEMES
from portal.requests import error_pages

IMAGE_FOLDERS = ("images/", "avatar_images/")


@require_POST
@login_not_required
def theme(request: HttpRequest) -> HttpResponse:
    """Keeps the choice of light or dark in this browser; any other value returns to what the device says."""
    target = request.POST.get("next", "")
    # `next` comes from a form that anybody may have written.
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(target if safe else "/")
    wanted = request.POST.get("theme", "")
    if wanted in THEMES:
        response.set_cookie(
            THEME_COOKIE, wanted, max_age=365 * 24 * 60 * 60, secure=request.is_secure(), httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


@require_safe
def image(request: HttpRequest, path: str) -> HttpResponseBase:
    """Images in the sizes that pages use, for people signed in; files have a view of their own, originals none."""
    if not posixpath.normpath(path).startswith(IMAGE_FOLDERS):  # as `serve` will read it
        return error_pages.not_found(request)
    return serve(request, path, document_root=str(settings.MEDIA_ROOT))
