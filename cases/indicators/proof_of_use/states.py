"""Pure: what may happen to a proof of use, in which state, by which role (F68). Pages and tests are made from this table."""

from collections.abc import Iterable

from cases.indicators.states import Transition

DRAFT, SUBMITTED, RETURNED, ACCEPTED, EXCEPTED = "draft", "submitted", "returned", "accepted", "excepted"
STATES = (DRAFT, SUBMITTED, RETURNED, ACCEPTED, EXCEPTED)
OPEN = frozenset({DRAFT, RETURNED})  # waits for the carrier
DELIVERED = frozenset({SUBMITTED, ACCEPTED})

# There is no lock: what is late still has to come (LÖ-RL 3.10.1).
TRANSITIONS = (
    Transition("submit", OPEN, SUBMITTED, "reporter"),
    Transition("return", frozenset({SUBMITTED}), RETURNED, "coordinator", needs_text=True),
    Transition("accept", frozenset({SUBMITTED}), ACCEPTED, "coordinator"),
    Transition("reopen", frozenset({ACCEPTED}), RETURNED, "coordinator", needs_text=True),
    Transition("except", OPEN, EXCEPTED, "coordinator", needs_text=True),
    Transition("include", frozenset({EXCEPTED}), DRAFT, "coordinator", needs_text=True),
)
BY_NAME = {transition.name: transition for transition in TRANSITIONS}


def allowed(state: str, roles: Iterable[str]) -> list[Transition]:
    """What people of those roles may do in a state, in the order of the table."""
    known = set(roles)
    return [transition for transition in TRANSITIONS if state in transition.sources and transition.role in known]
