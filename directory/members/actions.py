"""Inviting, giving and taking roles, leaving. Each act is an event, and the person is told."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.members.access import managed
from directory.models import Membership, Organisation
from portal import mail
from portal.audit import trail
from portal.identity import account_actions, accounts, sessions
from portal.models import User

ROLES_CHANGED = trail.register(
    "membership.roles", gettext_lazy("Rollen in einer Organisation geändert"), ("organisation", "given", "taken")
)
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
    """A new account with a link by mail, or one that is there already: then the person is told, and the inviter learns no more."""
    user = accounts.by_address(address)
    require(by, user, organisation)
    if user is None:
        user = account_actions.create(address=address, first_name=first_name, last_name=last_name, by=by)
    elif Membership.objects.filter(user=user, organisation=organisation).exists():
        raise ValidationError(_("Diese Person gehört schon zur Organisation. Ihre Rollen ändern Sie in der Liste."))
    # Somebody invited elsewhere has not come yet; the link may be lost or have expired.
    elif user.is_active and not accounts.was_taken_up(user):
        account_actions.invite(user, by=by)
    give(user, organisation, set(wanted), by=by)
    account_actions.tell_roles(user, by=by)
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


def invite_again(user: User, *, by: User) -> None:
    """Another link; the one before is void. ValidationError for an account in use, or a locked one."""
    if not awaits_invitation(user):
        raise ValidationError(_("Das Konto ist schon in Gebrauch oder gesperrt; eine Einladung braucht es nicht."))
    account_actions.invite(user, by=by)


@transaction.atomic
def set_roles(user: User, organisation: Organisation, wanted: Iterable[str], *, by: User) -> None:
    """Exactly these roles in the organisation, from the next request on (R24)."""
    require(by, user, organisation)
    if not set(wanted):
        raise ValidationError(_("Bitte mindestens eine Rolle wählen. Wer geht, wird aus der Organisation genommen."))
    if give(user, organisation, set(wanted), by=by):
        account_actions.tell_roles(user, by=by)


def give(user: User, organisation: Organisation, wanted: set[str], *, by: User) -> bool:
    """Whether anything changed."""
    held = set(Membership.objects.filter(user=user, organisation=organisation).values_list("role", flat=True))
    given, taken = wanted - held, held - wanted
    if not given | taken:
        return False
    Membership.objects.bulk_create(
        [Membership(user=user, organisation=organisation, role=role) for role in sorted(given)]
    )
    Membership.objects.filter(user=user, organisation=organisation, role__in=taken).delete()
    details: dict[str, str | int | bool | None] = {
        "organisation": organisation.pk,
        "given": ", ".join(sorted(given)),
        "taken": ", ".join(sorted(taken)),
    }
    trail.record(ROLES_CHANGED, by, about=accounts.about(user), details=details)
    return True


@transaction.atomic
def leave(user: User, organisation: Organisation, *, by: User) -> None:
    """Ends all roles in the organisation; whoever belongs to none any more is signed out everywhere (R13)."""
    require(by, user, organisation)
    Membership.objects.filter(user=user, organisation=organisation).delete()
    trail.record(LEFT, by, about=accounts.about(user), details={"organisation": organisation.pk})
    # Other organisations of theirs go on, and so do their sessions.
    if not Membership.objects.filter(user=user).exists():
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
    user.groups.clear()
    discard(user, by=by)


@transaction.atomic
def discard(user: User, *, by: User) -> None:
    """Removes an account that was never taken up, unless somebody else still counts on it."""
    if accounts.was_taken_up(user):
        raise ValidationError(_("Die Einladung ist schon angenommen."))
    # Another organisation may have invited the same person meanwhile.
    if not Membership.objects.filter(user=user).exists() and not user.groups.exists():
        account_actions.uninvite(user, by=by)
        user.delete()
