"""A poll is opened, answered, reminded of, and ends with a date or without one.

Whatever changes a poll waits for its row first, so that of two at once the second sees what the first has done.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Person
from pages.models import Poll, PollAnswer, PollInvitee, PollOption
from pages.named_persons import Named
from pages.polls import notifications, queries
from portal.audit import trail
from portal.models import User

OPENED = trail.register("poll.open", _("Terminabstimmung begonnen"), ("dates", "people"))
ANSWERED = trail.register("poll.answer", _("Terminabstimmung beantwortet"), ("for_other",))
WITHDRAWN = trail.register("poll.withdraw", _("Terminabstimmung ohne Termin beendet"))
REMINDER_DAYS = 2  # before the last day for answers


class PollClosedError(ValidationError):
    """The poll takes no more answers; the message says so."""


@dataclass(frozen=True)
class Slot:
    """Aware moments."""

    starts_at: dt.datetime
    ends_at: dt.datetime


@transaction.atomic
def open_poll(*, poll: Poll, slots: Iterable[Slot], people: Iterable[Named], by: User) -> Poll:
    poll.opened_at, poll.opened_by = timezone.now(), by
    poll.save(force_insert=True)
    options = [PollOption(poll=poll, starts_at=slot.starts_at, ends_at=slot.ends_at) for slot in slots]
    PollOption.objects.bulk_create(options)
    # Somebody may be named by two parties and is asked once.
    asked = {one.person.pk: one for one in people if one.person is not None}
    PollInvitee.objects.bulk_create(invitee(poll, one) for one in asked.values())
    trail.record(OPENED, by, about=("poll", poll.pk), details={"dates": len(options), "people": len(asked)})
    notifications.ask(poll)
    return poll


def invitee(poll: Poll, one: Named) -> PollInvitee:
    name = str(one.person.person) if one.person else ""
    return PollInvitee(poll=poll, organisation=one.organisation, position=one.person, deputy=one.deputy, name=name)


def locked(pk: int) -> Poll:
    poll: Poll = Poll.objects.select_for_update(of=("self",)).get(pk=pk)
    return poll


@transaction.atomic
def answer(*, invitee: PollInvitee, choices: Mapping[int, str], by: User, is_coordinator: bool = False) -> None:
    """`choices` by key of the option. PollClosedError after the last day, which does not bind the coordinator, and once it is over."""
    poll = locked(invitee.poll_id)
    if poll.closed_at is not None:
        raise PollClosedError(_("Diese Abstimmung ist schon beendet. Ihre Antwort wurde nicht mehr gespeichert."))
    if not is_coordinator and not poll.takes_answers(timezone.localdate()):
        raise PollClosedError(
            _("Die Frist für Antworten ist vorbei. Bitte sagen Sie der Koordination, an welchen Tagen Sie können.")
        )
    PollAnswer.objects.filter(invitee=invitee).delete()
    known = set(poll.options.values_list("pk", flat=True))
    PollAnswer.objects.bulk_create(
        PollAnswer(invitee=invitee, option_id=pk, choice=choice) for pk, choice in choices.items() if pk in known
    )
    own = Person.objects.filter(user=by, positions=invitee.position_id).exists()
    invitee.answered_at, invitee.answered_by = timezone.now(), by
    invitee.answerer = "" if own else by.get_full_name()
    invitee.save(update_fields=["answered_at", "answered_by", "answerer"])
    trail.record(ANSWERED, by, about=("poll", poll.pk), details={"for_other": not own})


@transaction.atomic
def withdraw(*, poll: Poll, by: User) -> bool:
    """Ends it without a date; False where it had ended already."""
    poll = locked(poll.pk)
    if poll.closed_at is not None:
        return False
    poll.closed_at, poll.closed_by = timezone.now(), by
    poll.save(update_fields=["closed_at", "closed_by"])
    trail.record(WITHDRAWN, by, about=("poll", poll.pk))
    notifications.withdrawn(poll)
    return True


@transaction.atomic
def remind() -> int:
    """Once a poll: whoever has not answered two days before the last one. Returns the number of mails; safe to repeat."""
    today = timezone.localdate()
    until = today + dt.timedelta(days=REMINDER_DAYS)
    rows = queries.unanswered(today).filter(reminded_on=None, poll__answer_by__lte=until).select_related("poll")
    waiting = list(rows.select_for_update(of=("self",)))
    by_poll: dict[Poll, list[PollInvitee]] = {}
    for row in waiting:
        by_poll.setdefault(row.poll, []).append(row)
    PollInvitee.objects.filter(pk__in=[row.pk for row in waiting]).update(reminded_on=today)
    return sum(notifications.remind(poll, asked) for poll, asked in by_poll.items())
