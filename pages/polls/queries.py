"""What was said, as a table, and which date suits best."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from directory.holidays import public_holidays
from pages.events import extensions
from pages.models import Poll, PollAnswer, PollInvitee, PollOption
from portal.calendar_files import CANCELLED, CalendarEntry

Choice = PollAnswer.Choice
OPEN = ""


@dataclass(frozen=True)
class Column:
    """A date with how many said what; `holiday` names one, `clashes` what else the reader has at that time."""

    option: PollOption
    yes: int
    maybe: int
    no: int
    is_best: bool = False
    holiday: str = ""
    clashes: tuple[str, ...] = ()

    @property
    def can(self) -> int:
        return self.yes + self.maybe


@dataclass(frozen=True)
class Row:
    invitee: PollInvitee
    choices: tuple[str, ...]  # in the order of the columns, OPEN where nothing was said


@dataclass(frozen=True)
class Table:
    columns: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def answered(self) -> int:
        return sum(row.invitee.answered_at is not None for row in self.rows)


def table_of(poll: Poll) -> Table:
    """Three queries."""
    options = list(poll.options.all())
    invitees = list(poll.invitees.select_related("organisation"))
    said = {
        (answer.invitee_id, answer.option_id): answer.choice for answer in PollAnswer.objects.filter(invitee__poll=poll)
    }
    rows = [Row(one, tuple(said.get((one.pk, option.pk), OPEN) for option in options)) for one in invitees]
    columns = [column(option, [row.choices[place] for row in rows]) for place, option in enumerate(options)]
    best = best_of(columns)
    return Table([with_best(one, best) for one in columns], rows)


def column(option: PollOption, choices: Sequence[str]) -> Column:
    day = timezone.localtime(option.starts_at).date()
    return Column(
        option,
        choices.count(Choice.YES),
        choices.count(Choice.MAYBE),
        choices.count(Choice.NO),
        holiday=public_holidays(day).get(day, ""),
    )


def best_of(columns: Iterable[Column]) -> Column | None:
    """On which most can come; then which suits most; then the earliest. None before anybody can."""
    able = [one for one in columns if one.can]
    return max(able, key=lambda one: (one.can, one.yes, -one.option.starts_at.timestamp()), default=None)


def with_best(one: Column, best: Column | None) -> Column:
    return replace(one, is_best=best is not None and one.option.pk == best.option.pk)


def with_clashes(table: Table, user: Any) -> Table:
    """With what else stands in the personal calendar of somebody at each of the dates: events, meetings, seats."""
    own = [entry for entries in extensions.personal_entries for entry in entries(user)]
    return Table([replace(one, clashes=clashes(one.option, own)) for one in table.columns], table.rows)


def clashes(option: PollOption, own: Iterable[CalendarEntry]) -> tuple[str, ...]:
    found = [
        entry.summary
        for entry in own
        if entry.status != CANCELLED and begin_of(entry.start) < option.ends_at and end_of(entry.end) > option.starts_at
    ]
    return tuple(dict.fromkeys(found))


def begin_of(start: dt.datetime | dt.date) -> dt.datetime:
    """A whole day begins at midnight."""
    return start if isinstance(start, dt.datetime) else timezone.make_aware(dt.datetime.combine(start, dt.time()))


def end_of(end: dt.datetime | dt.date) -> dt.datetime:
    return end if isinstance(end, dt.datetime) else begin_of(end + dt.timedelta(days=1))


def for_list(polls: QuerySet[Poll]) -> QuerySet[Poll]:
    """With how many were asked and have answered."""
    return polls.select_related("agreement", "chosen").annotate(
        asked=Count("invitees", distinct=True),
        answered=Count("invitees", filter=Q(invitees__answered_at__isnull=False), distinct=True),
    )


def unanswered(day: dt.date) -> QuerySet[PollInvitee]:
    rows: QuerySet[PollInvitee] = PollInvitee.objects.filter(
        answered_at=None, poll__closed_at=None, poll__answer_by__gte=day
    )
    return rows
