"""Pure: what may happen to a referral, in which state, by which side. Pages, tests and docs/faelle.md are made from this table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Side = Literal["sender", "receiver", "portal"]

DRAFT, SENT, SEEN, QUESTION, ACCEPTED, IN_WORK = "draft", "sent", "seen", "question", "accepted", "in_work"
COMPLETED, DECLINED, WITHDRAWN, EXPIRED = "completed", "declined", "withdrawn", "expired"
STATES = (DRAFT, SENT, SEEN, QUESTION, ACCEPTED, IN_WORK, COMPLETED, DECLINED, WITHDRAWN, EXPIRED)
CLOSED = frozenset({COMPLETED, DECLINED, WITHDRAWN, EXPIRED})
OPEN = frozenset(STATES) - CLOSED
UNDER_WAY = OPEN - {DRAFT}
UNANSWERED = frozenset({SENT, SEEN})
# Whoever is to act next; closed ones wait for nobody.
WAITS_FOR_RECEIVER = frozenset({SENT, SEEN, ACCEPTED, IN_WORK})
WAITS_FOR_SENDER = frozenset({DRAFT, QUESTION})


@dataclass(frozen=True)
class Transition:
    """`needs_text`: a reason, question or result in writing. `needs_consent`: refused without one that holds at that second.

    `needs_factor`: the second factor was proved within PORTAL_STEP_UP_SECONDS (R11).
    """

    name: str
    sources: frozenset[str]
    target: str
    side: Side
    needs_text: bool = False
    needs_consent: bool = True
    needs_factor: bool = False


TRANSITIONS = (
    Transition("send", frozenset({DRAFT}), SENT, "sender", needs_factor=True),
    Transition("see", frozenset({SENT}), SEEN, "receiver"),
    Transition("accept", frozenset({SENT, SEEN, QUESTION}), ACCEPTED, "receiver", needs_factor=True),
    Transition("ask", frozenset({SENT, SEEN}), QUESTION, "receiver", needs_text=True),
    Transition("answer", frozenset({QUESTION}), SEEN, "sender", needs_text=True),
    Transition(
        "decline", frozenset({SENT, SEEN, QUESTION}), DECLINED, "receiver", needs_text=True, needs_consent=False
    ),
    Transition("begin", frozenset({ACCEPTED}), IN_WORK, "receiver"),
    Transition("complete", frozenset({ACCEPTED, IN_WORK}), COMPLETED, "receiver", needs_text=True),
    Transition("withdraw", UNDER_WAY, WITHDRAWN, "sender", needs_consent=False),
    Transition("revoke", UNDER_WAY, WITHDRAWN, "portal", needs_consent=False),  # the client took the consent back
    Transition("expire", UNDER_WAY, EXPIRED, "portal", needs_consent=False),  # the consent ran out
)
BY_NAME = {transition.name: transition for transition in TRANSITIONS}


def allowed(state: str, sides: Iterable[str]) -> list[Transition]:
    """What people of those sides may do in a state, in the order of the table."""
    known = set(sides)
    return [transition for transition in TRANSITIONS if state in transition.sources and transition.side in known]


def leads_on(state: str, name: str) -> bool:
    return state in BY_NAME[name].sources
