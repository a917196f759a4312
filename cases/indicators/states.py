"""Pure: what may happen to a submission, in which state, by which role (F54). Pages, tests and docs are made from this table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Role = Literal["reporter", "coordinator", "portal"]

DRAFT, SUBMITTED, RETURNED, ACCEPTED = "draft", "submitted", "returned", "accepted"
CORRECTED, LOCKED, EXCEPTED = "corrected", "locked", "excepted"
STATES = (DRAFT, SUBMITTED, RETURNED, ACCEPTED, CORRECTED, LOCKED, EXCEPTED)
OPEN = frozenset({DRAFT, RETURNED})  # waits for who reports
DELIVERED = frozenset({SUBMITTED, ACCEPTED, CORRECTED, LOCKED})
FINAL = frozenset({ACCEPTED, CORRECTED, LOCKED})  # figures that count in results
WAITS_FOR_REVIEW = frozenset({SUBMITTED, CORRECTED})


@dataclass(frozen=True)
class Transition:
    """`target` "" stays where it is. `needs_text`: a reason in writing. `after_lock`: possible when the period is over, too.

    `needs_factor`: the second factor was proved within PORTAL_STEP_UP_SECONDS (R11).
    """

    name: str
    sources: frozenset[str]
    target: str
    role: Role
    needs_text: bool = False
    needs_factor: bool = True
    after_lock: bool = False


TRANSITIONS = (
    Transition("submit", OPEN, SUBMITTED, "reporter"),
    Transition("correct", frozenset({ACCEPTED, CORRECTED}), CORRECTED, "reporter", needs_text=True),
    Transition("return", frozenset({SUBMITTED, CORRECTED}), RETURNED, "coordinator", needs_text=True),
    Transition("accept", WAITS_FOR_REVIEW, ACCEPTED, "coordinator", after_lock=True),
    Transition("except", OPEN, EXCEPTED, "coordinator", needs_text=True, after_lock=True),
    Transition("include", frozenset({EXCEPTED}), DRAFT, "coordinator"),
    Transition("extend", OPEN, "", "coordinator", needs_text=True, after_lock=True),
    Transition("unlock", frozenset({SUBMITTED, *FINAL}), RETURNED, "coordinator", needs_text=True, after_lock=True),
    Transition("lock", frozenset({ACCEPTED, CORRECTED}), LOCKED, "portal", needs_factor=False, after_lock=True),
)
BY_NAME = {transition.name: transition for transition in TRANSITIONS}


def allowed(state: str, roles: Iterable[str]) -> list[Transition]:
    """What people of those roles may do in a state, in the order of the table."""
    known = set(roles)
    return [transition for transition in TRANSITIONS if state in transition.sources and transition.role in known]


def leads_on(state: str, name: str) -> bool:
    return state in BY_NAME[name].sources
