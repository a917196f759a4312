"""Inviting, giving and taking roles, leaving. Each act is an event, and the person is told."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.members import offers
from directory.members.granting import discard, give
from directory.models import Membership, Organisation, RoleOffer
from portal import mail
from portal.audit import trail
from portal.identity import account_actions, accounts, lost_factors, roles, sessions
from portal.identity.auth import OrganisationRole
from portal.identity.invitations import Purpose
from portal.models import Invitation, User

LEFT = trail.register("membership.ended", gettext_lazy("Organisation verlassen"), ("organisation",))


def managed(by: Any) -> "QuerySet[Organisation]":
    """The organisations whose members a person looks after, by the roles held now (R24)."""
    if roles.is_administrator(by):
        return Organisation.objects.all()
    held = Membership.objects.filter(user_id=by.pk, role=OrganisationRole.ORGANISATION_ADMIN)
    return Organisation.objects.filter(pk__in=held.values("organisation"))


def people() -> "QuerySet[Any]":
    """All accounts, each with whether the link of its invitation still works (`has_link`)."""
    links = Invitation.objects.filter(
        user=OuterRef("pk"), purpose=Purpose.ACCOUNT, used_at=None, expires_at__gt=timezone.now()
    )
    return get_user_model()._default_manager.annotate(has_link=Exists(links))


def members(organisation: Organisation) -> "QuerySet[Any]":
    """The people of an organisation, with their roles there and nowhere else (`held`)."""
    here = Membership.objects.filter(organisation=organisation).order_by("pk")
    found = people().filter(pk__in=here.values("user")).prefetch_related(Prefetch("memberships", here, to_attr="held"))
    return found.order_by("last_name", "first_name", "pk")


UNTAKEN = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX, last_login=None)
STATES: dict[str, Q] = {
    "active": Q(is_active=True) & ~UNTAKEN,
    "invited": Q(is_active=True, has_link=True) & UNTAKEN,
    "expired": Q(is_active=True, has_link=False) & UNTAKEN,
    "locked": Q(is_active=False),
    "alone": Q(is_active=True, memberships=None, groups=None, role_offers=None),
}


def state_of(person: Any) -> str:
    if not person.is_active:
        return "locked"
    if accounts.was_taken_up(person):
        return "active"
    return "invited" if person.has_link else "expired"


def require(by: User, user: User | None, organisation: Organisation) -> None:
    """PermissionDenied for organisations of others; ValidationError for one's own roles."""
    if not managed(by).filter(pk=organisation.pk).exists():
        raise PermissionDenied
    if user is not None and user.pk == by.pk:
        raise ValidationError(_("Eigene Rollen ändert jemand anderes, der dafür zuständig ist."))


@transaction.atomic
def invite(
    *, organisation: Organisation, address: str, first_name: str, last_name: str, wanted: Iterable[str], by: User
) -> User:
    """An offer, to a new account or to one that is there: it begins with the person's yes, and the inviter learns no more (R64)."""
    user = accounts.by_address(address)
    require(by, user, organisation)
    is_new = user is None
    if user is None:
        user = account_actions.create(address=address, first_name=first_name, last_name=last_name, by=by)
    elif Membership.objects.filter(user=user, organisation=organisation).exists():
        raise ValidationError(_("Diese Person gehört schon zur Organisation. Ihre Rollen ändern Sie in der Liste."))
    name = f"{first_name} {last_name}"
    offer = offers.make(user, organisation, wanted, by=by, name=name, address=address.strip())
    if not is_new:
        offers.tell_person(offer, by=by)
    return user


@transaction.atomic
def set_roles(user: User, organisation: Organisation, wanted: Iterable[str], *, by: User) -> bool:
    """Exactly these roles in the organisation, from the next request on (R24); False where new ones wait for its word (R63)."""
    require(by, user, organisation)
    if not set(wanted):
        raise ValidationError(_("Bitte mindestens eine Rolle wählen. Wer geht, wird aus der Organisation genommen."))
    held = set(Membership.objects.filter(user=user, organisation=organisation).values_list("role", flat=True))
    waits = set(wanted) - held if offers.is_outside(by, organisation) else set()
    if waits:
        offers.make(user, organisation, waits, by=by, accepted=True)
    # Whoever is to keep none of the old roles keeps them until the new ones hold: without any they would have left.
    if give(user, organisation, set(wanted) - waits or held, by=by):
        account_actions.tell_roles(user, by=by)
    return not waits


def belongs_elsewhere(user: User, organisation: Organisation) -> bool:
    """Whether somebody counts on this account besides the organisation: what concerns the whole account is not its business (R64)."""
    others = Membership.objects.filter(user=user).exclude(organisation=organisation)
    return user.is_superuser or user.groups.exists() or others.exists()


@transaction.atomic
def ask_factor_reset(user: User, organisation: Organisation, *, by: User) -> None:
    """By whoever looks after the organisation; for people who belong elsewhere, too, the portal's administration asks (R64)."""
    require(by, user, organisation)
    if belongs_elsewhere(user, organisation) and not roles.is_administrator(by):
        raise ValidationError(_("Für diese Person beantragt das die Portalverwaltung."))
    lost_factors.request_reset(user, by=by)


@transaction.atomic
def leave(user: User, organisation: Organisation, *, by: User) -> None:
    """Ends all roles in the organisation; whoever belongs nowhere any more is signed out everywhere (R13, R64)."""
    require(by, user, organisation)
    RoleOffer.objects.filter(user=user, organisation=organisation).delete()
    Membership.objects.filter(user=user, organisation=organisation).delete()
    trail.record(LEFT, by, about=accounts.about(user), details={"organisation": organisation.pk})
    if not belongs_elsewhere(user, organisation):
        sessions.end_all(user)
    if accounts.was_taken_up(user):
        mail.send_on_commit("portal/mail/roles_changed.txt", [user], {"page": mail.link("portal:account")})


@transaction.atomic
def uninvite(user: User, organisation: Organisation, *, by: User) -> None:
    """Takes an invitation back; an account that nobody has taken up and that belongs nowhere else goes with it."""
    if accounts.was_taken_up(user):
        raise ValidationError(_("Die Einladung ist schon angenommen."))
    leave(user, organisation, by=by)
    discard(user, by=by)
