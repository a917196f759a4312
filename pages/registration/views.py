"""Taking a place, seeing one's own, giving one back: in one tap, and without script."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pages.events import dates
from pages.models import EventDate, EventPage, Registration
from pages.registration import access, actions, certificate, entries, queries, states
from pages.registration.errors import Refused
from pages.registration.forms import ME, BookingForm, FeedbackForm, typed
from portal import calendar_files, confirmation
from portal.confirmation import Question
from portal.identity.users import signed_in
from portal.page_access import open_to
from portal.requests.methods import require_safe_or_post

# The words of the addresses; what is not here cannot be done by one.
STEPS = {
    "zurueckgeben": "cancel",
    "annehmen": "accept",
    "zustimmen": "approve",
    "ablehnen": "decline",
    "austragen": "remove",
}


def said(row: Registration) -> str:
    words = {
        states.BOOKED: _("%(name)s hat einen Platz. Der Kalendereintrag kommt mit einer Mail."),
        states.REQUESTED: _("Der Platz für %(name)s ist vorgemerkt. Die Leitung ist gefragt."),
        states.WAITING: _("%(name)s steht auf der Warteliste. Wird ein Platz frei, kommt eine Mail."),
        states.CANCELLED: _("Der Platz von %(name)s ist zurückgegeben."),
        states.DECLINED: _("Die Anfrage von %(name)s ist abgelehnt."),
        states.REMOVED: _("%(name)s ist ausgetragen."),
    }
    return words.get(row.state, "%(name)s: %(state)s") % {"name": row.name, "state": row.get_state_display()}


def shown_date(request: HttpRequest, event: int, day: dt.date) -> EventDate:
    """As it is stored, or as it would be: a date of a series on which nothing hangs yet has no row."""
    page = get_object_or_404(open_to(request, EventPage.objects.live()), pk=event).original
    stored = EventDate.objects.select_related("event").filter(event=page.pk, day=day).first()
    if stored is not None:
        return stored
    taking = page.planned_on(day)
    if taking is None:
        raise Http404
    return EventDate(event=page, day=day, starts_at=taking.starts_at, ends_at=taking.ends_at)


@require_safe_or_post
def book(request: HttpRequest, event: int, day: dt.date) -> HttpResponse:
    """For oneself and for colleagues; who is not given a place finds everything as it was chosen."""
    user, date = signed_in(request), shown_date(request, event, day)
    standing = queries.standing(date, user)
    if standing is None:
        raise Http404
    team = list(queries.colleagues(user))
    form = BookingForm(
        typed(request),
        user=user,
        team=team,
        organisations=queries.own_organisations(user),
        initial={"people": [ME]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            stored = dates.date_of(date.event, date.day)
            rows = actions.book(date=stored, guests=form.guests(), waits_if_full=form.cleaned_data["waits"], by=user)
        except Refused as refused:
            form.add_error(None, str(refused))
            standing = queries.standing(date, user) or standing
        else:
            return booked(request, rows)
    context = {
        "date": date,
        "form": form,
        "standing": standing,
        "when": entries.when(date),
        "date_url": entries.url_of(date),
        "team": team,
    }
    return render(request, "pages/registration/book.html", context, status=422 if form.errors else 200)


def booked(request: HttpRequest, rows: list[Registration]) -> HttpResponse:
    for row in rows:
        messages.success(request, said(row))
    return redirect("registration:place", rows[0].pk) if len(rows) == 1 else redirect("registration:places")


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """All that is ahead, and what was."""
    now = timezone.now()
    rows = list(queries.places_of(signed_in(request)))
    context = {
        "ahead": [row for row in rows if row.date.ends_at > now and not row.is_closed],
        "past": [row for row in reversed(rows) if row.date.ends_at <= now and not row.is_closed][:50],
        "hosts": queries.hosted_dates(signed_in(request)).exists(),
        "leads": queries.requests_for(Q(user=request.user.pk)).exists(),
    }
    return render(request, "pages/registration/places.html", context)


def seen_place(request: HttpRequest, pk: int) -> tuple[Registration, set[str]]:
    """404 for whom it does not concern."""
    row = get_object_or_404(Registration.objects.for_lists(), pk=pk)
    own = access.sides(row, signed_in(request))
    if not own:
        raise Http404
    return row, own


@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Links in old mails lead here: what is gone, and what was never the reader's, is answered alike."""
    try:
        row, own = seen_place(request, pk)
    except Http404:
        return render(request, "pages/registration/gone.html", status=404)
    allowed = {transition.name for transition in states.allowed(row.state, own)}
    has_begun = timezone.now() >= row.date.starts_at
    context = {
        "row": row,
        "date": row.date,
        "when": entries.when(row.date),
        "date_url": entries.url_of(row.date),
        "standing": queries.standing(row.date, request.user),
        "number_in_line": queries.position_in_line(row),
        "is_own": "person" in own,
        "may": set() if has_begun else allowed,
        "has_begun": has_begun,
        "link": row.date.event.online_link if row.may_see_link and "person" in own else "",
        "may_answer": "person" in own and may_answer(row),
    }
    return render(request, "pages/registration/place.html", context)


def may_answer(row: Registration) -> bool:
    admission = queries.admission_of(row.date.event)
    return row.state == states.ATTENDED and not row.has_answered and bool(admission and admission.asks_feedback)


@require_safe_or_post
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One tap; only who is taken off by somebody else is asked about once more."""
    row, _own = seen_place(request, pk)
    if step not in STEPS:
        raise Http404
    if request.method != "POST":
        return ask_removal(request, row) if step == "austragen" else redirect("registration:place", pk)
    try:
        row = actions.step(
            registration=pk,
            name=STEPS[step],
            by=signed_in(request),
            reason=" ".join(request.POST.get("grund", "").split())[:300],
        )
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said(row))
    return redirect(after(step, row))


def ask_removal(request: HttpRequest, row: Registration) -> HttpResponse:
    question = Question(
        _("%(name)s austragen?") % {"name": row.name},
        _("Austragen"),
        reverse("registration:guests", args=[row.date_id]),
        goes=[f"{row.date.event.title}, {entries.when(row.date)}"],
        hint=_("Die Person bekommt eine Mail, und der Platz geht an die nächste auf der Warteliste."),
    )
    return confirmation.ask(request, question)


def after(step: str, row: Registration) -> str:
    if step in {"zustimmen", "ablehnen"}:
        return reverse("registration:requests")
    if step == "austragen":
        return reverse("registration:guests", args=[row.date_id])
    return reverse("registration:place", args=[row.pk])


def own_place(request: HttpRequest, pk: int) -> Registration:
    user = signed_in(request)
    row: Registration = get_object_or_404(Registration.objects.of(user).for_lists(), pk=pk)
    return row


@require_safe
def calendar_file(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_place(request, pk)
    if row.state not in states.IN_CALENDAR:
        raise Http404
    content = calendar_files.written([entries.entry_of(row, calendar_files.CONFIRMED)])
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="termin.ics"'},
    )


@require_safe
def certificate_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Only for who was there (F32)."""
    row = own_place(request, pk)
    if row.state != states.ATTENDED:
        raise Http404
    return HttpResponse(
        certificate.of(row),
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="teilnahmebescheinigung.pdf"'},
    )


@require_safe_or_post
def feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """Once for each who was there; the answers are counted, and nobody can tell whose they are."""
    row = own_place(request, pk)
    form = FeedbackForm(typed(request))
    if not may_answer(row):
        messages.info(request, _("Hier gibt es nichts mehr zu beantworten. Vielen Dank!"))
        return redirect("registration:place", pk)
    if request.method == "POST" and form.is_valid():
        return thanked(request, row, form)
    context: dict[str, Any] = {"row": row, "date": row.date, "form": form, "when": entries.when(row.date)}
    return render(request, "pages/registration/feedback.html", context, status=422 if form.errors else 200)


def thanked(request: HttpRequest, row: Registration, form: FeedbackForm) -> HttpResponse:
    try:
        actions.give_feedback(registration=row, answers=form.answers())
    except Refused:
        messages.info(request, _("Sie haben schon geantwortet. Vielen Dank!"))
    else:
        messages.success(request, _("Vielen Dank. Ihre Antworten sind gezählt."))
    return redirect("registration:place", row.pk)
