"""Roles on offer: the person says yes; where somebody from outside offers, the organisation does, too, within 72 hours (R63, R64)."""

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.members import granting
from directory.models import Membership, Organisation, RoleOffer
from directory.models.offers import LIFETIME, SEPARATOR
from portal import mail
from portal.audit import trail
from portal.identity import account_actions, accounts, alerts, roles, second_person
from portal.identity.auth import OrganisationRole
from portal.models import User

KEPT = dt.timedelta(days=30)
OFFERED = trail.register(
    "membership.offered", gettext_lazy("Rollen in einer Organisation angeboten"), ("organisation", "roles", "outside")
)
ACCEPTED = trail.register("membership.accepted", gettext_lazy("Einladung angenommen"), ("organisation",))
CONFIRMED = trail.register("membership.confirmed", gettext_lazy("Rolle von außen bestätigt"), ("organisation",))
ENDED = trail.register("membership.offer_ended", gettext_lazy("Angebot beendet"), ("organisation",))


def own_administrators(organisation: Organisation) -> "QuerySet[User]":
    """Who speaks for an organisation."""
    held = Membership.objects.filter(organisation=organisation, role=OrganisationRole.ORGANISATION_ADMIN)
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


def is_outside(by: User, organisation: Organisation) -> bool:
    return not own_administrators(organisation).filter(pk=by.pk).exists()


@transaction.atomic
def make(
    user: User,
    organisation: Organisation,
    wanted: Iterable[str],
    *,
    by: User,
    name: str = "",
    address: str = "",
    accepted: bool = False,
) -> RoleOffer:
    """Takes the place of an offer made before. `accepted` is for members, who have said yes to the organisation already."""
    now = timezone.now()
    # Locked, so that of two who offer at once the later one's offer stands.
    User.objects.select_for_update().get(pk=user.pk)
    RoleOffer.objects.filter(user=user, organisation=organisation).delete()
    outside = is_outside(by, organisation)
    offer = RoleOffer.objects.create(
        user=user,
        organisation=organisation,
        role_names=SEPARATOR.join(sorted(wanted)),
        name=name or user.get_full_name(),
        address=address or user.email,
        offered_by=by,
        offered_at=now,
        expires_at=now + LIFETIME,
        needs_word=outside,
        accepted_at=now if accepted else None,
    )
    details = {"organisation": organisation.pk, "roles": offer.role_names, "outside": outside}
    trail.record(OFFERED, by, about=accounts.about(user), details=details)
    if outside:
        alerts.tell(user, also=own_administrators(organisation))
    return offer


def tell_person(offer: RoleOffer, *, by: User) -> None:
    """An account that nobody has taken up gets its link again; one in use a mail to answer the offer."""
    user = offer.user
    if user.is_active and not accounts.was_taken_up(user):
        account_actions.invite(user, by=by)
        return
    # Counted as the other mails are, so that nobody sees by the limit which of the two it was.
    account_actions.refuse_flood(user, by)
    mail.send_on_commit("portal/mail/role_offered.txt", [user], {"page": mail.link("members:own_offers")})


def standing_of(user: User) -> "QuerySet[RoleOffer]":
    """What a person can still say yes to."""
    return RoleOffer.objects.standing().filter(user=user, accepted_at=None).select_related("organisation")


def accept_all(user: User) -> None:
    """For the page on which an account is taken up, which names them all."""
    for offer in standing_of(user):
        # They have just read it, and are led to the second factor on the spot.
        accept(offer, by=user, is_told=False)


def lines(user: User) -> list[str]:
    return [f"{offer.organisation}: {offer.role_labels}" for offer in standing_of(user)]


@transaction.atomic
def accept(offer: RoleOffer, *, by: User, is_told: bool = True) -> bool:
    """The person's own yes. Whether the roles hold now, or wait for the organisation's word."""
    if offer.user_id != by.pk:
        raise PermissionDenied
    waiting = locked(offer)
    waiting.accepted_at = timezone.now()
    waiting.save(update_fields=["accepted_at"])
    trail.record(ACCEPTED, by, about=accounts.about(by), details={"organisation": waiting.organisation_id})
    return come_into_force(waiting, is_told=is_told)


def may_confirm(by: User, offer: RoleOffer) -> bool:
    """The organisation's own administrators; where it has none, a second person of the portal's administration."""
    if not offer.lacks_word or offer.is_over or by.pk in {offer.offered_by_id, offer.user_id}:
        return False
    speakers = own_administrators(offer.organisation).exclude(pk__in=[offer.user_id, offer.offered_by_id or 0])
    if speakers.exists():
        return speakers.filter(pk=by.pk).exists()
    return roles.is_administrator(by) and second_person.is_fit(by, offer.offered_by)


@transaction.atomic
def confirm(offer: RoleOffer, *, by: User) -> bool:
    """The organisation's word. Whether the roles hold now, or wait for the person's yes."""
    waiting = locked(offer)
    if not may_confirm(by, waiting):
        raise ValidationError(_("Bestätigen muss die Organisation selbst, und jemand anderes als Sie."))
    waiting.confirmed_at, waiting.confirmed_by = timezone.now(), by
    waiting.save(update_fields=["confirmed_at", "confirmed_by"])
    trail.record(CONFIRMED, by, about=accounts.about(waiting.user), details={"organisation": waiting.organisation_id})
    return come_into_force(waiting)


@transaction.atomic
def send_again(offer: RoleOffer, *, by: User) -> None:
    """Another 72 hours, and another mail unless the person has said yes already."""
    said_yes = offer.accepted_at is not None
    renewed = make(
        offer.user,
        offer.organisation,
        offer.roles,
        by=by,
        name=offer.name,
        address=offer.address,
        accepted=said_yes,
    )
    if said_yes:
        come_into_force(renewed)
    else:
        tell_person(renewed, by=by)


def prolong(user: User) -> None:
    """The link of an account goes out again: what it was sent for must not end before it."""
    RoleOffer.objects.filter(user=user).update(expires_at=timezone.now() + LIFETIME)


@transaction.atomic
def end(offer: RoleOffer, *, by: User) -> None:
    """Declined, refused or taken back; an account that nobody has taken up and that nobody else counts on goes with it."""
    user = offer.user
    RoleOffer.objects.filter(pk=offer.pk).delete()
    trail.record(ENDED, by, about=accounts.about(user), details={"organisation": offer.organisation_id})
    if not accounts.was_taken_up(user):
        granting.discard(user, by=by)


def forget_old() -> int:
    """How many that ended unanswered were forgotten; until then their organisation sees that they did."""
    return RoleOffer.objects.filter(expires_at__lt=timezone.now() - KEPT).delete()[0]


def locked(offer: RoleOffer) -> RoleOffer:
    waiting = RoleOffer.objects.standing().select_for_update(of=("self",)).filter(pk=offer.pk).first()
    if waiting is None:
        raise ValidationError(_("Dieses Angebot ist schon beendet oder abgelaufen."))
    return waiting


def come_into_force(offer: RoleOffer, *, is_told: bool = True) -> bool:
    if offer.accepted_at is None or offer.lacks_word:
        return False
    held = Membership.objects.filter(user=offer.user, organisation=offer.organisation).values_list("role", flat=True)
    # By the hand of whoever offered: the trail says who gave it, not who waved it through.
    granting.give(offer.user, offer.organisation, {*held, *offer.roles}, by=offer.offered_by)
    offer.delete()
    if is_told and offer.offered_by is not None:
        account_actions.tell_roles(offer.user, by=offer.offered_by)
    return True
