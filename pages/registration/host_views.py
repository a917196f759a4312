"""The host's side: who comes, who came, how one gets a place."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from directory.models import Position
from pages.models import Admission, EventDate, EventPage, Registration
from pages.registration import access, actions, entries, lists, queries, states
from pages.registration.access import host_required
from pages.registration.errors import Refused
from pages.registration.forms import QUESTIONS, AdmissionForm, GuestForm, HeldForms, named, typed
from portal.edit_conflicts import held as locked
from portal.edit_conflicts import storing_alone
from portal.identity.auth import is_verified, second_step
from portal.identity.users import signed_in
from portal.requests.methods import require_safe_or_post

DOOR_STEPS = {"da": "attend", "nicht-da": "miss", "offen": "undo"}


@require_safe
def hosted(request: HttpRequest) -> HttpResponse:
    """The dates with places that somebody hosts."""
    found = lists.hosted_rows(signed_in(request))
    return render(request, "pages/registration/hosted.html", {"groups": found})


@require_safe_or_post
@host_required
def guests(request: HttpRequest, date: EventDate) -> HttpResponse:
    """Who comes, who waits; and one more."""
    user = signed_in(request)
    people = named(list(Position.objects.current().visible_to(user).for_lists().order_by("person__last_name", "pk")))
    form = GuestForm(typed(request), people=people)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.add(date=date, guest=form.guest(), by=user)
        except Refused as refused:
            form.add_error(None, str(refused))
        except Admission.DoesNotExist:
            raise Http404 from None
        else:
            messages.success(request, _("%(name)s hat einen Platz.") % {"name": row.name})
            return redirect("registration:guests", date.pk)
    context = lists.shown_to_host(date, user) | {"form": form, "suggestions": people}
    return render(request, "pages/registration/guests.html", context, status=422 if form.errors else 200)


@require_safe
@host_required
def table(request: HttpRequest, date: EventDate) -> HttpResponse:
    return lists.csv_file(date)


@require_safe_or_post
@host_required
def door(request: HttpRequest, date: EventDate) -> HttpResponse:
    """On a phone, at the door: one tap for each who comes."""
    if request.method == "POST":
        return recorded(request, date)
    rows = lists.at_the_door(date)
    context = {
        "date": date,
        "when": entries.when(date),
        "rows": rows,
        "is_open": queries.door_is_open(date),
        "number": sum(row.state == states.ATTENDED for row in rows),
        "unsaid": sum(row.state == states.BOOKED for row in rows),
    }
    return render(request, "pages/registration/door.html", context)


def recorded(request: HttpRequest, date: EventDate) -> HttpResponse:
    """A button says "da-17": what, and of which place. "alle-da" stands for all that nothing is said of yet."""
    what, _dash, pk = request.POST.get("wer", "").rpartition("-")
    if request.POST.get("wer") == "alle-da":
        unsaid = Registration.objects.filter(date=date, state=states.BOOKED).values_list("pk", flat=True)
        steps = dict.fromkeys(unsaid, "attend")
    else:
        steps = {int(pk): DOOR_STEPS[what]} if what in DOOR_STEPS and pk.isdecimal() and len(pk) < 19 else {}
    anchor = ""
    try:
        changed = actions.attendance(date=date, steps=steps, by=signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
    except Admission.DoesNotExist:
        raise Http404 from None
    else:
        anchor = f"#platz-{pk}" if pk.isdecimal() else ""
        if len(steps) > 1:
            text = ngettext("%(n)s Person eingetragen.", "%(n)s Personen eingetragen.", changed)
            messages.success(request, text % {"n": changed})
    return redirect(reverse("registration:door", args=[date.pk]) + anchor)


def hosted_event(request: HttpRequest, pk: int) -> EventPage:
    event = get_object_or_404(EventPage.objects.all(), pk=pk)
    if not access.may_set_up(request.user, event.original):
        raise Http404
    return event.original


@require_safe_or_post
@storing_alone
def set_up(request: HttpRequest, event: int) -> HttpResponse:
    """How many places there are, for whom, from when until when. What was typed stays until it can be stored."""
    page = hosted_event(request, event)
    if not is_verified(request):
        return second_step(request)
    admission = locked(request, Admission.objects.all()).filter(event=page).first()
    stored = [
        {"organisation": row.organisation_id, "seats": row.seats, "until": row.until}
        for row in (admission.held.all() if admission else ())
    ]
    form = AdmissionForm(typed(request), instance=admission)
    rows = HeldForms(typed(request), initial=stored, prefix="frei")
    if request.method == "POST" and rows.is_valid() and form.is_settled() and is_stored(request, page, form, rows):
        messages.success(request, _("Gespeichert. So kann man sich jetzt anmelden."))
        return redirect(page.get_url() or "registration:hosted")
    context = {"event": page, "form": form, "rows": rows, "admission": admission}
    status = form.status if form.status != 200 else 422 if request.method == "POST" else 200
    return render(request, "pages/registration/set_up.html", context, status=status)


def is_stored(request: HttpRequest, page: EventPage, form: AdmissionForm, rows: Any) -> bool:
    try:
        actions.set_up(event=page, values=form.cleaned_data, held=rows.rows(), by=signed_in(request))
    except Refused as refused:
        form.add_error("capacity", str(refused))
        return False
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@require_safe
@host_required
def answers(request: HttpRequest, date: EventDate) -> HttpResponse:
    """What was answered afterwards, as numbers; below a few none, for they would tell who it was."""
    context = {"date": date, "when": entries.when(date), **lists.answers(date, QUESTIONS)}
    return render(request, "pages/registration/answers.html", context)
