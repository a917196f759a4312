"""Who follows whom, and who stands in: parts of acts on staff, which record who did it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from directory.models import Coverage, Deputy, Position

DAY = dt.timedelta(days=1)


def end_position(position: Position, last_day: dt.date, successor: Position | None) -> None:
    position.valid_until = last_day
    position.full_clean()
    position.save()
    if successor is None:
        return
    hand_over(position, successor, last_day + DAY)
    for link in Deputy.objects.filter(deputy=position).select_related("position__person"):
        # Nobody stands in for themselves.
        if link.position_id == successor.pk or link.position.person_id == successor.person_id:
            continue
        Deputy.objects.get_or_create(position=link.position, deputy=successor, defaults={"sort_order": link.sort_order})


def hand_over(position: Position, successor: Position, day: dt.date) -> None:
    """From that day the successor is the central contact wherever the other one is."""
    rows = Coverage.objects.filter(Q(valid_until=None) | Q(valid_until__gte=day), contact=position)
    for row in rows.select_for_update(of=["self"]):
        # A period that has not begun yet is the successor's from its beginning; a running one is cut in two.
        if row.valid_from is not None and row.valid_from >= day:
            row.contact = successor
            row.save()
            continue
        until, row.valid_until = row.valid_until, day - DAY
        row.save()
        row.pk, row.valid_from, row.valid_until, row.contact = None, day, until, successor
        row._state.adding = True
        row.save()


def from_day(position: Position, day: dt.date, **changed: Any) -> Position:
    """The position as it is from that day on: itself if the day has come, else one that follows it; deputies and coverage go along."""
    if day <= timezone.localdate():
        for name, value in changed.items():
            setattr(position, name, value)
        position.full_clean()
        position.save()
        return position
    # A fresh copy, so that the object of the caller keeps its key.
    following = Position.objects.get(pk=position.pk)
    following.pk, following.valid_from = None, day
    following._state.adding = True
    for name, value in changed.items():
        setattr(following, name, value)
    following.full_clean()
    following.save()
    for link in Deputy.objects.filter(position=position):
        Deputy.objects.create(position=following, deputy=link.deputy, sort_order=link.sort_order)
    for link in Deputy.objects.filter(deputy=position):
        Deputy.objects.create(position=link.position, deputy=following, sort_order=link.sort_order)
    hand_over(position, following, day)
    position.valid_until = day - DAY
    position.full_clean()
    position.save()
    return following


def set_deputies(*, position: Position, deputies: Sequence[Position]) -> None:
    Deputy.objects.filter(position=position).delete()
    for order, deputy in enumerate(dict.fromkeys(deputies)):
        link = Deputy(position=position, deputy=deputy, sort_order=order)
        link.full_clean()
        link.save()


def put_first(position: Position, deputy: Position) -> None:
    others = [link.deputy for link in Deputy.objects.filter(position=position).order_by("sort_order", "pk")]
    set_deputies(position=position, deputies=[deputy, *(other for other in others if other.pk != deputy.pk)])
