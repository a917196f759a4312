"""What is due with polls: to answer for those asked, to decide for the coordinator (F58)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.models import Poll, PollInvitee
from pages.named_persons import meeting_clause
from pages.polls import access, queries
from portal.duties.answering import counted
from portal.extensions import Answering, Asker, Duty
from portal.identity import roles
from portal.identity.auth import PortalRole
from portal.navigation import reverse_or_none

PART = gettext_lazy("Termine")


def number(asker: Asker) -> Any:
    """As many as `owed` lists."""
    return counted(to_answer(asker.pk)) + counted(to_decide(asker.pk))


def owed(answering: Answering) -> Iterator[Duty]:
    """Two queries, and one for those whom the agreement says something about."""
    if reverse_or_none("polls:index") is None:
        return
    rows = to_answer(answering.pk).select_related("poll__agreement", "position__person", "organisation")
    yield from (answer_duty(row, answering) for row in rows)
    yield from (decide_duty(poll) for poll in to_decide(answering.pk).select_related("agreement"))


def to_answer(key: Any) -> QuerySet[PollInvitee]:
    today = timezone.localdate()
    return queries.unanswered(today).filter(access.answerable(key, today))


def to_decide(key: Any) -> QuerySet[Poll]:
    coordinates = roles.held_in_portal(key, PortalRole.COORDINATOR)
    polls: QuerySet[Poll] = Poll.objects.to_decide(timezone.localdate()).filter(coordinates)
    return polls


def answer_duty(row: PollInvitee, answering: Answering) -> Duty:
    own = row.position is not None and row.position.person.user_id == answering.pk
    clause, url = meeting_clause(row.poll.agreement)
    return Duty(
        title=_("Terminabstimmung beantworten: %(title)s") % {"title": row.poll.title},
        part=PART,
        url=reverse("polls:poll", args=[row.poll_id]),
        kind="polls.answer",
        key=row.pk,
        due=row.poll.answer_by,
        clause=clause,
        clause_url=url,
        state="" if own else row.organisation.short_name or row.organisation.name,
        on_behalf_of="" if own else row.name,
        mailed_on=row.reminded_on or timezone.localtime(row.poll.opened_at).date() if own else None,
    )


def decide_duty(poll: Poll) -> Duty:
    clause, url = meeting_clause(poll.agreement)
    return Duty(
        title=_("Termin übernehmen: %(title)s") % {"title": poll.title},
        part=PART,
        url=reverse("polls:poll", args=[poll.pk]),
        kind="polls.decide",
        key=poll.pk,
        clause=clause,
        clause_url=url,
        state=_("keine Antwort steht mehr aus"),
    )
