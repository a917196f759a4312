"""Pure: how a party stands to a version it is asked about, and what may follow."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

ASKED, AGREED, OBJECTED, WITHDRAWN = "asked", "agreed", "objected", "withdrawn"
AGREE, OBJECT, WITHDRAW, ASK, RECORD = "agree", "object", "withdraw", "ask", "record"

# What becomes of a state by an act; whatever is missing is refused. `RECORD` is an agreement that came on paper.
FOLLOWS = {
    (ASKED, AGREE): AGREED,
    (ASKED, OBJECT): OBJECTED,
    (ASKED, WITHDRAW): WITHDRAWN,
    (ASKED, ASK): ASKED,
    (ASKED, RECORD): AGREED,
    (OBJECTED, ASK): ASKED,
    (OBJECTED, RECORD): AGREED,
    (OBJECTED, WITHDRAW): WITHDRAWN,
    (WITHDRAWN, ASK): ASKED,
    (WITHDRAWN, RECORD): AGREED,
    (AGREED, WITHDRAW): WITHDRAWN,
}
LONGEST_DAYS = 60


def after(state: str, act: str) -> str:
    """The state that follows, "" where the act is refused."""
    return FOLLOWS.get((state, act), "")


def link_ends_on(asked_on: dt.date, effective_on: dt.date) -> dt.date:
    """The last day on which a link takes an answer: the day before it is to come into force, or sixty days on."""
    return min(effective_on - dt.timedelta(days=1), asked_on + dt.timedelta(days=LONGEST_DAYS))


@dataclass(frozen=True)
class Standing:
    """One party's part in what is wanted for a version to come into force."""

    state: str
    is_required: bool
    is_signed: bool = False


@dataclass(frozen=True)
class Tally:
    """Of those whose consent is needed."""

    needed: int
    agreed: int
    objected: int
    signed: int

    @property
    def is_agreed(self) -> bool:
        return self.agreed == self.needed

    @property
    def is_signed(self) -> bool:
        return self.signed == self.needed


def tally(standings: Iterable[Standing]) -> Tally:
    needed = [one for one in standings if one.is_required]
    return Tally(
        needed=len(needed),
        agreed=sum(one.state == AGREED for one in needed),
        objected=sum(one.state == OBJECTED for one in needed),
        signed=sum(one.is_signed for one in needed),
    )
