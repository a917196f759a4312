"""What people do to their own password and address. Each act is an event, and the person is told."""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from portal import mail
from portal.audit import trail
from portal.identity import invitations, sessions
from portal.identity.accounts import about, by_address
from portal.identity.invitations import Purpose
from portal.models import Invitation, PasswordRequest, User
from portal.requests import limits

PASSWORD_CHANGED = trail.register("account.password", gettext_lazy("Kennwort geändert"), ("by_link",))
PASSWORD_LINK_SENT = trail.register("account.password_link", gettext_lazy("Link für neues Kennwort verschickt"))
ADDRESS_REQUESTED = trail.register("account.address_link", gettext_lazy("Neue E-Mail-Adresse angegeben"))
ADDRESS_CHANGED = trail.register("account.address", gettext_lazy("E-Mail-Adresse geändert"))
DAY = 24 * 60 * 60
LINKS_A_DAY = 5


@transaction.atomic
def change_password(user: User, password: str, *, by_link: bool = False, keep_session: str = "") -> None:
    """Ends all other sessions and every link that would set a password, and tells the person (R13)."""
    user.set_password(password)
    user.save(update_fields=["password"])
    # Whoever has read the mail of an earlier link must not set the next password with it.
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
def request_password_link(address: str) -> None:
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
        # Looked up in the queue: the page takes the same time for every address, known or not.
        user = by_address(request.address)
        request.delete()
        if user is not None and user.is_active and not limits.seconds_to_wait(f"password:{user.pk}", LINKS_A_DAY, DAY):
            secret = invitations.issue(user, Purpose.PASSWORD)
            trail.record(PASSWORD_LINK_SENT, about=about(user))
            link = mail.link("portal:open_password_link", secret)
            mail.send_on_commit("portal/mail/password_link.txt", [user], {"link": link})


@transaction.atomic
def request_address_change(user: User, address: str) -> None:
    """A link to the new address, a notice to the old one. An address that is taken gets nothing, and nobody learns that it is."""
    if limits.seconds_to_wait(f"address:{user.pk}", LINKS_A_DAY, DAY):
        raise ValidationError(
            _("Sie haben heute schon mehrere Links angefordert. Bitte versuchen Sie es morgen wieder.")
        )
    trail.record(ADDRESS_REQUESTED, user, about=about(user))
    # To the old address first: its owner learns of it even if somebody else is signed in.
    mail.send_on_commit("portal/mail/address_requested.txt", [user], {"page": mail.link("portal:account")})
    if by_address(address) is None:
        secret = invitations.issue(user, Purpose.EMAIL, by=user, address=address.strip().lower())
        to = mail.Recipient(address, user.get_full_name(), user)
        mail.send_on_commit(
            "portal/mail/address_link.txt", [to], {"link": mail.link("portal:open_address_link", secret)}
        )
    else:
        # The same as for a free address: what was on its way is void.
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
    # That link went to the old address, which may be somebody else's by now.
    Invitation.objects.filter(user=user, purpose=Purpose.PASSWORD, used_at=None).delete()
    trail.record(ADDRESS_CHANGED, user, about=about(user))
    mail.send_on_commit("portal/mail/address_changed.txt", [old], {})
    return True
