"""A meeting in the calendar: its event, and the calendar file that goes to those invited."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Locale

from directory.models import Organisation
from pages.events.dates import date_of
from pages.models import EventClause, EventDate, EventIndexPage, EventPage, Meeting
from pages.models.events import before_of, tell_changed
from pages.named_persons import meeting_section
from portal import calendar_files, mail
from portal.calendar_files import Address, CalendarEntry, CalendarPart
from portal.mail import Recipient
from portal.models import User


@dataclass(frozen=True)
class Slot:
    """When and where; aware moments."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str = ""
    online_link: str = ""


def create_event(meeting: Meeting, slot: Slot, by: User) -> EventDate:
    event = EventPage(
        kind=EventPage.Kind.COORDINATION_MEETING,
        title=meeting.title,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        place=slot.place,
        online_link=slot.online_link,
        live=False,
    )
    event.hosts = list(Organisation.objects.active().filter(kind=Organisation.Kind.COUNTY)[:1])
    section = meeting_section(meeting.agreement) if meeting.agreement else None
    if section is not None:
        event.clauses = [EventClause(document=meeting.agreement, number=section.number, section=section.identity)]
    index = EventIndexPage.objects.get(locale=Locale.get_default())
    index.add_child(instance=event)
    publish(event, by)
    event.refresh_from_db()
    return date_of(event, slot.starts_at)


def publish(event: EventPage, by: User) -> None:
    """Whoever sets the date of a meeting need not be an editor; the views have asked who that is."""
    event.save_revision(user=by).publish(user=by, skip_permission_checks=True)


def move_event(date: EventDate, slot: Slot, by: User) -> None:
    """Those who hang on the date are told by `pages.events` of other times, and from here of another place alone."""
    before, sequence = before_of(date), date.sequence
    event = date.event
    event.starts_at, event.ends_at = slot.starts_at, slot.ends_at
    event.place, event.online_link = slot.place, slot.online_link
    publish(event, by)
    date.refresh_from_db()
    if date.sequence == sequence and date.shown_place != before.place:
        date.sequence += 1
        date.save(update_fields=["sequence"])
        tell_changed(date, before)


def part(meeting: Meeting, date: EventDate, to: Recipient, office: Address) -> CalendarPart:
    """What it is about stands on the page behind the link; the name of the meeting is no secret among those invited."""
    own = replace(entry(meeting, date), organiser=office, attendee=Address(to.address, to.name))
    return calendar_files.invitation(own)


def entry(meeting: Meeting, date: EventDate) -> CalendarEntry:
    return CalendarEntry(
        uid=date.uid,
        sequence=date.sequence,
        start=date.starts_at,
        end=date.ends_at,
        summary=meeting.title,
        location=date.shown_place,
        url=mail.link("meetings:meeting", meeting.pk),
        status=calendar_files.CANCELLED if date.is_cancelled else calendar_files.CONFIRMED,
    )


def invited(user: Any) -> QuerySet[Meeting]:
    """Meetings with a date that somebody was told of."""
    mine = Meeting.objects.filter(invitations__position__person__user=user.pk, event_date__isnull=False)
    return mine.select_related("event_date__event").distinct()


def personal_entries(user: Any) -> Iterator[CalendarEntry]:
    """For the personal calendar: what somebody is invited to."""
    for meeting in invited(user):
        if meeting.event_date is not None:
            yield entry(meeting, meeting.event_date)


def link_shown_to(user: Any, dates: Iterable[int]) -> set[int]:
    """Whoever is invited sees where the video conference is."""
    return set(invited(user).filter(event_date__in=list(dates)).values_list("event_date", flat=True))
