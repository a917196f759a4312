"""Who may do what around a meeting."""

from typing import Any

from django.db.models import Q, QuerySet

from pages.models import Decision, Meeting
from pages.named_persons import is_partner, own_parties
from portal.duties.answering import answers_for
from portal.identity import roles
from portal.identity.auth import PortalRole
from portal.identity.users import Account


def may_propose(meeting: Meeting, user_pk: int) -> bool:
    """Any partner of the agreement, until the meeting is over."""
    return meeting.agreement is not None and not meeting.is_over and is_partner(meeting.agreement, user_pk)


def organisation_of(meeting: Meeting, user_pk: int) -> Any:
    """In whose name somebody proposes; the first party they belong to."""
    party = own_parties(meeting.agreement, user_pk).first() if meeting.agreement else None
    return party.organisation if party else None


def responsible(key: Any) -> Q:
    """For a filter of decisions: those of the person named. Where nobody with an account is named, they are the coordinator's."""
    nobody = Q(position=None) | Q(position__person__user=None) | Q(position__person__user__is_active=False)
    return Q(position__person__user=key) | nobody & roles.held_in_portal(key, PortalRole.COORDINATOR)


def open_decisions() -> QuerySet[Decision]:
    rows: QuerySet[Decision] = Decision.objects.filter(done_at=None)
    return rows


def finishable(user: Account, coordinates: bool) -> QuerySet[Decision]:
    """Open ones that somebody may report done."""
    if coordinates:
        return open_decisions()
    return open_decisions().filter(responsible(user.pk) | answers_for(user.pk, "position__person__user"))
