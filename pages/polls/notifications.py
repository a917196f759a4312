"""Mails about polls: neutral, with a link; to the person asked, or to who stands in today."""

import datetime as dt
from collections.abc import Iterable

from directory.models import Position
from directory.register import contact_cards
from pages.models import Poll, PollInvitee
from pages.named_persons import recipient
from portal import mail
from portal.mail import Recipient


def recipients(keys: Iterable[int | None], day: dt.date | None = None) -> dict[int, Recipient]:
    """By key of the position whom to write to that day; without those who can be reached nowhere."""
    shown = contact_cards.people(keys, day)
    acting = {pk: one.acting or one.position for pk, one in shown.items() if not one.has_left}
    users = {
        one.pk: one
        for one in Position.objects.filter(pk__in={one.pk for one in acting.values()}).select_related("person__user")
    }
    found = {pk: recipient(users[one.pk]) for pk, one in acting.items()}
    return {pk: one for pk, one in found.items() if one.address}


def tell(template: str, poll: Poll, invitees: Iterable[PollInvitee]) -> int:
    """One mail to each address; returns how many."""
    rows = list(invitees)
    known = recipients({one.position_id for one in rows} | {one.deputy_id for one in rows if one.position_id is None})
    people = {known[key].address: known[key] for one in rows if (key := one.position_id or one.deputy_id) in known}
    mail.send_on_commit(template, people.values(), {"page": mail.link("polls:poll", poll.pk), "due": poll.answer_by})
    return len(people)


def ask(poll: Poll) -> int:
    return tell("pages/polls/mail/asked.txt", poll, poll.invitees.all())


def remind(poll: Poll, invitees: Iterable[PollInvitee]) -> int:
    return tell("pages/polls/mail/reminder.txt", poll, invitees)


def withdrawn(poll: Poll) -> int:
    return tell("pages/polls/mail/withdrawn.txt", poll, poll.invitees.all())
