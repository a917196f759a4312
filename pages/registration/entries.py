"""A place as an entry of the person's own calendar, by mail and in the feed."""

from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pages.events import queries as events
from pages.models import EventDate, Registration
from pages.registration import states
from portal import calendar_files, conf, mail
from portal.calendar_files import Address, CalendarEntry, CalendarPart
from portal.mail import Recipient
from portal.written_dates import written


def when(date: EventDate) -> str:
    """ "Dienstag, 24. November 2026, 9 bis 12 Uhr" on the wall of the county's offices."""
    first, last = timezone.localtime(date.starts_at), timezone.localtime(date.ends_at)
    if date.event.is_all_day:
        day = written(first, "l, j. F Y")
        return day if first.date() == last.date() else f"{day} – {date_format(last, 'l, j. F Y')}"
    if first.date() == last.date():
        words = {"day": written(first, "l, j. F Y"), "from": hour(first), "until": hour(last)}
        return _("%(day)s, %(from)s bis %(until)s Uhr") % words
    moments = {
        "from": f"{date_format(first, 'l, j. F Y')}, {hour(first)}",
        "until": f"{date_format(last, 'j. F Y')}, {hour(last)}",
    }
    return _("%(from)s Uhr bis %(until)s Uhr") % moments


def hour(moment: Any) -> str:
    return date_format(moment, "G:i") if moment.minute else date_format(moment, "G")


def url_of(date: EventDate) -> str:
    """The page of the date; of a series that of this one."""
    return events.url_of(date.event, date.day)


def part_for(row: Registration, to: Recipient) -> CalendarPart:
    """What the mail about a place does to the calendar: takes the entry in or out, always under the date's own id."""
    status = calendar_files.CONFIRMED if row.is_in_calendar else calendar_files.CANCELLED
    return calendar_files.invitation(entry_of(row, status, Address(to.address, to.name)))


def entry_of(row: Registration, status: str, attendee: Address | None = None) -> CalendarEntry:
    """The link of the video conference stands in it for whoever has a place, and for nobody else."""
    date, event = row.date, row.date.event
    is_given = status == calendar_files.CONFIRMED
    link = event.online_link if is_given and row.may_see_link else ""
    lines = [date.note, _("Link: %(link)s") % {"link": link} if link else "", mail.link("registration:place", row.pk)]
    first, last = timezone.localtime(date.starts_at), timezone.localtime(date.ends_at)
    return CalendarEntry(
        uid=date.uid,
        sequence=date.sequence + row.sequence,
        start=first.date() if event.is_all_day else first,
        end=last.date() if event.is_all_day else last,
        summary=event.title
        if is_given or status == calendar_files.CANCELLED
        else _("Angefragt: %(event)s") % {"event": event.title},
        description="\n".join(filter(None, lines)),
        location=date.shown_place,
        url=mail.link("registration:place", row.pk),
        organiser=Address(sender(), conf.get("COUNTY_NAME")) if attendee else None,
        attendee=attendee,
        status=status,
        stamp=row.changed_at,
    )


def sender() -> str:
    """The address that mails of the portal come from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def personal(user: Any) -> Iterator[CalendarEntry]:
    """For the feed: places that are certain, and provisional ones as such. Who waits has nothing to put down yet (F29)."""
    rows = Registration.objects.of(user).for_lists().filter(date__cancelled_at=None)
    for row in rows.filter(state__in=states.IN_CALENDAR | {states.REQUESTED, states.OFFERED}):
        is_given = row.state in states.IN_CALENDAR
        yield entry_of(row, calendar_files.CONFIRMED if is_given else calendar_files.TENTATIVE)
