"""Which two versions an address asks to compare."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from pages.models import Version
from pages.versions import queries
from pages.versions.queries import Dated

DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4})")


class NotComparable(Exception):
    """A sentence for the reader: why there is nothing to compare, and what to do."""


@dataclass(frozen=True)
class Pair:
    """Two versions, the older one first; `steps` lead from the one to the other, the newer one included."""

    old: Dated
    new: Dated
    steps: tuple[Dated, ...] = ()

    @property
    def is_settled(self) -> bool:
        return self.old.version.is_settled and self.new.version.is_settled


def pair_asked(rows: Sequence[Dated], old: str, new: str) -> Pair:
    """`rows` are the versions somebody may see, newest first; texts that ask are numbers of versions, days or empty."""
    oldest_first = list(reversed(rows))
    if len(oldest_first) < 2:
        raise NotComparable(_("Es gibt bisher nur eine Fassung. Verglichen wird, sobald es eine zweite gibt."))
    later = asked(rows, new) or default(oldest_first)
    earlier = asked(rows, old) or before(oldest_first, later)
    if earlier == later:
        raise NotComparable(
            _("Das ist zweimal dieselbe Fassung: Fassung %(number)s. Bitte wählen Sie zwei verschiedene.")
            % {"number": later.version.number}
        )
    first, last = sorted((oldest_first.index(earlier), oldest_first.index(later)))
    return Pair(oldest_first[first], oldest_first[last], tuple(oldest_first[first + 1 : last + 1]))


def asked(rows: Sequence[Dated], text: str) -> Dated | None:
    text = text.strip()
    if not text:
        return None
    if re.fullmatch(r"\d{1,6}", text):
        return numbered(rows, int(text))
    return counting_on(rows, day_of(text))


def numbered(rows: Sequence[Dated], number: int) -> Dated:
    for row in rows:
        if row.version.number == number:
            return row
    raise NotComparable(
        _("Eine Fassung %(number)s gibt es hier nicht. Bitte wählen Sie aus der Liste.") % {"number": number}
    )


def day_of(text: str) -> dt.date:
    match = DAY.fullmatch(text)
    try:
        if match:
            year, month, day = match[1] or match[6], match[2] or match[5], match[3] or match[4]
            return dt.date(int(year), int(month), int(day))
    except ValueError:
        pass
    raise NotComparable(_("Diesen Tag gibt es nicht. Bitte wählen Sie zwei Fassungen aus der Liste."))


def counting_on(rows: Sequence[Dated], day: dt.date) -> Dated:
    adopted = (row for row in rows if row.version.state == Version.State.ADOPTED)
    for row in adopted:
        if row.version.effective_on and row.version.effective_on <= day:
            return row
    raise NotComparable(_("An diesem Tag galt noch keine Fassung. Bitte wählen Sie einen späteren Tag."))


def default(oldest_first: Sequence[Dated]) -> Dated:
    """The text of today. Where it is the first one, or none counts yet, what follows it."""
    counting = [place for place, row in enumerate(oldest_first) if row.status in {queries.IN_FORCE, queries.REPEALED}]
    return oldest_first[max(counting[0] if counting else 0, 1)]


def before(oldest_first: Sequence[Dated], later: Dated) -> Dated:
    place = oldest_first.index(later)
    if place == 0:
        raise NotComparable(_("Das ist die erste Fassung. Bitte wählen Sie eine zweite zum Vergleichen."))
    return oldest_first[place - 1]
