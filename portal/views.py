"""Sign in and out, light and dark, error pages."""

import posixpath
import sys
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_POST, require_safe
from django.views.static import serve

from portal.audit import trail
from portal.forms import SignInForm
from portal.identity import login_throttle
from portal.requests import logs
from portal.templatetags.portal_tags import THEME_COOKIE, THEMES

IMAGE_FOLDERS = ("images/", "avatar_images/")


class SignIn(LoginView):
    """The one way in (R16); each try is an event, a refused one without what was typed."""

    template_name = "portal/identity/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: str, **kwargs: Any) -> HttpResponse:
        wait = login_throttle.wait(request, request.POST.get("username", ""))
        if wait:
            trail.record(trail.SIGN_IN_REFUSED, outcome=trail.Outcome.REFUSED)
            return login_throttle.refused(request, wait)
        return super().post(request, *args, **kwargs)

    @transaction.atomic
    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        trail.record(trail.SIGNED_IN, form.get_user())
        login_throttle.remember_place(self.request, form.get_user())
        return super().form_valid(form)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        trail.record(trail.SIGN_IN_REFUSED, outcome=trail.Outcome.REFUSED)
        return super().form_invalid(form)


sign_in = SignIn.as_view()


def editor_sign_in(request: HttpRequest) -> HttpResponse:
    """The editor has no sign-in page of its own; whoever is signed in and sent here lacks the right to edit."""
    if request.user.is_authenticated:
        return forbidden(request)
    query = urlencode({"next": request.GET.get("next") or reverse("wagtailadmin_home")})
    return HttpResponseRedirect(f"{reverse('portal:sign_in')}?{query}")


@require_POST
@login_not_required
@transaction.atomic
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session on the server and asks the browser to forget it (R12)."""
    if request.user.is_authenticated:
        trail.record(trail.SIGNED_OUT, request.user)
    logout(request)
    response = redirect("portal:sign_in")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_POST
@login_not_required
def theme(request: HttpRequest) -> HttpResponse:
    """Keeps the choice of light or dark in this browser; any other value returns to what the device says."""
    target = request.POST.get("next", "")
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
        return not_found(request)
    return serve(request, path, document_root=str(settings.MEDIA_ROOT))


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
    is_pause = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    response = render(None, "500.html", {"number": logs.number()}, status=503 if is_pause else 500)
    if is_pause:
        response["Retry-After"] = "60"
    return response
