"""Pure: what may become of a proposal, by whom. Pages and tests come from this table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Side = Literal["coordination", "proposer", "portal"]

OPEN, ADOPTED, DECLINED, WITHDRAWN, DONE = "open", "adopted", "declined", "withdrawn", "done"
STATES = (OPEN, ADOPTED, DECLINED, WITHDRAWN, DONE)
ANSWERED = (ADOPTED, DECLINED, DONE)
ENDED = frozenset({DECLINED, WITHDRAWN, DONE})


@dataclass(frozen=True)
class Transition:
    """`needs_text`: a sentence for whoever proposed it. `before_draft`: only while it is not in the draft."""

    name: str
    sources: frozenset[str]
    target: str
    side: Side
    needs_text: bool = False
    before_draft: bool = True


TRANSITIONS = (
    Transition("adopt", frozenset({OPEN}), ADOPTED, "coordination", needs_text=True),
    Transition("decline", frozenset({OPEN, ADOPTED}), DECLINED, "coordination", needs_text=True),
    Transition("withdraw", frozenset({OPEN}), WITHDRAWN, "proposer"),
    Transition("complete", frozenset({ADOPTED}), DONE, "portal", before_draft=False),  # a version with it is in force
)
BY_NAME = {transition.name: transition for transition in TRANSITIONS}


def allowed(state: str, sides: Iterable[str], *, is_in_draft: bool = False) -> list[Transition]:
    """What people of those sides may do in a state, in the order of the table."""
    known = set(sides)
    return [
        each
        for each in TRANSITIONS
        if state in each.sources and each.side in known and not (each.before_draft and is_in_draft)
    ]
