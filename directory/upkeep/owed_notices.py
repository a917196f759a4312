"""Notices an organisation owes the county because its contacts changed, whoever changed them: the portal holds the clock (LÖ-RL 4.3, 4.4)."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from directory.models import ContactChange, Coverage, Position, StaffNotice

KEPT_IN_MIND = dt.timedelta(days=30)  # what is longer ago was entered late, not announced late
KINDS = {"share": StaffNotice.Kind.SHARE, "site": StaffNotice.Kind.PLACE}


def take_note(changes: Iterable[ContactChange]) -> None:
    """Unsent notices for new staff, leaving staff, changed shares and places of work, one of a kind for each position."""
    notices = [notice for change in changes if change.position for notice in notices_of(change, change.position)]
    if not notices:
        return
    carried = Coverage.objects.current().filter(organisation__in={notice.organisation_id for notice in notices})
    owing = set(carried.exclude(mode="").values_list("organisation", flat=True))
    waiting = set(
        StaffNotice.objects.unsent()
        .filter(position__in={notice.position_id for notice in notices})
        .values_list("position", "kind")
    )
    for notice in notices:
        # Only who carries a task of the county owes it notices (LÖ-RL 4).
        if notice.organisation_id in owing and (notice.position_id, notice.kind) not in waiting:
            notice.save()


def notices_of(change: ContactChange, position: Position) -> list[StaffNotice]:
    today = timezone.localdate()
    if change.kind == ContactChange.Kind.NEW:
        return of(change, position, StaffNotice.Kind.NEW, position.valid_from or today)
    if change.kind == ContactChange.Kind.LEFT:
        return of(change, position, StaffNotice.Kind.LEAVING, position.valid_until or today)
    # A change of somebody still to come happens when they come.
    begins = position.valid_from if position.is_ahead and position.valid_from else today
    return [
        notice
        for row in change.details
        if row["field"] in KINDS
        for notice in of(change, position, KINDS[row["field"]], begins)
    ]


def of(change: ContactChange, position: Position, kind: str, day: dt.date) -> list[StaffNotice]:
    if day < timezone.localdate() - KEPT_IN_MIND:
        return []
    told = [row for row in change.details if row["field"] in (*KINDS, "until", "from")]
    return [
        StaffNotice(
            organisation_id=position.organisation_id,
            kind=kind,
            person_id=position.person_id,
            position=position,
            name=change.name,
            event_on=day,
            details=told,
        )
    ]
