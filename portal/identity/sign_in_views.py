"""Signing in and out."""

from typing import Any

from django.contrib.auth import get_user_model, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from portal.audit import trail
from portal.identity import login_throttle, pending_post
from portal.identity.forms import SignInForm
from portal.requests.error_pages import forbidden


class SignIn(LoginView):
    """The one way in (R16); each try is an event, a refused one without what was typed."""

    template_name = "portal/identity/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waits, lost = pending_post.waits_for_sign_in(self.request), pending_post.was_lost(self.request)
        return super().get_context_data(**kwargs, waits=waits, lost=lost)

    def post(self, request: HttpRequest, *args: str, **kwargs: Any) -> HttpResponse:
        wait = login_throttle.seconds_to_wait(request, request.POST.get("username", ""))
        if wait:
            record_refusal(request)
            return login_throttle.refusal_page(request, wait)
        return super().post(request, *args, **kwargs)

    @transaction.atomic
    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        trail.record(trail.SIGNED_IN, form.get_user())
        login_throttle.remember_place(self.request, form.get_user())
        pending_post.forget_lost(self.request)
        return super().form_valid(form)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        record_refusal(self.request)
        return super().form_invalid(form)


sign_in = SignIn.as_view()


def record_refusal(request: HttpRequest) -> None:
    """Names the account it was meant for, by its id (R66); what was typed may be a password and goes nowhere."""
    typed = request.POST.get("username", "").replace("\x00", "").strip()
    try:
        account = get_user_model()._default_manager.get_by_natural_key(typed)
    except (ObjectDoesNotExist, MultipleObjectsReturned):
        account = None
    about = ("user", account.pk) if account else None
    trail.record(trail.SIGN_IN_REFUSED, outcome=trail.Outcome.REFUSED, about=about)


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
