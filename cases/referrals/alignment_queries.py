"""The alignment sheet as a person may read it: its rows, its history."""

import json
from dataclasses import dataclass
from typing import Any

from cases.access import Actor
from cases.models import AlignedGoal, AlignmentSheet, GoalChange, Referral
from cases.referrals import goals


@dataclass(frozen=True)
class Change:
    """A goal before somebody changed it; `before` is empty where it was added."""

    row: GoalChange
    before: dict[str, Any]
    is_last: bool

    @property
    def act(self) -> str:
        if not self.before:
            return "add"
        # Nothing follows on a removal.
        return "remove" if self.is_last and self.row.goal.removed_at else "change"

    @property
    def state(self) -> str:
        return str(AlignedGoal.State(self.before["state"]).label)

    @property
    def responsible(self) -> str:
        return str(AlignedGoal.Responsible(self.before["responsible"]).label)


def sheet_for(referral: Referral, actor: Actor) -> AlignmentSheet:
    """The stored one, or an empty one that nobody has written in yet."""
    rows = AlignmentSheet.objects.for_actor(actor).select_related("sender_signed_by", "receiver_signed_by")
    stored: AlignmentSheet | None = rows.filter(referral=referral).first()
    return stored or AlignmentSheet(referral=referral, employment_plan=AlignmentSheet.Plan.COOPERATION_PLAN)


def goals_of(referral: Referral, actor: Actor) -> list[AlignedGoal]:
    return list(AlignedGoal.objects.for_actor(actor).filter(referral=referral, removed_at=None))


def changes_of(referral: Referral, actor: Actor) -> list[Change]:
    """Newest first."""
    rows = GoalChange.objects.for_actor(actor).filter(referral=referral).select_related("by", "organisation", "goal")
    changes, seen = [], set()
    for row in rows:
        changes.append(Change(row, json.loads(row.before), row.goal_id not in seen))
        seen.add(row.goal_id)
    return changes


def counts(rows: list[AlignedGoal]) -> dict[str, int]:
    """How many rows need a talk."""
    matches = [goal.match for goal in rows]
    return {"unmatched": matches.count(goals.UNMATCHED), "contradicting": matches.count(goals.CONTRADICTING)}
