"""The one exception: data goes without consent, on a ground that the law names, with the word of a second person who leads (F51)."""

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import sent_once
from cases.access import Actor
from cases.models import Attachment, LegalGround, Referral, ReferralContent
from cases.referrals import referral_notifications, states, trail
from cases.referrals.errors import NotNow, Refused
from cases.referrals.notifications import something_waits
from directory.models import Membership
from portal import mail
from portal.audit.trail import record
from portal.identity.auth import OrganisationRole
from portal.models import User


@transaction.atomic
def ask_for_ground(
    *, referral: Referral, ground: str, reason: str, by: Actor, form: uuid.UUID | None = None
) -> LegalGround:
    """For what the draft holds, and nothing more; whoever leads is told. `form` names the page that was filled in."""
    row: Referral = Referral.objects.outgoing(by).select_for_update(of=("self",)).get(pk=referral.pk)
    if row.state != states.DRAFT:
        raise NotNow
    pk = sent_once.key_of(by, form, "ground", row.pk, ground, reason.strip(), sorted(kinds_of(row)))
    twice: LegalGround | None = LegalGround.objects.for_actor(by).filter(record=row.record_id, pk=pk).first()
    if twice is not None:
        return twice
    known = LegalGround.objects.for_actor(by).filter(
        record=row.record_id, receiver=row.receiver_id, purpose=row.purpose, referral=None
    )
    if known.waiting().exists():
        raise Refused(_("Darum ist schon gebeten. Ihre Leitung entscheidet darüber."))
    asked = LegalGround.objects.create(
        pk=pk,
        record_id=row.record_id,
        receiver_id=row.receiver_id,
        purpose=row.purpose,
        ground=ground,
        reason=reason.strip(),
        categories=sorted(kinds_of(row)),
        asked_by=by.user,
    )
    about(trail.GROUND_ASKED, by, asked, ground=ground, receiver=row.receiver_id)
    something_waits(supervisors(row.sender_id, by), mail.link("cases:ground", asked.pk))
    return asked


def kinds_of(referral: Referral) -> set[str]:
    return {
        category
        for model in (ReferralContent, Attachment)
        for category in model.objects.unrestricted().filter(referral=referral).values_list("category", flat=True)
    }


def supervisors(organisation_id: int, apart_from: Actor) -> Iterable[User]:
    members = Membership.objects.filter(organisation=organisation_id, role=OrganisationRole.SUPERVISOR)
    return User.objects.filter(pk__in=members.values("user"), is_active=True).exclude(pk=apart_from.user.pk)


@transaction.atomic
def decide_on_ground(*, ground: LegalGround, is_confirmed: bool, by: Actor) -> LegalGround:
    """By somebody who leads in the sending organisation and did not ask; whoever asked is told."""
    row: LegalGround = (
        LegalGround.objects.for_actor(by).select_for_update(of=("self",)).select_related("record").get(pk=ground.pk)
    )
    if row.asked_by_id == by.user.pk:
        raise Refused(_("Darüber entscheidet eine zweite Person. Bitte bitten Sie eine andere Leitung darum."))
    if row.record.organisation_id not in by.supervisor_in or row.confirmed_at or row.refused_at:
        raise NotNow
    if is_confirmed:
        row.confirmed_at, row.confirmed_by = timezone.now(), by.user
    else:
        row.refused_at = timezone.now()
    row.save()
    about(trail.GROUND_DECIDED, by, row, confirmed=is_confirmed)
    something_waits([row.asked_by], mail.link(referral_notifications.OUTBOX))
    return row


def about(action: str, by: Actor, row: LegalGround, **details: str | int | bool | None) -> None:
    record(action, by.user, about=("legal_ground", row.pk), details={"record": str(row.record_id), **details})
