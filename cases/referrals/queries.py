"""Reads that several pages need."""

from typing import Any

from django.utils import timezone

from cases.access import Actor
from cases.models import (
    Category,
    ClientRecord,
    Consent,
    Holding,
    LegalGround,
    Purpose,
    Referral,
    ReferralContent,
)
from cases.referrals import personal_words
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


def taken_over(record: ClientRecord) -> dict[str, str]:
    """What a referral copies from the record, by kind of data, in the words in which it will be read; what is empty is missing."""
    texts = {
        Category.IDENTITY.value: personal_words.identity(record.first_name, record.last_name, record.birth),
        Category.CONTACT.value: record.contact.strip(),
        Category.LANGUAGE.value: personal_words.language(record.language),
    }
    return {category: text for category, text in texts.items() if text}


def fitting_consents(referral: Referral, actor: Actor) -> list[Consent]:
    """Those that hold now for this purpose and receiver, the one that names most kinds of data first, then the longest."""
    rows = (
        Consent.objects.for_actor(actor)
        .filter(record=referral.record_id)
        .holding()
        .covering(referral.purpose, referral.receiver)
        .prefetch_related("categories")
    )
    return sorted(rows, key=lambda each: (-len(each.categories.all()), -each.valid_until.timestamp()))


def confirmed_ground(referral: Referral, actor: Actor) -> LegalGround | None:
    """One that a second person confirmed for exactly this, and on which nothing has gone yet."""
    rows = LegalGround.objects.for_actor(actor).filter(
        record=referral.record_id, receiver=referral.receiver_id, purpose=referral.purpose, referral=None
    )
    return rows.exclude(confirmed_at=None).first()


def people_in_charge(referral: Referral, side: str) -> Any:
    """Active accounts that work on it on that side: who holds the client's case; who has taken it, else all whom it went to."""
    if side == "sender":
        held = Holding.objects.unrestricted().current().filter(record=referral.record_id)
        return User.objects.filter(pk__in=held.values("user"), is_active=True)
    if referral.taken_by_id:
        return User.objects.filter(pk=referral.taken_by_id, is_active=True)
    return receivers_of(referral)
