"""Meetings as pages show them."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from directory.access import is_coordinator
from pages.models import AgendaItem, EventDate, Meeting, NormativePage
from pages.named_persons import own_parties
from portal.page_access import open_to


def visible_to(request: HttpRequest) -> QuerySet[Meeting]:
    """Whoever may open the agreement may see when its partners meet; what lost its agreement is the coordinator's."""
    meetings: QuerySet[Meeting] = Meeting.objects.select_related("agreement", "event_date__event")
    readable = Q(agreement__in=open_to(request, NormativePage.objects.live()).values("pk"))
    return meetings.filter(readable | Q(agreement=None) if is_coordinator(request.user) else readable)


def agenda_for(meeting: Meeting, user_pk: int, coordinates: bool) -> list[AgendaItem]:
    """What is on it for all; proposals and refusals for the coordinator and for the organisation that proposed them."""
    items = meeting.agenda.select_related("organisation", "proposed_by")
    if coordinates:
        return list(items)
    own: Collection[int] = (
        list(own_parties(meeting.agreement, user_pk).values_list("organisation", flat=True))
        if meeting.agreement
        else ()
    )
    return list(items.filter(Q(state=AgendaItem.State.ACCEPTED) | Q(organisation__in=own)))


def upcoming(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return meetings.dated().filter(event_date__ends_at__gt=timezone.now()).order_by("event_date__starts_at")  # type: ignore[attr-defined]  # its queryset has it


def past(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    over = meetings.dated().filter(event_date__ends_at__lte=timezone.now())  # type: ignore[attr-defined]  # as above
    return over.order_by("-event_date__starts_at")


def last_held(agreement: NormativePage, now: dt.datetime) -> dt.date | None:
    dates = EventDate.objects.taking_place().filter(meeting__agreement=agreement, starts_at__lte=now)
    last = dates.order_by("-starts_at").first()
    return timezone.localtime(last.starts_at).date() if last else None


def is_set(agreement: NormativePage, now: dt.datetime) -> bool:
    """Whether a meeting of that agreement is to come."""
    dates = EventDate.objects.taking_place().filter(meeting__agreement=agreement, starts_at__gt=now)
    return bool(dates.exists())


def with_agenda(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    accepted = AgendaItem.objects.filter(state=AgendaItem.State.ACCEPTED)
    return meetings.prefetch_related(Prefetch("agenda", accepted, to_attr="points"))
