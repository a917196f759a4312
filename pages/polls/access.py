"""Who is asked in a poll, who may answer for somebody, and who sees what was said."""

import datetime as dt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from directory.access import is_coordinator
from directory.models import Absence
from directory.responsibility.stand_ins import answered_by
from pages.models import Poll, PollInvitee
from portal.models import User


def answerable(key: Any, day: dt.date) -> Q:
    """For a filter of invitees: who is asked themselves, and who stands in that day for somebody away.

    That is the deputy the agreement names, or whoever the directory says is the first one there.
    """
    away = Exists(Absence.objects.on(day).filter(person=OuterRef("position__person")))
    named = Q(deputy__person__user=key) & (Q(away) | Q(position=None) | Q(position__valid_until__lt=day))
    return Q(position__person__user=key) | named | Q(position__in=answered_by(key, day).values("position"))


def open_to(user: User, day: dt.date | None = None) -> QuerySet[PollInvitee]:
    """Those the person may answer for."""
    rows: QuerySet[PollInvitee] = PollInvitee.objects.filter(answerable(user.pk, day or timezone.localdate()))
    return rows


def visible_to(user: User) -> QuerySet[Poll]:
    """For the coordinator all; for others those they are asked in, or named as a deputy."""
    polls: QuerySet[Poll] = Poll.objects.all()
    if is_coordinator(user):
        return polls
    asked = PollInvitee.objects.filter(poll=OuterRef("pk"))
    mine = answerable(user.pk, timezone.localdate()) | Q(deputy__person__user=user.pk)
    return polls.filter(Exists(asked.filter(mine)))
