"""Who may be the second of two: an administrator of some standing, and neither of the two by the other's hand (R63).

Who gave whom a role, and when, is read from the trail: it cannot be changed afterwards, and older portals have it, too.
"""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.identity import account_actions, roles
from portal.identity.auth import OrganisationRole, PortalRole
from portal.models import AuditEvent, User

NEWCOMER = dt.timedelta(days=14)
FIRST_DAY = dt.timedelta(days=1)
EXEMPT = 2
# With one of these somebody asks for a reset or confirms it.
HANDS = frozenset({PortalRole.ADMINISTRATOR.value, OrganisationRole.ORGANISATION_ADMIN.value})


def require_fit(second: User, first: User | None) -> None:
    """ValidationError unless `second` may confirm what `first` has asked for."""
    if not roles.is_administrator(second):
        raise ValidationError(_("Bestätigen kann nur die Portalverwaltung."))
    exempt = first_of_all()
    if second.pk not in exempt and timezone.now() - since(second) < NEWCOMER:
        raise ValidationError(_("Bestätigen kann nur, wer seit mindestens 14 Tagen zur Portalverwaltung gehört."))
    # Somebody who asked and whose account is gone cannot be looked up; then nobody knows whose hand it was.
    if first is None or (not {first.pk, second.pk} <= exempt and are_of_one_hand(first, second)):
        raise ValidationError(_("Bestätigen muss jemand, den die beantragende Person nicht selbst eingesetzt hat."))


def is_fit(second: User, first: User | None) -> bool:
    try:
        require_fit(second, first)
    except ValidationError:
        return False
    return True


def since(user: User) -> dt.datetime:
    """When somebody became an administrator; whoever the operator made one has been it from the beginning."""
    given = [event.at for event in hands_on(user) if PortalRole.ADMINISTRATOR.value in given_by(event)]
    return max(given, default=user.date_joined)


def first_of_all() -> set[int]:
    """The two of the first day: the first administrator cannot but make the second one."""
    joined = User.objects.aggregate(first=Min("date_joined"))["first"]
    noted = AuditEvent.objects.aggregate(first=Min("at"))["first"]
    end = min(moment for moment in (joined, noted, timezone.now()) if moment) + FIRST_DAY
    eldest = sorted((since(user), user.pk) for user in roles.administrators())[:EXEMPT]
    return {pk for moment, pk in eldest if moment <= end}


def are_of_one_hand(one: User, other: User) -> bool:
    """Whether one of them was invited or given a role by the other, also over others in between."""
    return other.pk in makers(one) or one.pk in makers(other)


def makers(user: User) -> set[int]:
    """Everybody by whose hand somebody is what they are, directly or not."""
    known: set[int] = set()
    to_ask = [user.pk]
    while to_ask:
        hands = {event.actor_id for event in hands_on_number(to_ask.pop()) if event.actor_id}
        to_ask += hands - known - {user.pk}
        known |= hands
    return known - {user.pk}


def hands_on(user: User) -> list[AuditEvent]:
    return hands_on_number(user.pk)


def hands_on_number(pk: int) -> list[AuditEvent]:
    """The invitations of a person, and what gave them a role in which they could ask or confirm."""
    about = AuditEvent.objects.filter(object_type="user", object_id=str(pk), outcome=AuditEvent.Outcome.DONE)
    events = about.filter(Q(action=account_actions.INVITED) | Q(details__has_key="given")).order_by("pk")
    return [event for event in events if event.action == account_actions.INVITED or given_by(event) & HANDS]


def given_by(event: AuditEvent) -> set[str]:
    return set(str(event.details.get("given", "")).split(", "))
