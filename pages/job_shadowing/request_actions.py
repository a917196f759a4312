"""Writes about requests: asked, moved from state to state, fed back. Each checks, moves and records in one transaction."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Membership, Organisation
from pages.job_shadowing import access, notifications, pledges, states
from pages.job_shadowing.errors import NotNow, PledgeMissing, Refused, Stale, Taken, TooLate, WordsMissing
from pages.job_shadowing.offer_actions import held_offer
from pages.job_shadowing.states import Transition
from pages.models import (
    ShadowingFeedback,
    ShadowingOffer,
    ShadowingRequest,
    ShadowingRule,
    ShadowingSlot,
    ShadowingStep,
)
from portal.audit import trail
from portal.identity.auth import OrganisationRole
from portal.models import User

MOVED = trail.register("job_shadowing.request", _("Hospitation: Schritt einer Anfrage"), ("step", "offer"))
ASKED_CLIENTS = trail.register("job_shadowing.clients", _("Hospitation: Klientinnen und Klienten sind gefragt"))
FED_BACK = trail.register("job_shadowing.feedback", _("Hospitation: Rückmeldung gegeben"), ("side",))


@dataclass(frozen=True)
class Time:
    """Both with their zone."""

    starts_at: dt.datetime
    ends_at: dt.datetime


@transaction.atomic
def ask(
    *,
    offer: ShadowingOffer,
    slot: ShadowingSlot | None,
    organisation: Organisation,
    wish: str,
    by: User,
) -> ShadowingRequest:
    """The organisation is one the guest works for. Refused where the guest belongs to the host, has asked already or has no superior."""
    held = held_offer(offer.pk)
    check_offer(held, slot, organisation, by)
    needs_approval = approval_needed(held, organisation, by)
    row = ShadowingRequest.objects.create(
        offer=held,
        slot=slot,
        guest=by,
        organisation=organisation,
        state=states.AT_SUPERIOR if needs_approval else states.AT_HOST,
        needs_approval=needs_approval,
        wish=wish.strip(),
    )
    write_step(row, "ask", "guest", by)
    notifications.tell_next(row)
    if not pledges.acceptance_of(by):
        notifications.tell_guest(row)
    return row


def check_offer(offer: ShadowingOffer, slot: ShadowingSlot | None, organisation: Organisation, by: User) -> None:
    if not offer.is_open:
        raise Refused(_("Dieses Angebot ist beendet. Bitte wählen Sie ein anderes."), code="closed")
    if access.is_own(by, offer):
        raise Refused(_("Das ist ein Angebot Ihrer eigenen Stelle. Hospitiert wird bei anderen."), code="own")
    if not access.organisations_of(by).filter(pk=organisation.pk).exists():
        raise Refused(_("Bitte wählen Sie eine Stelle, bei der Sie arbeiten."), code="organisation")
    if ShadowingRequest.objects.open().filter(offer=offer, guest=by).exists():
        raise Refused(_("Dafür haben Sie schon angefragt. Ihre Anfrage steht unter „Meine Anfragen“."), code="twice")
    if offer.by_arrangement:
        return
    if slot is None or not ShadowingSlot.objects.free().filter(pk=slot.pk, offer=offer).exists():
        raise Taken
    check_free(by, Time(slot.starts_at, slot.ends_at))


def check_free(guest: User, time: Time, but: ShadowingRequest | None = None) -> None:
    """Nobody can be in two places."""
    rows = ShadowingRequest.objects.filter(guest=guest, state=states.CONFIRMED)
    elsewhere = rows.filter(starts_at__lt=time.ends_at, ends_at__gt=time.starts_at)
    if but is not None:
        elsewhere = elsewhere.exclude(pk=but.pk)
    if elsewhere.exists():
        raise Refused(_("Zu dieser Zeit ist dem Gast schon eine andere Hospitation zugesagt."), code="overlap")


def approval_needed(offer: ShadowingOffer, organisation: Organisation, by: User) -> bool:
    """Either side may want it; whoever leads there asks nobody."""
    wanted = (
        offer.needs_approval or ShadowingRule.objects.filter(organisation=organisation, asks_superior=True).exists()
    )
    leading = Membership.objects.filter(
        organisation=organisation, role=OrganisationRole.SUPERVISOR, user__is_active=True
    )
    if not wanted or leading.filter(user=by).exists():
        return False
    if not leading.exists():
        raise Refused(
            _(
                "Hier muss Ihre Leitung zustimmen, aber bei Ihrer Stelle hat niemand diese Rolle. "
                "Bitte sprechen Sie die Verwaltung Ihrer Organisation an; sie vergibt die Rolle „Leitung“."
            ),
            code="superior",
        )
    return True


def held_request(request: ShadowingRequest, by: User, version: int) -> ShadowingRequest:
    """The row for this transaction, the offer before it: in another order two could wait for each other."""
    held_offer(request.offer_id)
    rows = ShadowingRequest.objects.visible_to(by).for_pages().select_for_update(of=("self",))
    row: ShadowingRequest = rows.get(pk=request.pk)
    if row.version != version:
        raise Stale
    return row


@transaction.atomic
def move_request(
    *,
    request: ShadowingRequest,
    step: str,
    version: int,
    by: User,
    text: str = "",
    time: Time | None = None,
) -> ShadowingRequest:
    """`time` is needed to confirm what is by arrangement, and ignored elsewhere."""
    row = held_request(request, by, version)
    transition = states.BY_NAME.get(step)
    if transition is None or row.state not in transition.sources or transition.side not in access.sides_of(by, row):
        raise NotNow
    if transition.before_day and row.has_begun:
        raise TooLate
    if transition.needs_text and not text.strip():
        raise WordsMissing
    was_seated = row.state == states.CONFIRMED
    if step == "confirm":
        take_seat(row, time)
    carry_out(row, transition, by, text)
    if was_seated and row.state not in states.SEATED:
        notifications.cancel(row)
    else:
        notifications.tell_of_step(row, transition)
    return row


def take_seat(row: ShadowingRequest, time: Time | None) -> None:
    """The lowest seat that nobody has at that time; the offer's lock keeps others from taking the same."""
    acceptance = pledges.acceptance_of(row.guest)
    if acceptance is None:
        raise PledgeMissing
    agreed = time if row.slot is None else Time(row.slot.starts_at, row.slot.ends_at)
    if agreed is None:
        raise Refused(_("Bitte tragen Sie ein, wann der Gast kommt."), code="time")
    if agreed.starts_at <= timezone.now():
        raise TooLate
    User.objects.select_for_update().get(pk=row.guest_id)  # of two hosts who confirm at once, one waits
    check_free(row.guest, agreed, but=row)
    row.seat = free_seat(row.offer, agreed)
    row.starts_at, row.ends_at, row.acceptance = agreed.starts_at, agreed.ends_at, acceptance


def free_seat(offer: ShadowingOffer, time: Time) -> int:
    seated = ShadowingRequest.objects.filter(offer=offer, state__in=states.SEATED)
    taken = set(seated.filter(starts_at__lt=time.ends_at, ends_at__gt=time.starts_at).values_list("seat", flat=True))
    free = [seat for seat in range(1, offer.places + 1) if seat not in taken]
    if not free:
        raise Taken
    return free[0]


def carry_out(row: ShadowingRequest, transition: Transition, by: User | None, text: str = "") -> None:
    row.state = transition.target
    if row.state not in states.SEATED:
        row.seat = None
    row.version += 1
    row.sequence += 1
    row.changed_at = timezone.now()
    row.save()
    write_step(row, transition.name, transition.side, by, text)


def write_step(row: ShadowingRequest, name: str, side: str, by: User | None, text: str = "") -> None:
    ShadowingStep.objects.create(request=row, name=name, side=side, by=by, text=text.strip())
    details: dict[str, trail.Value] = {"step": name, "offer": row.offer_id}
    trail.record(MOVED, by, about=("shadowing_request", row.pk), details=details)


@transaction.atomic
def mark_clients_asked(*, request: ShadowingRequest, version: int, by: User) -> ShadowingRequest:
    """The host says that clients were asked whether a guest may sit in; who, is written nowhere."""
    row = held_request(request, by, version)
    if row.state != states.CONFIRMED or "host" not in access.sides_of(by, row) or row.clients_asked_at:
        raise NotNow
    row.clients_asked_at = row.changed_at = timezone.now()
    row.version += 1
    row.save(update_fields=["clients_asked_at", "changed_at", "version"])
    trail.record(ASKED_CLIENTS, by, about=("shadowing_request", row.pk))
    return row


@transaction.atomic
def give_feedback(
    *, request: ShadowingRequest, side: str, was_useful: str, was_prepared: str, note: str, by: User
) -> ShadowingFeedback:
    """Once for each side, after the visit."""
    rows = ShadowingRequest.objects.visible_to(by).select_for_update(of=("self",))
    row: ShadowingRequest = rows.get(pk=request.pk)
    if row.state != states.COMPLETED or side not in access.sides_of(by, row):
        raise NotNow
    if row.feedback.filter(side=side).exists():
        raise Refused(_("Diese Rückmeldung ist schon gegeben."), code="twice")
    made = ShadowingFeedback.objects.create(
        request=row, side=side, was_useful=was_useful, was_prepared=was_prepared, note=note.strip()
    )
    trail.record(FED_BACK, by, about=("shadowing_request", row.pk), details={"side": side})
    return made
