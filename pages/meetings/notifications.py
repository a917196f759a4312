"""Mails about meetings: neutral, with a link and a calendar file that is updated and cancelled with the date."""

from collections.abc import Iterable, Sequence

from django.conf import settings

from directory.models import Position
from pages.meetings import calendar_entry
from pages.models import AgendaItem, EventDate, Meeting, MeetingInvitation
from pages.models.events import Before
from pages.named_persons import recipient
from portal import conf, mail
from portal.calendar_files import Address
from portal.mail import Recipient


def recipients(positions: Iterable[Position]) -> list[Recipient]:
    """Each address once."""
    found = {to.address: to for one in positions if (to := recipient(one)).address}
    return list(found.values())


def office() -> Address:
    return Address(settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip("> "), conf.get("CONTACT_OFFICE"))


def send(template: str, meeting: Meeting, date: EventDate, people: Iterable[Position]) -> int:
    to_all = recipients(people)
    context = {"page": mail.link("meetings:meeting", meeting.pk)}
    for to in to_all:
        mail.send_on_commit(template, [to], context, calendar=calendar_entry.part(meeting, date, to, office()))
    return len(to_all)


def invite(meeting: Meeting, date: EventDate, people: Sequence[Position]) -> int:
    return send("pages/meetings/mail/invited.txt", meeting, date, people)


def date_changed(date: EventDate, _before: Before) -> None:
    """Whoever was invited gets the calendar file anew: another time, another place, or that it does not take place."""
    meeting = Meeting.objects.filter(event_date=date).first()
    if meeting is None:
        return
    asked = MeetingInvitation.objects.filter(meeting=meeting).select_related("position__person__user")
    name = "cancelled" if date.is_cancelled else "changed"
    send(f"pages/meetings/mail/{name}.txt", meeting, date, [row.position for row in asked])


def agenda_decided(item: AgendaItem) -> None:
    """To whom the point was proposed by."""
    if item.proposed_by is not None:
        context = {"page": mail.link("meetings:meeting", item.meeting_id)}
        mail.send_on_commit("pages/meetings/mail/point_decided.txt", [item.proposed_by], context)


def minutes_published(meeting: Meeting) -> None:
    asked = MeetingInvitation.objects.filter(meeting=meeting).select_related("position__person__user")
    context = {"page": mail.link("meetings:meeting", meeting.pk)}
    mail.send_on_commit("pages/meetings/mail/minutes.txt", recipients(row.position for row in asked), context)
