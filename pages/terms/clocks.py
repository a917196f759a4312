"""Pure: the days an agreement sets by its term, notice, renewal and review, and what a notice or an objection leads to.

All days are whole days of the county's calendar, and the day named is always the last one that counts. How they are reckoned:
- A term "from signing" or "from coming into force" begins with that day, which is counted (§ 187 II BGB), and ends with the
  day before the one of the same number, or with the last day of the month where there is none (§ 188 II, III BGB): one year
  from 15 May 2025 ends on 14 May 2026. Renewals are counted from the first day of the first term, so nothing drifts.
- A notice is an event of its day, which is not counted (§ 187 I BGB): six months after 31 August is 28 or 29 February.
- The last day for a notice is the last one from which its months still end within the term.
- Sundays and holidays move none of these days: § 193 BGB does not hold for periods of notice.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Protocol

from directory.deadlines import DAY, add_months, last_day

PERIOD, UNTIL, FUNDING, INDEFINITE = "period", "until", "funding", "indefinite"
AUTOMATIC, OPTIONAL = "automatic", "optional"
# What happens on the day of a clock.
OBJECTION, NOTICE, EXTENSION, END, RENEWAL, REVIEW = "objection", "notice", "extension", "end", "renewal", "review"
TO_DO = (OBJECTION, NOTICE, EXTENSION, END, REVIEW)  # somebody has to decide or to do something by then
REMINDED_DAYS = 60
FAR_MONTHS = 12 * 60  # no term is longer


class WithNotice(Protocol):
    @property
    def notice_months(self) -> int | None: ...


@dataclass(frozen=True)
class Basis:
    """What an agreement says of time, and what has happened since; 0, None and "" where it says nothing.

    `first_day` is that of a term of so many `months`, `until` the last day of one that ends on a day. Reviews are counted from
    `since`. `review_on` is the day the agreement itself names, `review_met` the one that the last review was due on.
    """

    term: str = ""
    first_day: dt.date | None = None
    months: int = 0
    until: dt.date | None = None
    renewal: str = ""
    renewal_months: int = 0
    objection_months: int = 0
    notice_months: int = 0
    review_months: int = 0
    review_on: dt.date | None = None
    since: dt.date | None = None
    repealed_on: dt.date | None = None
    objections: tuple[dt.date, ...] = ()
    extended_until: dt.date | None = None
    reviewed_on: dt.date | None = None
    review_met: dt.date | None = None


@dataclass(frozen=True)
class Clock:
    """`on` is the last day for it, of a renewal the first day of the new term; `ends_on` the last day of the term it is about."""

    kind: str
    on: dt.date
    ends_on: dt.date | None = None


def end_of_notice(terms: WithNotice, received_on: dt.date) -> dt.date:
    """The last day of whoever gives notice, when that day is the one that counts: as a rule the day of receipt."""
    return add_months(received_on, terms.notice_months or 0)


def last_notice_day(ends_on: dt.date, months: int) -> dt.date:
    """The last day on which a notice of so many months still ends on `ends_on` or before."""
    day = add_months(ends_on, -months)
    # At the end of a month, all later days of the earlier month lead there, too.
    is_months_end = (ends_on + DAY).day == 1
    return last_day(day.replace(day=1), 1) if is_months_end else day


def term_end(basis: Basis, renewals: int = 0) -> dt.date | None:
    """The last day of the term after so many renewals or extensions; None where no day is fixed."""
    more = renewals * basis.renewal_months
    if basis.term == PERIOD and basis.first_day and basis.months:
        return last_day(basis.first_day, basis.months + more)
    if basis.term in {UNTIL, FUNDING} and basis.until:
        return last_day(basis.until + DAY, more)
    return None


def is_renewing(basis: Basis) -> bool:
    """Whether it goes on by itself as long as nobody objects."""
    return basis.renewal == AUTOMATIC and basis.renewal_months > 0 and term_end(basis) is not None


def renewals_before(basis: Basis, day: dt.date) -> int:
    """How many renewals there have been at least: where to begin looking for the term of a day."""
    first = term_end(basis)
    if first is None or not basis.renewal_months or day <= first:
        return 0
    months = (day.year - first.year) * 12 + day.month - first.month
    return max(0, months // basis.renewal_months - 1)


def ends_from(basis: Basis, day: dt.date) -> Iterator[dt.date]:
    """The ends of the term that runs on the day and of those that follow; one only where nothing renews itself."""
    if not is_renewing(basis):
        end = last_day_of(basis)
        yield from [end] if end is not None and end >= day else []
        return
    for renewals in count(renewals_before(basis, day)):
        end = term_end(basis, renewals)
        if end is not None and end >= day:
            yield end


def objection_day(basis: Basis, ends_on: dt.date) -> dt.date:
    """The last day on which an objection stops the renewal after a term; where no period is agreed, that of notice or the end."""
    return last_notice_day(ends_on, basis.objection_months or basis.notice_months)


def end_after_objection(basis: Basis, received_on: dt.date) -> dt.date | None:
    """The last day of an agreement that renews itself: an objection that comes too late stops the renewal after that."""
    if not is_renewing(basis):
        return last_day_of(basis)
    return next(end for end in ends_from(basis, received_on) if objection_day(basis, end) >= received_on)


def last_day_of(basis: Basis) -> dt.date | None:
    """The last day of the agreement, as far as it is certain today what happens: None while it goes on by itself or has no end."""
    first = term_end(basis)
    if first is None:
        return None
    if basis.renewal == OPTIONAL and basis.extended_until:
        return max(first, basis.extended_until)
    if not is_renewing(basis):
        return first
    ends = [end_after_objection(basis, day) for day in basis.objections]
    return min((end for end in ends if end is not None), default=None)


def runs_until(basis: Basis, day: dt.date) -> dt.date | None:
    """The last day of the term that runs on the day, which may renew itself then."""
    return last_day_of(basis) or next(ends_from(basis, day), None)


def end_of_extension(basis: Basis) -> dt.date | None:
    """Until when an agreement goes on that is extended once more; None where it cannot be."""
    end = last_day_of(basis)
    if basis.renewal != OPTIONAL or not basis.renewal_months or end is None:
        return None
    return last_day(end + DAY, basis.renewal_months)


def next_review(basis: Basis) -> dt.date | None:
    """The day the agreement names, unless that one was met; else so many months after the last review or the beginning."""
    done = basis.reviewed_on
    if basis.review_on and (done is None or basis.review_on > max(done, basis.review_met or done)):
        return basis.review_on
    begin = done or basis.since
    return add_months(begin, basis.review_months) if begin and basis.review_months else None


def clocks(basis: Basis, first: dt.date, last: dt.date) -> list[Clock]:
    """All that come between two days, in order; of reviews the next one, however long it is overdue. None after the end."""
    end = certain_end(basis)
    if end is not None and end < first:
        return []
    until = min(last, end) if end is not None else last
    found = [clock for clock in (*term_clocks(basis, first, until), *review_clocks(basis)) if clock.on <= until]
    return sorted(found, key=lambda clock: clock.on)


def certain_end(basis: Basis) -> dt.date | None:
    """The last day in force, by its term or because it was repealed."""
    repealed = basis.repealed_on - DAY if basis.repealed_on else None
    return min((day for day in (repealed, last_day_of(basis)) if day is not None), default=None)


def review_clocks(basis: Basis) -> Iterator[Clock]:
    due = next_review(basis)
    if due is not None:
        yield Clock(REVIEW, due)


def term_clocks(basis: Basis, first: dt.date, last: dt.date) -> Iterator[Clock]:
    certain = last_day_of(basis)
    if certain is not None:
        yield from (clock for clock in ending_clocks(basis, certain) if clock.on >= first)
        return
    for end in ends_from(basis, first - DAY):  # renewed the day after
        asked = Clock(OBJECTION, objection_day(basis, end), end)
        yield from (clock for clock in (asked, Clock(RENEWAL, end + DAY, end)) if first <= clock.on)
        if asked.on > last:
            return


def ending_clocks(basis: Basis, end: dt.date) -> Iterator[Clock]:
    """Of an agreement whose last day is known."""
    if basis.notice_months and not basis.objections:
        yield Clock(NOTICE, last_notice_day(end, basis.notice_months), end)
    is_extendable = basis.renewal == OPTIONAL and basis.renewal_months > 0
    yield Clock(EXTENSION if is_extendable else END, end, end)


def next_of_each(basis: Basis, today: dt.date) -> list[Clock]:
    """The next clock of each kind, however far away."""
    ahead = 2 * basis.renewal_months + basis.objection_months + basis.notice_months + 1 if is_renewing(basis) else 0
    found: dict[str, Clock] = {}
    for clock in clocks(basis, today, add_months(today, max(ahead, FAR_MONTHS))):
        found.setdefault(clock.kind, clock)
    return list(found.values())
