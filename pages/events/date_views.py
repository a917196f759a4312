"""Changes of one date of an event, by those who keep it; and the date as a file for everybody."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pages.events import access, actions, entries
from pages.events.date_forms import CancelForm, MoveForm
from pages.events.dates import NoSuchDate, date_of
from pages.events.event_page import date_asked
from pages.events.queries import url_of
from pages.models.events import EventDate, EventPage, parse_date
from portal import calendar_files
from portal.confirmation import Question, ask
from portal.edit_conflicts import storing_alone
from portal.identity.auth import is_verified, second_step
from portal.identity.users import signed_in
from portal.page_access import open_to
from portal.requests.methods import require_safe_or_post


@require_safe
def file(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    """One date for a calendar program that somebody has open."""
    page, asked = event_and_day(request, pk, day)
    one = date_asked(page, page.original, asked)
    content = calendar_files.written([entries.of_shown(one)])
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="Termin.ics"'
    return response


def event_and_day(request: HttpRequest, pk: int, day: str) -> tuple[EventPage, dt.date]:
    """404 for what does not exist, is not published or closed to the person, and for a day without a date."""
    page = open_to(request, EventPage.objects.live()).filter(pk=pk).first()
    asked = parse_date(day)
    if page is None or asked is None:
        raise Http404
    original = page.original
    if original.planned_on(asked) is None and not original.dates.filter(day=asked).exists():
        raise Http404
    return page, asked


def kept_date(request: HttpRequest, pk: int, day: str) -> EventDate:
    page, asked = event_and_day(request, pk, day)
    if not access.may_keep(request.user, page.original):
        raise PermissionDenied
    try:
        return date_of(page, asked)
    except NoSuchDate:
        raise Http404 from None


def done(request: HttpRequest, date: EventDate, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect(url_of(date.event, date.day))


@require_safe_or_post
@storing_alone
def move(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    date = kept_date(request, pk, day)
    if not is_verified(request):
        return second_step(request)
    form = MoveForm(request.POST or None, date)
    if form.is_settled():
        values = form.cleaned_data
        times = {"starts_at": form.starts_at, "ends_at": form.ends_at}
        actions.move_date(date=date, **times, place=values["ort"], note=values["hinweis"], by=signed_in(request))
        return done(request, date, _("Der Termin ist geändert. Wer dafür angemeldet ist, erfährt davon."))
    context = {"date": date, "form": form, "back": url_of(date.event, date.day)}
    return render(request, "pages/events/move.html", context, status=form.status)


@require_safe_or_post
@storing_alone
def cancel(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    date = kept_date(request, pk, day)
    if not is_verified(request):
        return second_step(request)
    form = CancelForm(request.POST or None)
    if form.is_valid():
        actions.cancel_date(date=date, reason=form.cleaned_data["grund"], by=signed_in(request))
        return done(request, date, _("Der Termin ist abgesagt. Wer dafür angemeldet ist, erfährt davon."))
    context = {"date": date, "form": form, "back": url_of(date.event, date.day)}
    return render(request, "pages/events/cancel.html", context, status=422 if form.errors else 200)


@require_safe_or_post
@storing_alone
def restore(request: HttpRequest, pk: int, day: str) -> HttpResponse:
    date = kept_date(request, pk, day)
    if not is_verified(request):
        return second_step(request)
    if request.method != "POST":
        hint = _("Wer angemeldet war, erfährt davon.")
        return ask(
            request,
            Question(_("Findet der Termin doch statt?"), _("Findet statt"), url_of(date.event, date.day), hint=hint),
        )
    try:
        actions.restore_date(date=date, by=signed_in(request))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(url_of(date.event, date.day))
    return done(request, date, _("Der Termin findet statt."))
