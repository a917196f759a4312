"""Somebody has lost every second factor: one administrator asks for the reset, another confirms, the person may object (F43, R17)."""

import datetime as dt
import secrets

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import mail
from portal.audit import trail
from portal.identity import alerts, factor_actions, factors, invitations, second_person, sessions
from portal.models import FactorReset, User

LIFETIME = dt.timedelta(hours=72)
State = FactorReset.State

REQUESTED = trail.register("factor_reset.asked", gettext_lazy("Zurücksetzen des zweiten Faktors beantragt"))
CONFIRMED = trail.register("factor_reset.confirmed", gettext_lazy("Zurücksetzen des zweiten Faktors bestätigt"))
OBJECTED = trail.register("factor_reset.objected", gettext_lazy("Zurücksetzen des zweiten Faktors abgelehnt"))
WITHDRAWN = trail.register("factor_reset.withdrawn", gettext_lazy("Zurücksetzen des zweiten Faktors zurückgenommen"))


def waiting() -> "QuerySet[FactorReset]":
    """Requests that can still be confirmed, the oldest first."""
    open_requests = FactorReset.objects.filter(state=State.OPEN, expires_at__gt=timezone.now(), user__is_active=True)
    return open_requests.select_related("user", "requested_by").order_by("requested_at")


@transaction.atomic
def request_reset(user: User, *, by: User) -> FactorReset:
    """Opens a request and tells the person, with a link to object. ValidationError says why it cannot be."""
    if not factors.confirmed(user):
        raise ValidationError(_("Für dieses Konto ist kein zweiter Faktor eingerichtet; ein neuer Link genügt."))
    now = timezone.now()
    # Only one may be open, and one that ran out unseen would stand in the way for good.
    FactorReset.objects.filter(user=user, state=State.OPEN, expires_at__lte=now).update(
        state=State.WITHDRAWN, ended_at=now
    )
    secret = secrets.token_urlsafe(32)
    reset = FactorReset(user=user, requested_by=by, requested_at=now, expires_at=now + LIFETIME)
    reset.digest = invitations.digest(secret)
    reset.validate_constraints()
    reset.save(force_insert=True)
    trail.record(REQUESTED, by, about=("user", user.pk))
    link = mail.link("portal:open_objection", secret)
    mail.send_on_commit("portal/mail/factor_reset_requested.txt", [user], {"link": link})
    alerts.tell(user)
    return reset


@transaction.atomic
def confirm(reset: FactorReset, *, by: User) -> None:
    """Removes every factor, ends the sessions and mails the link for a new one. ValidationError says why it cannot be."""
    # Locked, so that of a confirmation and an objection at the same moment the first one counts.
    locked = waiting().select_for_update(of=("self",)).filter(pk=reset.pk).first()
    if locked is None:
        raise ValidationError(_("Der Antrag ist schon beendet oder abgelaufen."))
    second_person.require_fit(by, locked.requested_by)
    locked.state, locked.confirmed_by, locked.ended_at = State.DONE, by, timezone.now()
    locked.validate_constraints()
    try:
        with transaction.atomic():
            locked.save(update_fields=["state", "confirmed_by", "ended_at"])
    except IntegrityError:
        raise ValidationError(_("Bestätigen muss eine zweite Person, und nicht die betroffene.")) from None
    trail.record(CONFIRMED, by, about=("user", locked.user_id))
    factor_actions.remove_all(locked.user, by=by)
    # Whoever has the password could go on in a session that was verified before.
    sessions.end_all(locked.user)
    factor_actions.send_link(locked.user, by=by)
    alerts.tell(locked.user)


@transaction.atomic
def withdraw(reset: FactorReset, *, by: User) -> bool:
    """By an administrator; False if it had ended before."""
    return end(reset, State.WITHDRAWN, WITHDRAWN, by)


@transaction.atomic
def object_to(reset: FactorReset) -> bool:
    """By the person, with the link from the mail; False if it had ended before."""
    return end(reset, State.OBJECTED, OBJECTED, reset.user)


def end(reset: FactorReset, state: FactorReset.State, action: str, by: User) -> bool:
    if not FactorReset.objects.filter(pk=reset.pk, state=State.OPEN).update(state=state, ended_at=timezone.now()):
        return False
    trail.record(action, by, about=("user", reset.user_id))
    mail.send_on_commit("portal/mail/factor_reset_ended.txt", [reset.user], {"page": mail.link("portal:account")})
    alerts.tell(reset.user)
    return True


def by_secret(secret: str) -> FactorReset | None:
    return waiting().filter(digest=invitations.digest(secret)).first()
