"""Pure: who was employed in a funding period, and where a rule of the guideline is not met (LÖ-RL 3.2 to 3.4, 4.2).

All days are whole days, both ends included; None leaves a side open. Shares are per cent of a full post.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from directory.deadlines import DAY, add_months, last_day
from directory.periods import Held, faults, stretches

Span = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Limits:
    """What a guideline sets: the least share, which kinds of qualification need more and until when, the longest absence."""

    least_share: Decimal
    follow_up_kinds: frozenset[str]
    follow_up_months: int
    earlier_months: int
    absence_days: int


@dataclass(frozen=True)
class Post:
    """What a person does in the organisation; `person` tells people apart."""

    key: int
    person: int
    name: str
    place: str = ""
    share: Decimal | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    qualification: str = ""
    follow_up_on: dt.date | None = None


@dataclass(frozen=True)
class Away:
    """Days on which a person is not there; `substitute` is the person named to stand in."""

    person: int
    first: dt.date
    last: dt.date | None = None
    substitute: int | None = None


@dataclass(frozen=True)
class Share:
    """Days in a row with the same share; None where somebody did not say how much."""

    first: dt.date
    last: dt.date
    share: Decimal | None


@dataclass(frozen=True)
class Gap:
    """A person is away for longer than allowed: from `needed_from` somebody stands in. `uncovered`: days on which nobody did."""

    first: dt.date
    last: dt.date | None
    needed_from: dt.date
    substitutes: tuple[int, ...] = ()
    uncovered: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Employed:
    """A person in the period. `began` is the first day in the organisation, before the period, too; None if nobody knows it."""

    person: int
    name: str
    places: tuple[str, ...]
    qualification: str
    began: dt.date | None
    shares: tuple[Share, ...]
    follow_up_on: dt.date | None
    gaps: tuple[Gap, ...] = ()

    def full_time(self, first: dt.date, last: dt.date) -> Decimal:
        """Full posts over the period: 0.5 for half a post all the time, or a whole one half of it."""
        days = sum(((one.share or Decimal(0)) * length((one.first, one.last)) for one in self.shares), Decimal(0))
        return days / Decimal(100 * length((first, last)))


def length(span: Span) -> int:
    return (span[1] - span[0]).days + 1


def due_on(last: dt.date, months: int) -> dt.date:
    """The last day of the months that follow the period (LÖ-RL 3.10.1)."""
    return last_day(last + DAY, months)


def is_experienced(since: dt.date | None, period_begins: dt.date, months: int) -> bool:
    """Whether somebody had worked in the field for so long before the period began (LÖ-RL 3.3.3)."""
    return since is not None and add_months(since, months) <= period_begins


def follow_up_due(began: dt.date | None, months: int) -> dt.date | None:
    return add_months(began, months) if began is not None else None


def employed(
    posts: Iterable[Post], absences: Sequence[Away], first: dt.date, last: dt.date, today: dt.date, limits: Limits
) -> list[Employed]:
    """Everybody with a post in the period, by name; `posts` are all of those people, before the period, too."""
    by_person: dict[int, list[Post]] = {}
    for post in posts:
        by_person.setdefault(post.person, []).append(post)
    fit = {person: own for person, own in by_person.items() if any(post.qualification for post in own)}
    until = min(last, today)
    found = []
    for person, own in by_person.items():
        shares = shares_of(own, first, last)
        if shares:
            gaps = gaps_of(person, own, absences, fit, (first, until), limits.absence_days) if first <= until else ()
            found.append(person_of(own, shares, gaps))
    return sorted(found, key=lambda one: (one.name, one.person))


def person_of(own: list[Post], shares: tuple[Share, ...], gaps: tuple[Gap, ...]) -> Employed:
    in_order = sorted(own, key=lambda post: (post.first or dt.date.min, post.key))
    newest_first = in_order[::-1]
    begins = [post.first for post in own]
    return Employed(
        own[0].person,
        newest_first[0].name,
        tuple(dict.fromkeys(post.place for post in in_order if post.place)),
        next((post.qualification for post in newest_first if post.qualification), ""),
        None if None in begins else min(day for day in begins if day is not None),
        shares,
        min((post.follow_up_on for post in own if post.follow_up_on), default=None),
        gaps,
    )


def shares_of(own: Sequence[Post], first: dt.date, last: dt.date) -> tuple[Share, ...]:
    """Posts held at the same time add up; what follows without a change is one stretch."""
    known = {post.key: post.share for post in own}
    found: list[Share] = []
    for one in stretches((Held(post.key, post.first, post.last) for post in own), first, last):
        if one.is_gap:
            continue
        parts = [known[key] for key in one.keys if isinstance(key, int)]
        share = None if None in parts else sum((part for part in parts if part is not None), Decimal(0))
        before = found[-1] if found else None
        if before is not None and before.share == share and before.last + DAY == one.first:
            found[-1] = Share(before.first, one.last, share)
        else:
            found.append(Share(one.first, one.last, share))
    return tuple(found)


def gaps_of(
    person: int, own: list[Post], absences: Sequence[Away], fit: dict[int, list[Post]], window: Span, days: int
) -> tuple[Gap, ...]:
    """Absences of more than so many days, as far as they need a substitute in the window; `fit` are those who may be one."""
    there = [(one.first, one.last) for one in shares_of(own, *window)]
    found = []
    for begin, end, named in merged(person, absences):
        needed_from = begin + dt.timedelta(days=days)
        if end is not None and end < needed_from:
            continue
        needed = inside(there, (needed_from, end or window[1]))
        if not needed:
            continue
        covered = [span for who in named for span in days_there(who, fit.get(who, ()), absences, window)]
        found.append(Gap(begin, end, needed_from, named, tuple(without(needed, covered))))
    return tuple(found)


def merged(person: int, absences: Iterable[Away]) -> list[tuple[dt.date, dt.date | None, tuple[int, ...]]]:
    """Absences that overlap or follow each other are one, with everybody named for them."""
    found: list[tuple[dt.date, dt.date | None, tuple[int, ...]]] = []
    for one in sorted((one for one in absences if one.person == person), key=lambda one: one.first):
        named = (one.substitute,) if one.substitute is not None else ()
        begin, end, before = found[-1] if found else (one.first, one.first, ())
        if found and (end is None or one.first <= end + DAY):
            latest = None if end is None or one.last is None else max(end, one.last)
            found[-1] = (begin, latest, tuple(dict.fromkeys((*before, *named))))
        else:
            found.append((one.first, one.last, named))
    return found


def days_there(person: int, posts: Sequence[Post], absences: Iterable[Away], window: Span) -> list[Span]:
    working = [(one.first, one.last) for one in shares_of(posts, *window)] if posts else []
    away = [(one.first, one.last or window[1]) for one in absences if one.person == person]
    return without(working, away)


def inside(spans: Iterable[Span], limits: Span) -> list[Span]:
    cut = ((max(first, limits[0]), min(last, limits[1])) for first, last in spans)
    return [(first, last) for first, last in cut if first <= last]


def without(spans: Iterable[Span], taken: Sequence[Span]) -> list[Span]:
    """What is left of each span."""
    left: list[Span] = []
    for first, last in spans:
        covered = [Held(place, *span) for place, span in enumerate(taken)]
        left += [(one.first, one.last) for one in faults(covered, first, last) if one.is_gap]
    return left
