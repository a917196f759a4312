"""Inviting, giving and taking roles, leaving. Each act is an event, and the person is told."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.members import offers
from directory.members.access import managed
from directory.members.granting import discard, give
from directory.members.queries import belongs_elsewhere
from directory.models import Membership, Organisation, RoleOffer
from portal import mail
from portal.audit import trail
from portal.identity import account_actions, accounts, lost_factors, roles, sessions
from portal.models import User

LEFT = trail.register("membership.ended", gettext_lazy("Organisation verlassen"), ("organisation",))


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
def invite_account(
    *,
    address: str,
    first_name: str,
    last_name: str,
    organisation: Organisation | None,
    wanted: Iterable[str],
    portal_roles: Iterable[str],
    by: User,
) -> User:
    """As an administrator: with or without an organisation, and with roles in the whole portal."""
    who = {"address": address, "first_name": first_name, "last_name": last_name}
    if organisation is not None:
        person = invite(organisation=organisation, wanted=wanted, by=by, **who)
    else:
        person = account_actions.create(by=by, **who)
    given = set(portal_roles)
    if given:
        # Somebody invited may have an account with roles already; an invitation takes none away.
        held = set(person.groups.values_list("name", flat=True))
        account_actions.set_portal_roles(person, held | given, by=by)
    return person


def awaits_invitation(user: User) -> bool:
    return user.is_active and not accounts.was_taken_up(user)


@transaction.atomic
def invite_again(user: User, *, by: User) -> None:
    """Another link; the one before is void. ValidationError for an account in use, or a locked one."""
    if not awaits_invitation(user):
        raise ValidationError(_("Das Konto ist schon in Gebrauch oder gesperrt; eine Einladung braucht es nicht."))
    account_actions.invite(user, by=by)
    offers.prolong(user)


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


def may_ask_reset(by: User, user: User, organisation: Organisation) -> bool:
    """For people who belong elsewhere, too, the portal's administration asks (R64)."""
    return roles.is_administrator(by) or not belongs_elsewhere(user, organisation)


@transaction.atomic
def ask_factor_reset(user: User, organisation: Organisation, *, by: User) -> None:
    """By whoever looks after the organisation."""
    require(by, user, organisation)
    if not may_ask_reset(by, user, organisation):
        raise ValidationError(_("Für diese Person beantragt das die Portalverwaltung."))
    lost_factors.request_reset(user, by=by)


@transaction.atomic
def leave(user: User, organisation: Organisation, *, by: User) -> None:
    """Ends all roles in the organisation; whoever belongs nowhere any more is signed out everywhere (R13, R64)."""
    require(by, user, organisation)
    RoleOffer.objects.filter(user=user, organisation=organisation).delete()
    Membership.objects.filter(user=user, organisation=organisation).delete()
    trail.record(LEFT, by, about=accounts.about(user), details={"organisation": organisation.pk})
    # Whatever else they belong to goes on, and so do their sessions.
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


@transaction.atomic
def take_back(user: User, *, by: User) -> None:
    """The whole account of somebody who never came, with everything that was meant for it."""
    if accounts.was_taken_up(user):
        raise ValidationError(_("Die Einladung ist schon angenommen."))
    user.memberships.all().delete()
    user.role_offers.all().delete()
    user.groups.clear()
    discard(user, by=by)
