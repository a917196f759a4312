"""Pure: what may happen to a request for job shadowing, in which state, by which side. Pages, tests and docs/hospitation.md come from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Side = Literal["guest", "superior", "host", "portal"]

AT_SUPERIOR, AT_HOST, CONFIRMED = "at_superior", "at_host", "confirmed"
COMPLETED, MISSED, DECLINED, WITHDRAWN, CALLED_OFF, LAPSED = (
    "completed",
    "missed",
    "declined",
    "withdrawn",
    "called_off",
    "lapsed",
)
STATES = (AT_SUPERIOR, AT_HOST, CONFIRMED, COMPLETED, MISSED, DECLINED, WITHDRAWN, CALLED_OFF, LAPSED)
UNANSWERED = frozenset({AT_SUPERIOR, AT_HOST})
OPEN = UNANSWERED | {CONFIRMED}
# A seat is taken by these and by nothing else.
SEATED = frozenset({CONFIRMED, COMPLETED, MISSED})
CLOSED = frozenset(STATES) - OPEN


@dataclass(frozen=True)
class Transition:
    """`needs_text`: a reason in writing. `needs_pledge`: refused until the guest has accepted the pledge in its current version.

    `before_day`: only while the visit has not begun.
    """

    name: str
    sources: frozenset[str]
    target: str
    side: Side
    needs_text: bool = False
    needs_pledge: bool = False
    before_day: bool = True


TRANSITIONS = (
    Transition("approve", frozenset({AT_SUPERIOR}), AT_HOST, "superior"),
    Transition("refuse", frozenset({AT_SUPERIOR}), DECLINED, "superior", needs_text=True),
    Transition("confirm", frozenset({AT_HOST}), CONFIRMED, "host", needs_pledge=True),
    Transition("decline", frozenset({AT_HOST}), DECLINED, "host", needs_text=True),
    Transition("withdraw", OPEN, WITHDRAWN, "guest"),
    Transition("call_off", frozenset({CONFIRMED}), CALLED_OFF, "host", needs_text=True),
    Transition("miss", frozenset({COMPLETED}), MISSED, "host", before_day=False),  # the guest did not come
    Transition("complete", frozenset({CONFIRMED}), COMPLETED, "portal", before_day=False),
    Transition("lapse", UNANSWERED, LAPSED, "portal", before_day=False),  # nobody decided in time
)
BY_NAME = {transition.name: transition for transition in TRANSITIONS}


def allowed(state: str, sides: Iterable[str], *, has_begun: bool = False) -> list[Transition]:
    """What people of those sides may do in a state, in the order of the table."""
    known = set(sides)
    return [
        each
        for each in TRANSITIONS
        if state in each.sources and each.side in known and not (each.before_day and has_begun)
    ]
