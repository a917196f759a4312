"""What the county is told about staff, in the words of a notice (LÖ-RL 4.2 to 4.4)."""

import datetime as dt
from collections.abc import Sequence

from directory.models import Position, StaffNotice


def notice_of(position: Position, kind: str, day: dt.date, told: Sequence[tuple[str, str, str]]) -> StaffNotice:
    return StaffNotice(
        organisation=position.organisation,
        kind=kind,
        person=position.person,
        position=position,
        name=str(position.person),
        event_on=day,
        details=[{"field": name, "before": before, "after": after} for name, before, after in told if before or after],
    )


def share(position: Position) -> str:
    return f"{position.share.normalize():f} %" if position.share else ""


def place(position: Position) -> str:
    return ", ".join(filter(None, (str(position.site or ""), position.room)))
