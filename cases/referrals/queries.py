"""Reads that several pages need."""

from typing import Any

from django.utils import timezone

from cases.access import Actor
from cases.models import Purpose, Referral, ReferralContent
from directory.models import Membership, Position
from directory.models.validity import holds_on
from portal.identity.auth import OrganisationRole
from portal.models import User


def receivers_of(referral: Referral) -> Any:
    """Active accounts it goes to: the team's caseworkers, without a team all of the organisation; a conflict to who leads."""
    role = OrganisationRole.SUPERVISOR if referral.purpose == Purpose.CONFLICT else OrganisationRole.CASEWORKER
    members = Membership.objects.filter(organisation=referral.receiver_id, role=role)
    if referral.team_id is not None and role == OrganisationRole.CASEWORKER:
        in_team = Position.objects.filter(
            holds_on(timezone.localdate()), team=referral.team_id, person__user__isnull=False
        )
        members = members.filter(user__in=in_team.values("person__user"))
    return User.objects.filter(pk__in=members.values("user"), is_active=True)


def contents_of(referral: Referral, actor: Actor) -> dict[str, str]:
    """Texts by kind of data, as far as this person may read them (R22)."""
    rows = ReferralContent.objects.for_actor(actor).filter(referral=referral)
    return {row.category: row.text for row in rows}


def superiors_of(organisation_id: int) -> Any:
    """Active accounts that lead there."""
    members = Membership.objects.filter(organisation=organisation_id, role=OrganisationRole.SUPERVISOR)
    return User.objects.filter(pk__in=members.values("user"), is_active=True)
