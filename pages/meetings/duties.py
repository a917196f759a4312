"""What is due around meetings: to set a date, to write the minutes, to do what was decided (D8, D20, F58, F61)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.meetings import access
from pages.models import Decision, Meeting
from pages.named_persons import meeting_clause
from portal.duties.answering import answers_for, counted
from portal.extensions import Answering, Asker, Duty
from portal.identity import roles
from portal.identity.auth import PortalRole
from portal.navigation import reverse_or_none

PART = gettext_lazy("Treffen")


def number(asker: Asker) -> Any:
    """As many as `owed` lists."""
    return counted(to_date(asker.pk)) + counted(to_write(asker.pk)) + counted(to_do(asker.pk))


def owed(answering: Answering) -> Iterator[Duty]:
    """Three queries."""
    if reverse_or_none("meetings:index") is None:
        return
    yield from (date_duty(meeting) for meeting in to_date(answering.pk))
    yield from (minutes_duty(meeting) for meeting in to_write(answering.pk))
    rows = to_do(answering.pk).select_related("meeting__agreement", "organisation", "position__person")
    yield from (decision_duty(row, answering) for row in rows)


def to_date(key: Any) -> QuerySet[Meeting]:
    """A poll that goes on is a duty of its own, to those asked and then to the coordinator."""
    coordinates = roles.held_in_portal(key, PortalRole.COORDINATOR)
    meetings: QuerySet[Meeting] = Meeting.objects.owed().filter(coordinates).select_related("agreement")
    return meetings.exclude(polls__closed_at=None, polls__isnull=False)


def to_write(key: Any) -> QuerySet[Meeting]:
    coordinates = roles.held_in_portal(key, PortalRole.COORDINATOR)
    over: QuerySet[Meeting] = Meeting.objects.dated().filter(
        coordinates, event_date__ends_at__lte=timezone.now(), minutes_published_at=None
    )
    return over.select_related("agreement", "event_date")


def to_do(key: Any) -> QuerySet[Decision]:
    """Also those of colleagues somebody stands in for."""
    mine = access.responsible(key) | answers_for(key, "position__person__user")
    return access.open_decisions().filter(mine)


def date_duty(meeting: Meeting) -> Duty:
    clause, url = meeting_clause(meeting.agreement)
    return Duty(
        title=_("Termin festlegen: %(title)s") % {"title": meeting.title},
        part=PART,
        url=reverse("meetings:date", args=[meeting.pk]),
        kind="meetings.date",
        key=meeting.pk,
        due=meeting.due_on,
        clause=clause,
        clause_url=url,
    )


def minutes_duty(meeting: Meeting) -> Duty:
    clause, url = meeting_clause(meeting.agreement)
    return Duty(
        title=_("Protokoll veröffentlichen: %(title)s") % {"title": meeting.title},
        part=PART,
        url=reverse("meetings:minutes", args=[meeting.pk]),
        kind="meetings.minutes",
        key=meeting.pk,
        clause=clause,
        clause_url=url,
    )


def decision_duty(row: Decision, answering: Answering) -> Duty:
    holder = row.position.person.user_id if row.position else None
    clause, url = meeting_clause(row.meeting.agreement)
    return Duty(
        title=_("Beschluss erledigen: %(text)s") % {"text": row.text},
        part=PART,
        url=reverse("meetings:decision_done", args=[row.meeting_id, row.pk]),
        kind="meetings.decision",
        key=row.pk,
        due=row.due_on,
        clause=clause,
        clause_url=url,
        state=row.organisation.short_name or row.organisation.name,
        on_behalf_of=answering.absent.get(holder, "") if holder != answering.pk else "",
    )
