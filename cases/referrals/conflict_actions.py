"""A conflict about a case goes to the superiors of both sides, who settle it together (LÖ-KV 5, D12)."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import sent_once
from cases.access import Actor
from cases.models import Category, Consent, Message, Purpose, Referral, Settlement, State
from cases.referrals import alignment_notifications, states, trail
from cases.referrals.access import sides_of
from cases.referrals.errors import NoConsent, NotNow, Refused, WordsMissing
from cases.referrals.locks import hold
from cases.referrals.other_side_steps import say, step
from cases.referrals.queries import superiors_of
from cases.referrals.referral_actions import held, next_number, still_lawful, write_contents


@transaction.atomic
def raise_conflict(*, referral: Referral, text: str, by: Actor, form: uuid.UUID | None = None) -> Referral:
    """From either side of a referral that has been sent. It keeps that one's sides, so that the client's word is the one given there.

    `form` names the page that was filled in. Whoever is no superior does not see it afterwards on the receiving side.
    """
    # What may be rested on first (see locks); which of them holds is asked once they are held.
    hold(Consent.objects.unrestricted().filter(record=referral.record_id, purpose=Purpose.CONFLICT))
    row: Referral = Referral.objects.for_actor(by).select_for_update(of=("self",)).get(pk=referral.pk)
    sides = sides_of(by, row)
    if not sides or row.state == State.DRAFT or row.purpose == Purpose.CONFLICT:
        raise NotNow
    if not text.strip():
        raise WordsMissing
    pk = sent_once.key_of(by, form, "conflict", row.pk, text.strip())
    # Not what the person may see: on the receiving side that are the superiors alone.
    twice: Referral | None = Referral.objects.unrestricted().filter(pk=pk).first()
    if twice is not None:
        return twice
    consent = consent_for(row)
    if consent is None:
        raise Refused(missing(row, sides), code="consent")
    conflict = drafted(row, pk, f"{row.number}\n\n{text.strip()}", consent, by)
    for organisation in (row.sender, row.receiver):
        if not superiors_of(organisation.pk).exists():
            raise Refused(
                _("Bei %(name)s hat niemand die Rolle „Leitung“. Bitte sagen Sie dem Landratsamt Bescheid.")
                % {"name": organisation.name}
            )
    conflict.consent = consent
    side = "sender" if "sender" in sides else "receiver"
    step(conflict, "send", by, side, deadline=True)
    alignment_notifications.tell_superiors(conflict)
    return conflict


def consent_for(referral: Referral) -> Consent | None:
    """One for this very purpose that holds now and lets the matter itself be told."""
    rows = Consent.objects.unrestricted().holding().covering(Purpose.CONFLICT, referral.receiver)
    found: Consent | None = rows.filter(record=referral.record_id, categories__category=Category.CONCERN).first()
    return found


def missing(referral: Referral, sides: frozenset[str]) -> str:
    """What to do where the client has not agreed to such a talk."""
    if "sender" in sides:
        return _("Dafür fehlt die Einwilligung zum Zweck „Klärung eines Konflikts“. Bitte nehmen Sie sie zuerst auf.")
    return _(
        "Dafür fehlt die Einwilligung zum Zweck „Klärung eines Konflikts“. Bitte bitten Sie %(name)s, sie aufzunehmen."
    ) % {"name": referral.sender.name}


def drafted(referral: Referral, pk: uuid.UUID, text: str, consent: Consent, by: Actor) -> Referral:
    now = timezone.now()
    conflict = Referral.objects.create(
        pk=pk,
        number=next_number(timezone.localtime(now).year),
        purpose=Purpose.CONFLICT,
        record_id=referral.record_id,
        sender=referral.sender,
        receiver=referral.receiver,
        created_at=now,
        created_by=by.user,
        changed_at=now,
    )
    contents = {Category.CONCERN.value: text}
    if consent.categories.filter(category=Category.IDENTITY).exists():
        contents[Category.IDENTITY.value] = f"{consent.record.name}, {consent.record.birth}"
    write_contents(conflict, contents)
    trail.about_referral(
        trail.REFERRAL_MADE, by, conflict, purpose=Purpose.CONFLICT.value, receiver=referral.receiver_id
    )
    return conflict


def superior_side(referral: Referral, by: Actor) -> str | None:
    """For which side somebody may settle it; who leads on both sides may not, for nobody agrees with themselves."""
    leads = {
        side
        for side, organisation in (("sender", referral.sender_id), ("receiver", referral.receiver_id))
        if organisation in by.supervisor_in
    }
    return leads.pop() if len(leads) == 1 else None


def conflict_alone(referral: Referral, version: int, by: Actor) -> tuple[Referral, str]:
    row = held(referral, by, version)
    side = superior_side(row, by)
    if row.purpose != Purpose.CONFLICT or side is None or not row.is_open:
        raise NotNow
    if not still_lawful(row):
        raise NoConsent
    return row, side


@transaction.atomic
def propose_settlement(*, referral: Referral, text: str, version: int, by: Actor) -> Settlement:
    """By one side's superior; a second proposal takes the place of the first. Nothing is settled before the other side agrees."""
    row, side = conflict_alone(referral, version, by)
    if not text.strip():
        raise WordsMissing
    organisation = row.sender_id if side == "sender" else row.receiver_id
    settlement = Settlement.objects.unrestricted().filter(referral=row).first() or Settlement(referral=row)
    settlement.text, settlement.proposed_at = text.strip(), timezone.now()
    settlement.proposed_by, settlement.proposed_for_id = by.user, organisation
    settlement.save()
    trail.about_referral(trail.SETTLEMENT_PROPOSED, by, row, organisation=organisation)
    step_on(row, side, by)
    alignment_notifications.tell_superiors(row, but=organisation)
    return settlement


def step_on(referral: Referral, side: str, by: Actor) -> None:
    """The receiving superior has taken it up by what they do; for the other side it only is a newer state."""
    if side == "receiver" and states.leads_on(referral.state, "accept"):
        step(referral, "accept", by, side)
        return
    referral.version += 1
    referral.changed_at = timezone.now()
    referral.save(update_fields=["version", "changed_at"])


@transaction.atomic
def agree_to_settlement(*, referral: Referral, version: int, by: Actor) -> Settlement:
    """By the other side's superior, to the words as they saw them; this completes the conflict."""
    row, side = conflict_alone(referral, version, by)
    organisation = row.sender_id if side == "sender" else row.receiver_id
    settlement = Settlement.objects.unrestricted().select_related("proposed_for").filter(referral=row).first()
    if settlement is None or settlement.proposed_for_id == organisation or settlement.proposed_by_id == by.user.pk:
        raise NotNow
    settlement.agreed_at, settlement.agreed_by = timezone.now(), by.user
    settlement.save()
    trail.about_referral(trail.SETTLEMENT_AGREED, by, row, organisation=organisation)
    step_on(row, side, by)
    say(row, Message.Kind.RESULT, settlement.text, by, side)
    step(row, "complete", by, side)
    alignment_notifications.tell_superiors(row, but=organisation)
    return settlement
