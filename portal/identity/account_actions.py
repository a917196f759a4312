"""What administration and invitations do to accounts: invited, taken up, locked, given roles. Each act is an event."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import extensions, mail
from portal.audit import trail
from portal.identity import alerts, factor_actions, factors, invitations, roles, sessions
from portal.identity.accounts import about, was_taken_up
from portal.identity.auth import PortalRole, needs_factor
from portal.identity.invitations import Purpose
from portal.models import FactorReset, Invitation, User
from portal.requests import limits

INVITED = trail.register("account.invited", gettext_lazy("Konto eingeladen"))
UNINVITED = trail.register("account.uninvited", gettext_lazy("Einladung zurückgenommen"))
TAKEN_UP = trail.register("account.taken_up", gettext_lazy("Einladung angenommen"))
LOCKED = trail.register("account.locked", gettext_lazy("Konto gesperrt"))
UNLOCKED = trail.register("account.unlocked", gettext_lazy("Konto freigegeben"))
ROLES_CHANGED = trail.register("account.roles", gettext_lazy("Rollen im Portal geändert"), ("given", "taken"))
SESSIONS_ENDED = trail.register("session.ended", gettext_lazy("Anmeldungen beendet"), ("count",))
DAY = 24 * 60 * 60
HOUR = 60 * 60
LINKS_A_DAY = 5
INVITATIONS_AN_HOUR = 60


@transaction.atomic
def create(*, address: str, first_name: str, last_name: str, by: User) -> User:
    """An account that waits for its person; ValidationError where the address has one already."""
    user = User(email=address.strip().lower(), first_name=first_name, last_name=last_name)
    # Until somebody has opened the link nobody can sign in, not even with an empty password.
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        # The database decides: of two who create it at once one gets here.
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
    # By the address: an account that was taken back and made again begins no new day.
    if limits.seconds_to_wait(f"links:{user.email.lower()}", LINKS_A_DAY, DAY):
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
    for commitment in extensions.commitments:
        commitment.accept(user)
    return True


@transaction.atomic
def end_sessions(user: User, *, by: User, but: str = "") -> int:
    count = sessions.end_all(user, but=but)
    trail.record(SESSIONS_ENDED, by, about=about(user), details={"count": count})
    return count


@transaction.atomic
def end_session(user: User, key: str, *, by: User) -> bool:
    """The one session that a form names; False where this person has none of that name."""
    count = sessions.named(user, key).delete()[0]
    if count:
        trail.record(SESSIONS_ENDED, by, about=about(user), details={"count": count})
    return bool(count)


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
    # What waited for this person must not come to life when the account is unlocked.
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
    # Nobody gives rights to themselves, so that a stolen account stays as small as it was (R17).
    if not roles.is_administrator(by) or user.pk == by.pk:
        raise ValidationError(_("Rollen im Portal vergibt die Portalverwaltung, und niemand sich selbst."))
    # Groups of the editor that are no roles of the portal stay as they are.
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
    if PortalRole.ADMINISTRATOR.value in given:
        alerts.tell(user)


def tell_roles(user: User, *, by: User) -> None:
    """What somebody may do has changed; whoever now needs a second factor and has none gets the link for it at once."""
    if not was_taken_up(user):
        return
    mail.send_on_commit("portal/mail/roles_changed.txt", [user], {"page": mail.link("portal:account")})
    if user.is_active and needs_factor(user) and not factors.confirmed(user):
        factor_actions.send_link(user, by=by)
