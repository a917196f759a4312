"""Where somebody is signed in, and how they end it there."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from portal.confirmation import Question, ask
from portal.identity import account_actions, sessions
from portal.identity.users import signed_in
from portal.models import Session
from portal.requests.methods import require_safe_or_post


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    own = sessions.own(request)
    rows = [(session, session.pk == own, rough_age(session.seen_at)) for session in sessions.of(request.user)]
    return render(request, "portal/identity/sessions.html", {"rows": sorted(rows, key=lambda row: not row[1])})


@require_safe_or_post
def end_session(request: HttpRequest) -> HttpResponse:
    """Ends one session of one's own, after asking; of others there is nothing to find."""
    user = signed_in(request)
    if request.method != "POST":
        # The name of a row is a digest, with which nobody else can do anything.
        return ask_about(request, sessions.named(user, request.GET.get("sitzung", "")).first())
    key = request.POST.get("sitzung", "")
    if key == sessions.own(request):
        return end_all_sessions(request)
    is_ended = account_actions.end_session(user, key, by=user)
    messages.success(request, _("Die Anmeldung ist beendet.") if is_ended else _("Diese Anmeldung gab es nicht mehr."))
    return redirect("portal:sessions")


def ask_about(request: HttpRequest, session: Session | None) -> HttpResponse:
    if session is None:
        messages.info(request, _("Diese Anmeldung gab es nicht mehr."))
        return redirect("portal:sessions")
    if session.pk == sessions.own(request):
        return redirect("portal:end_all_sessions")
    seen = _("zuletzt benutzt %(seen)s") % {"seen": rough_age(session.seen_at)}
    question = Question(
        _("Diese Anmeldung beenden?"),
        _("Anmeldung beenden"),
        reverse("portal:sessions"),
        [f"{session.get_device_display()}, {seen}"],
        _("Was dort geschrieben und nicht gespeichert ist, kann verloren gehen."),
        {"sitzung": session.pk},
    )
    return ask(request, question)


@require_safe_or_post
def end_all_sessions(request: HttpRequest) -> HttpResponse:
    """Signs out everywhere, here too, after asking."""
    user = signed_in(request)
    if request.method != "POST":
        goes = [f"{session.get_device_display()}, {rough_age(session.seen_at)}" for session in sessions.of(user)]
        hint = _("Danach melden Sie sich neu an.")
        question = Question(_("Überall abmelden?"), _("Überall abmelden"), reverse("portal:sessions"), goes, hint)
        return ask(request, question)
    account_actions.end_sessions(user, by=user)
    logout(request)
    response = redirect("portal:sign_in")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def rough_age(moment: dt.datetime) -> str:
    """When somebody was last there, no more exactly than it is noted."""
    minutes = int((timezone.now() - moment).total_seconds() // 60)
    if minutes < 5:
        return _("vor wenigen Minuten")
    if minutes < 60:
        return ngettext("vor etwa %(n)d Minute", "vor etwa %(n)d Minuten", minutes // 5 * 5) % {"n": minutes // 5 * 5}
    return ngettext("vor etwa %(n)d Stunde", "vor etwa %(n)d Stunden", minutes // 60) % {"n": minutes // 60}
