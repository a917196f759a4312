"""What happens to accounts: invited, taken up, locked, given a new password or address. Each act is an event, and the person is told."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from portal import mail
from portal.audit import trail
from portal.identity import factors, invitations, roles, sessions
from portal.identity.auth import PortalRole, needs_factor
from portal.identity.invitations import Purpose
from portal.models import FactorReset, Invitation, PasswordRequest, User
from portal.requests import limits

INVITED = trail.register("account.invited", gettext_lazy("Konto eingeladen"))
UNINVITED = trail.register("account.uninvited", gettext_lazy("Einladung zurückgenommen"))
TAKEN_UP = trail.register("account.taken_up", gettext_lazy("Einladung angenommen"))
LOCKED = trail.register("account.locked", gettext_lazy("Konto gesperrt"))
UNLOCKED = trail.register("account.unlocked", gettext_lazy("Konto freigegeben"))
ROLES_CHANGED = trail.register("account.roles", gettext_lazy("Rollen im Portal geändert"), ("given", "taken"))
PASSWORD_CHANGED = trail.register("account.password", gettext_lazy("Kennwort geändert"), ("by_link",))
PASSWORD_ASKED = trail.register("account.password_link", gettext_lazy("Link für neues Kennwort verschickt"))
ADDRESS_ASKED = trail.register("account.address_link", gettext_lazy("Neue E-Mail-Adresse angegeben"))
ADDRESS_CHANGED = trail.register("account.address", gettext_lazy("E-Mail-Adresse geändert"))
SESSIONS_ENDED = trail.register("session.ended", gettext_lazy("Anmeldungen beendet"), ("count",))

DAY = 24 * 60 * 60
HOUR = 60 * 60
LINKS_A_DAY = 5
INVITATIONS_AN_HOUR = 60


def about(user: Any) -> tuple[str, object]:
    return ("user", user.pk)


def by_address(address: str) -> User | None:
    model = get_user_model()
    found: User | None = model._default_manager.filter(email__iexact=address.strip()).first()
    return found


def was_taken_up(user: User) -> bool:
    """Whether somebody has chosen a password for this account, or came in without one through the county's own provider."""
    return user.has_usable_password() or user.last_login is not None


# Invitations


@transaction.atomic
def create(*, address: str, first_name: str, last_name: str, by: User) -> User:
    """An account that waits for its person; ValidationError where the address has one already."""
    user = User(email=address.strip().lower(), first_name=first_name, last_name=last_name)
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(_("Diese Adresse hat schon ein Konto.")) from None
    invite(user, by=by)
    return user


@transaction.atomic
def invite(user: User, *, by: User) -> None:
    """Mails the link with which a person takes up the account; one sent earlier is void."""
    refuse_flood(user, by)
    secret = invitations.issue(user, Purpose.ACCOUNT, by=by)
    trail.record(INVITED, by, about=about(user))
    mail.send_on_commit("portal/mail/invitation.txt", [user], {"link": mail.link("portal:open_invitation", secret)})


def refuse_flood(user: User, by: User) -> None:
    if limits.seconds_to_wait(f"links:{user.pk}", LINKS_A_DAY, DAY):
        raise ValidationError(_("An diese Adresse gingen heute schon mehrere Links. Bitte warten Sie bis morgen."))
    if limits.seconds_to_wait(f"invites:{by.pk}", INVITATIONS_AN_HOUR, HOUR):
        raise ValidationError(_("Sie haben in der letzten Stunde sehr viele Einladungen verschickt. Bitte warten Sie."))


@transaction.atomic
def uninvite(user: User, *, by: User) -> None:
    """The link is void. An account that nobody has taken up is removed by whoever knows that nothing else hangs on it."""
    Invitation.objects.filter(user=user, purpose=Purpose.ACCOUNT, used_at=None).delete()
    trail.record(UNINVITED, by, about=about(user))


@transaction.atomic
def take_up(invitation: Invitation, password: str) -> bool:
    """The first password; False if the link was used meanwhile."""
    if not invitations.use(invitation):
        return False
    user = invitation.user
    user.set_password(password)
    user.save(update_fields=["password"])
    sessions.end_all(user)
    trail.record(TAKEN_UP, user, about=about(user))
    return True


# Passwords


@transaction.atomic
def change_password(user: User, password: str, *, by_link: bool = False, keep_session: str = "") -> None:
    """Ends all other sessions and every link that would set a password, and tells the person (R13)."""
    user.set_password(password)
    user.save(update_fields=["password"])
    Invitation.objects.filter(user=user, purpose__in=[Purpose.ACCOUNT, Purpose.PASSWORD], used_at=None).delete()
    sessions.end_all(user, but=keep_session)
    trail.record(PASSWORD_CHANGED, user, about=about(user), details={"by_link": by_link})
    mail.send_on_commit("portal/mail/password_changed.txt", [user], {"page": mail.link("portal:ask_password")})


@transaction.atomic
def reset_password(invitation: Invitation, password: str) -> bool:
    """False if the link was used meanwhile."""
    if not invitations.use(invitation):
        return False
    change_password(invitation.user, password, by_link=True)
    return True


@transaction.atomic
def ask_password(address: str) -> None:
    """Notes the wish; the same work for every address, known or not (R15)."""
    request = PasswordRequest(asked_at=timezone.now())
    request.address = address.strip().lower()
    request.save(force_insert=True)
    transaction.on_commit(lambda: answer_password_request.enqueue(str(request.pk)))


@task()
def answer_password_request(pk: str) -> None:
    """Sends the link where there is an account that may have one, and forgets the wish."""
    with transaction.atomic():
        request = PasswordRequest.objects.select_for_update().filter(pk=pk).first()
        if request is None:
            return
        user = by_address(request.address)
        request.delete()
        if user is not None and user.is_active and not limits.seconds_to_wait(f"password:{user.pk}", LINKS_A_DAY, DAY):
            secret = invitations.issue(user, Purpose.PASSWORD)
            trail.record(PASSWORD_ASKED, about=about(user))
            link = mail.link("portal:open_password_link", secret)
            mail.send_on_commit("portal/mail/password_link.txt", [user], {"link": link})


# Address


@transaction.atomic
def ask_address(user: User, address: str) -> None:
    """A link to the new address, a notice to the old one. An address that is taken gets nothing, and nobody learns that it is."""
    if limits.seconds_to_wait(f"address:{user.pk}", LINKS_A_DAY, DAY):
        raise ValidationError(
            _("Sie haben heute schon mehrere Links angefordert. Bitte versuchen Sie es morgen wieder.")
        )
    trail.record(ADDRESS_ASKED, user, about=about(user))
    mail.send_on_commit("portal/mail/address_asked.txt", [user], {"page": mail.link("portal:account")})
    if by_address(address) is None:
        secret = invitations.issue(user, Purpose.EMAIL, by=user, address=address.strip().lower())
        to = mail.Recipient(address, user.get_full_name(), user)
        mail.send_on_commit(
            "portal/mail/address_link.txt", [to], {"link": mail.link("portal:open_address_link", secret)}
        )
    else:
        Invitation.objects.filter(user=user, purpose=Purpose.EMAIL, used_at=None).delete()


@transaction.atomic
def change_address(invitation: Invitation) -> bool:
    """False if the link was used or the address taken meanwhile; the old address is told."""
    if not invitations.use(invitation):
        return False
    user = get_user_model()._default_manager.select_for_update().get(pk=invitation.user_id)
    old = mail.of(user)
    user.email = invitation.address
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError:
        return False
    Invitation.objects.filter(user=user, purpose=Purpose.PASSWORD, used_at=None).delete()
    trail.record(ADDRESS_CHANGED, user, about=about(user))
    mail.send_on_commit("portal/mail/address_changed.txt", [old], {})
    return True


# Sessions


@transaction.atomic
def end_sessions(user: User, *, by: User, but: str = "") -> int:
    count = sessions.end_all(user, but=but)
    trail.record(SESSIONS_ENDED, by, about=about(user), details={"count": count})
    return count


# Locking, portal-wide roles


@transaction.atomic
def lock(user: User, *, by: User) -> None:
    """Ends all access at the next request; open links and requests go too. ValidationError where it must not be."""
    if user.pk == by.pk:
        raise ValidationError(_("Das eigene Konto sperrt jemand anderes aus der Portalverwaltung."))
    if roles.is_last_administrator(user):
        raise ValidationError(
            _("Das ist das letzte Konto der Portalverwaltung. Bitte geben Sie zuerst jemandem die Rolle.")
        )
    user.is_active = False
    user.save(update_fields=["is_active"])
    Invitation.objects.filter(user=user, used_at=None).delete()
    now = timezone.now()
    FactorReset.objects.filter(user=user, state="open").update(state=FactorReset.State.WITHDRAWN, ended_at=now)
    sessions.end_all(user)
    trail.record(LOCKED, by, about=about(user))


@transaction.atomic
def unlock(user: User, *, by: User) -> None:
    user.is_active = True
    user.save(update_fields=["is_active"])
    trail.record(UNLOCKED, by, about=about(user))
    mail.send_on_commit("portal/mail/account_unlocked.txt", [user], {"page": mail.link("portal:account")})


@transaction.atomic
def set_portal_roles(user: User, wanted: Iterable[str], *, by: User) -> None:
    """Exactly these portal-wide roles from the next request on (R24). ValidationError where it must not be."""
    if not roles.is_administrator(by) or user.pk == by.pk:
        raise ValidationError(_("Rollen im Portal vergibt die Portalverwaltung, und niemand sich selbst."))
    held = set(user.groups.filter(name__in=roles.IN_PORTAL).values_list("name", flat=True))
    given, taken = set(wanted) - held, held - set(wanted)
    if PortalRole.ADMINISTRATOR.value in taken and not user.is_superuser and roles.is_last_administrator(user):
        raise ValidationError(
            _("Das ist das letzte Konto der Portalverwaltung. Bitte geben Sie zuerst jemandem die Rolle.")
        )
    if not given | taken:
        return
    user.groups.add(*Group.objects.filter(name__in=given))
    user.groups.remove(*Group.objects.filter(name__in=taken))
    details = {"given": ", ".join(sorted(given)), "taken": ", ".join(sorted(taken))}
    trail.record(ROLES_CHANGED, by, about=about(user), details=details)
    tell_roles(user, by=by)


def tell_roles(user: User, *, by: User) -> None:
    """What somebody may do has changed; whoever now needs a second factor and has none gets the link for it at once."""
    if not was_taken_up(user):
        return
    mail.send_on_commit("portal/mail/roles_changed.txt", [user], {"page": mail.link("portal:account")})
    if user.is_active and needs_factor(user) and not factors.confirmed(user):
        factors.send_link(user, by=by)
