"""A poll is opened, answered, reminded of, and ends with a date or without one.

Whatever changes a poll waits for its row first, so that of two at once the second sees what the first has done.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Person
from pages.meetings import actions as meetings
from pages.meetings.calendar_entry import Slot
from pages.models import Meeting, Poll, PollAnswer, PollInvitee, PollOption
from pages.named_persons import Named
from pages.polls import notifications, queries
from portal.audit import trail
from portal.models import User

OPENED = trail.register("poll.open", _("Terminabstimmung begonnen"), ("dates", "people"))
ANSWERED = trail.register("poll.answer", _("Terminabstimmung beantwortet"), ("for_other",))
TAKEN = trail.register("poll.take_over", _("Termin aus einer Abstimmung übernommen"))
WITHDRAWN = trail.register("poll.withdraw", _("Terminabstimmung ohne Termin beendet"))
REMINDER_DAYS = 2  # before the last day for answers


class PollClosedError(ValidationError):
    """The poll takes no more answers; the message says so."""


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
def take_over(*, option: PollOption, by: User) -> Meeting:
    """The date goes into the calendar, the invitations out, and the poll closes; whoever comes second gets the same meeting.

    PollClosedError where it has ended without a date.
    """
    poll = locked(option.poll_id)
    if poll.chosen is not None and poll.meeting is not None:
        return poll.meeting
    if poll.closed_at is not None:
        raise PollClosedError(_("Diese Abstimmung ist ohne Termin beendet. Es wurde nichts in den Kalender gesetzt."))
    if option.starts_at <= timezone.now():
        raise PollClosedError(_("Dieser Termin ist schon vorbei. Bitte wählen Sie einen, der noch kommt."))
    poll.meeting = poll.meeting or meeting_for(poll, by)
    poll.chosen, poll.closed_at, poll.closed_by = option, timezone.now(), by
    poll.save(update_fields=["meeting", "chosen", "closed_at", "closed_by"])
    slot = Slot(option.starts_at, option.ends_at, poll.place)
    meetings.set_date(meeting=poll.meeting, slot=slot, by=by, also=asked(poll))
    trail.record(TAKEN, by, about=("poll", poll.pk))
    return poll.meeting


def meeting_for(poll: Poll, by: User) -> Meeting:
    if poll.agreement is None:
        return Meeting.objects.create(title=poll.title)
    return meetings.add_meeting(agreement=poll.agreement, title=poll.title, by=by)


def asked(poll: Poll) -> list[Named]:
    rows = poll.invitees.select_related("organisation", "position__person", "deputy__person")
    return [Named(row.organisation, row.position, row.deputy) for row in rows]


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
