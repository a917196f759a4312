"""Pure: what may happen to a place, in which state, by whom. Pages, tests and docs/plaetze.md are made from this table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Side = Literal["person", "superior", "host", "portal"]

REQUESTED, WAITING, OFFERED, BOOKED = "requested", "waiting", "offered", "booked"
ATTENDED, MISSED = "attended", "missed"
CANCELLED, DECLINED, LAPSED, REMOVED, CALLED_OFF = "cancelled", "declined", "lapsed", "removed", "called_off"
STATES = (
    REQUESTED,
    WAITING,
    OFFERED,
    BOOKED,
    ATTENDED,
    MISSED,
    CANCELLED,
    DECLINED,
    LAPSED,
    REMOVED,
    CALLED_OFF,
)
# What counts against the number of places: whoever was asked about holds one until the answer.
TAKES_A_SEAT = frozenset({REQUESTED, OFFERED, BOOKED, ATTENDED, MISSED})
CLOSED = frozenset({CANCELLED, DECLINED, LAPSED, REMOVED, CALLED_OFF})
OPEN = frozenset(STATES) - CLOSED
IN_CALENDAR = frozenset({BOOKED, ATTENDED, MISSED})
BEFORE = frozenset({REQUESTED, WAITING, OFFERED, BOOKED})
NEW = ""  # nobody has asked yet


@dataclass(frozen=True)
class Transition:
    """`takes`: needs a free place in that moment. `when`: before the beginning, after it (the door opens an hour early), or any time."""

    name: str
    sources: frozenset[str]
    target: str
    side: Side
    takes: bool = False
    when: Literal["before", "after", "any"] = "before"


ASKING = frozenset({NEW}) | CLOSED
TRANSITIONS = (
    Transition("book", ASKING, BOOKED, "person", takes=True),
    Transition("request", ASKING | {OFFERED}, REQUESTED, "person", takes=True),
    Transition("wait", ASKING, WAITING, "person"),
    Transition("accept", frozenset({OFFERED}), BOOKED, "person"),
    Transition("cancel", BEFORE, CANCELLED, "person"),
    Transition("approve", frozenset({REQUESTED}), BOOKED, "superior"),
    Transition("decline", frozenset({REQUESTED}), DECLINED, "superior"),
    Transition("add", ASKING | {WAITING, OFFERED, REQUESTED}, BOOKED, "host", takes=True, when="any"),
    Transition("remove", BEFORE, REMOVED, "host", when="any"),
    Transition("attend", frozenset({BOOKED, MISSED}), ATTENDED, "host", when="after"),
    Transition("miss", frozenset({BOOKED, ATTENDED}), MISSED, "host", when="after"),
    Transition("undo", frozenset({ATTENDED, MISSED}), BOOKED, "host", when="after"),
    Transition("offer", frozenset({WAITING}), OFFERED, "portal", takes=True),
    Transition("lapse", frozenset({OFFERED, REQUESTED, WAITING}), LAPSED, "portal", when="any"),
    Transition("call_off", BEFORE, CALLED_OFF, "portal", when="any"),
)
BY_NAME = {transition.name: transition for transition in TRANSITIONS}


def allowed(state: str, sides: Iterable[str]) -> list[Transition]:
    """What people of those sides may do in a state, in the order of the table."""
    known = set(sides)
    return [transition for transition in TRANSITIONS if state in transition.sources and transition.side in known]


def leads_on(state: str, name: str) -> bool:
    return state in BY_NAME[name].sources


def needs_seat(state: str, name: str) -> bool:
    """Whether a free place is needed for it; whoever holds one already needs none."""
    return BY_NAME[name].takes and state not in TAKES_A_SEAT
