"""Both sides learn that a consent has ended."""

from collections.abc import Iterable

from cases.access import Actor
from cases.models import Consent, Holding, PrintoutCheck, Referral
from cases.referrals.notifications import something_waits
from cases.referrals.queries import receivers_of
from portal import mail
from portal.models import User
from portal.navigation import reverse_or_none


def tell_ended(consent: Consent, referrals: Iterable[Referral], by: Actor | None) -> None:
    """`referrals` are those the receivers could read until now. Whoever did it knows of it, and hears nothing."""
    told = {by.user.pk} if by else set()
    holders = Holding.objects.unrestricted().current().filter(record=consent.record_id)
    page = mail.link("cases:consent", consent.record_id, consent.pk)
    tell(User.objects.filter(pk__in=holders.values("user"), is_active=True), page, told)
    for referral in referrals:
        check = PrintoutCheck.objects.unrestricted().filter(referral=referral).first()
        page = mail.link("cases:printouts", check.pk) if check else inbox()
        in_charge = check.user if check else referral.taken_by
        tell([in_charge] if in_charge else receivers_of(referral), page, told)


def inbox() -> str:
    return mail.link("cases:inbox") if reverse_or_none("cases:inbox") else mail.link("cases:records")


def tell(people: Iterable[User], page: str, told: set[int]) -> None:
    """One mail to each, whatever number of cases it is about."""
    new = [person for person in people if person.pk not in told]
    told.update(person.pk for person in new)
    something_waits(new, page)
