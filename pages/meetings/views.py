"""Meetings: the list, one of them with all that belongs to it, and its date."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from directory.access import coordination_required, is_coordinator
from pages.meetings import access, actions, bases, queries
from pages.meetings.forms import DateForm, NewMeetingForm, PointForm
from pages.models import AgendaItem, Meeting
from pages.named_persons import asked_agreement, in_force, meeting_section, named_persons
from portal.edit_conflicts import EditForm, storing_alone
from portal.edit_state import key_of
from portal.identity.users import signed_in

PAST_SHOWN = 12


def seen(request: HttpRequest, pk: int) -> Meeting:
    meeting: Meeting = get_object_or_404(queries.visible_to(request), pk=pk)
    return meeting


def form_page(request: HttpRequest, meeting: Meeting, form: BaseForm, **shown: Any) -> HttpResponse:
    status = form.status if isinstance(form, EditForm) else 422 if form.errors else 200
    context = {"meeting": meeting, "form": form, "no_clients": bases.chips([bases.NO_CLIENTS])} | shown
    return render(request, "pages/meetings/form.html", context, status=status)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    meetings = queries.visible_to(request)
    coordinates = is_coordinator(request.user)
    context = {
        "upcoming": queries.upcoming(meetings),
        "past": queries.past(meetings)[:PAST_SHOWN],
        "undated": meetings.undated().order_by("due_on", "pk") if coordinates else (),  # type: ignore[attr-defined]  # its queryset has it
        "is_coordinator": coordinates,
        "bases": bases.chips([bases.MEET]),
    }
    return render(request, "pages/meetings/index.html", context)


@coordination_required
def new(request: HttpRequest) -> HttpResponse:
    """One beside the rhythm of an agreement."""
    agreement = asked_agreement(request)
    if agreement is None:
        return render(request, "pages/meetings/choose_agreement.html", {"agreements": in_force()})
    form = NewMeetingForm(request.POST or None, initial={"title": actions.title_of(agreement)})
    if form.is_valid():
        meeting = actions.add_meeting(agreement=agreement, title=form.cleaned_data["title"], by=signed_in(request))
        return redirect("meetings:date", meeting.pk)
    shown = {"form": form, "heading": _("Neues Treffen"), "button": _("Weiter zum Termin"), "lead": agreement.title}
    return render(request, "pages/meetings/form.html", shown, status=422 if form.errors else 200)


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    one, user = seen(request, pk), signed_in(request)
    coordinates = is_coordinator(user)
    items = queries.agenda_for(one, user.pk, coordinates)
    context = {
        "meeting": one,
        "section": meeting_section(one.agreement) if one.agreement else None,
        "points": [item for item in items if item.state == AgendaItem.State.ACCEPTED],
        "proposals": [item for item in items if item.state != AgendaItem.State.ACCEPTED],
        "decisions": one.decisions.select_related("organisation", "position__person", "done_by"),
        "mine": set(access.open_decisions().filter(access.responsible(user.pk)).values_list("pk", flat=True)),
        "invitations": one.invitations.select_related("organisation", "position__person"),
        "is_coordinator": coordinates,
        "point_form": PointForm() if access.may_propose(one, user.pk) or coordinates else None,
        "polls": one.polls.filter(closed_at=None) if coordinates else (),
        "no_clients": bases.chips([bases.NO_CLIENTS]),
    }
    return render(request, "pages/meetings/meeting.html", context)


@coordination_required
@storing_alone
def date(request: HttpRequest, pk: int) -> HttpResponse:
    """Sets it, or moves it."""
    one = seen(request, pk)
    is_new = one.starts_at is None
    form = DateForm(request.POST or None, meeting=one, entry="" if is_new else key_of(one.event_date))
    if form.is_settled() and form.slot is not None:
        if is_new:
            actions.set_date(meeting=one, slot=form.slot, by=signed_in(request))
        else:
            actions.move(meeting=one, slot=form.slot, by=signed_in(request))
        messages.success(
            request,
            _("Der Termin steht im Kalender, die Einladungen sind verschickt.")
            if is_new
            else _("Der Termin ist geändert. Alle Eingeladenen bekommen den neuen Eintrag für ihren Kalender."),
        )
        return redirect("meetings:meeting", pk)
    return form_page(
        request,
        one,
        form,
        heading=_("Termin festlegen") if is_new else _("Termin ändern"),
        button=_("Termin setzen und einladen") if is_new else _("Termin ändern"),
        named=named_persons(one.agreement) if one.agreement and is_new else (),
        offers_poll=is_new and one.agreement is not None,
    )


@require_POST
@coordination_required
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever is named since the invitations went out."""
    number = actions.invite(meeting=seen(request, pk))
    said = ngettext("%(n)d Person ist nachträglich eingeladen.", "%(n)d Personen sind nachträglich eingeladen.", number)
    messages.success(request, said % {"n": number} if number else _("Alle Benannten sind schon eingeladen."))
    return redirect("meetings:meeting", pk)
