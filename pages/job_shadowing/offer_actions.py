"""Writes about what is offered: the offer, its times, its end, and what an organisation wants of its own people."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation
from pages.job_shadowing.errors import Refused
from pages.models import ShadowingOffer, ShadowingRequest, ShadowingRule, ShadowingSlot
from portal.audit import trail
from portal.models import User

OFFERED = trail.register("job_shadowing.offer", _("Hospitation angeboten oder geändert"), ("organisation", "new"))
TIME_ADDED = trail.register("job_shadowing.slot", _("Termin einer Hospitation eingetragen"), ("organisation",))
TIME_REMOVED = trail.register("job_shadowing.slot_remove", _("Termin einer Hospitation entfernt"), ("organisation",))
CLOSED = trail.register("job_shadowing.close", _("Hospitationsangebot beendet oder wieder geöffnet"), ("open",))
RULED = trail.register("job_shadowing.rule", _("Zustimmung der Leitung geregelt"), ("asks",))


@transaction.atomic
def save_offer(*, offer: ShadowingOffer, by: User) -> ShadowingOffer:
    is_new = offer.pk is None
    offer.save()
    details = {"organisation": offer.organisation_id, "new": is_new}
    trail.record(OFFERED, by, about=("shadowing_offer", offer.pk), details=details)
    return offer


def held_offer(pk: int) -> ShadowingOffer:
    """Locked: whoever gives seats or times away passes here, one after the other."""
    rows = ShadowingOffer.objects.select_for_update(of=("self",)).select_related("organisation")
    offer: ShadowingOffer = rows.get(pk=pk)
    return offer


@transaction.atomic
def add_slot(*, offer: ShadowingOffer, starts_at: dt.datetime, ends_at: dt.datetime, by: User) -> ShadowingSlot:
    """Refused for what is over and for times that overlap another of the offer."""
    held = held_offer(offer.pk)
    if starts_at <= timezone.now():
        raise Refused(_("Der Beginn liegt in der Vergangenheit. Bitte wählen Sie einen späteren."), code="late")
    if held.slots.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Refused(_("Zu dieser Zeit gibt es schon einen Termin. Bitte wählen Sie eine andere."), code="overlap")
    slot = ShadowingSlot(offer=held, starts_at=starts_at, ends_at=ends_at)
    slot.full_clean()
    slot.save(force_insert=True)
    details = {"organisation": held.organisation_id}
    trail.record(TIME_ADDED, by, about=("shadowing_offer", held.pk), details=details)
    return slot


@transaction.atomic
def remove_slot(*, slot: ShadowingSlot, by: User) -> None:
    """Only what nobody has asked for: else guests would lose their time without a word."""
    held = held_offer(slot.offer_id)
    if ShadowingRequest.objects.filter(slot=slot).exists():
        raise Refused(
            _("Für diesen Termin gibt es Anfragen. Bitte beantworten Sie diese oder sagen Sie sie ab."), code="asked"
        )
    ShadowingSlot.objects.filter(pk=slot.pk).delete()
    details = {"organisation": held.organisation_id}
    trail.record(TIME_REMOVED, by, about=("shadowing_offer", held.pk), details=details)


@transaction.atomic
def set_open(*, offer: ShadowingOffer, is_open: bool, by: User) -> None:
    """What was asked before stays and is still to be answered."""
    held = held_offer(offer.pk)
    held.closed_at = None if is_open else held.closed_at or timezone.now()
    held.save(update_fields=["closed_at"])
    trail.record(CLOSED, by, about=("shadowing_offer", held.pk), details={"open": is_open})


@transaction.atomic
def set_rule(*, organisation: Organisation, asks_superior: bool, by: User) -> None:
    """Holds for what is asked from now on."""
    ShadowingRule.objects.update_or_create(organisation=organisation, defaults={"asks_superior": asks_superior})
    trail.record(RULED, by, about=("organisation", organisation.pk), details={"asks": asks_superior})
