"""Who is told when an answer is due: whoever works on it, then the deputy, then the county's coordination; each once (F49)."""

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from cases.access import actor
from cases.models import Referral
from cases.referrals import deadlines, referral_notifications, states
from cases.referrals.notifications import something_waits
from cases.referrals.queries import people_in_charge
from directory.holidays import working_days_after
from directory.models import Deputy, Membership
from directory.models.people import away_until
from directory.models.validity import holds_on
from portal import mail
from portal.identity.auth import OrganisationRole, PortalRole
from portal.models import User

AFTER_DEPUTY = 2  # working days that the deputy has before the coordination hears of it


@transaction.atomic
def send_reminders() -> dict[str, int]:
    """How many were told of at each step. May run as often as one likes: each step is marked and happens once for a deadline."""
    now = timezone.now()
    unanswered = Referral.objects.unrestricted().readable().filter(state__in=states.UNANSWERED, due_at__isnull=False)
    # Held in the order of whoever ends several at once, and told of in that of their days.
    held = list(unanswered.select_for_update(of=("self",)).order_by("pk"))
    rows = sorted(held, key=lambda row: (row.due_at, row.pk))
    counts = {"reminded": 0, "deputy": 0, "coordinator": 0}
    for row in rows:
        counts["reminded"] += remind(row, now)
        counts["deputy"] += tell_deputy(row, now)
    counts["coordinator"] = tell_coordination([row for row in rows if is_for_coordination(row, now)], now)
    return counts


def remind(row: Referral, now: dt.datetime) -> bool:
    """On the last working day before the last day, so that nobody hears of it on a Saturday for the first time."""
    if row.due_at is None or row.due_at < now or row.reminded_at is not None:
        return False
    last_day = row.due_at.astimezone(deadlines.BERLIN).date()
    today = now.astimezone(deadlines.BERLIN).date()
    if working_days_after(today, 1) < last_day:
        return False
    mark(row, "reminded_at", now)
    referral_notifications.tell(people_in_charge(row, "receiver"), row)
    return True


def tell_deputy(row: Referral, now: dt.datetime) -> bool:
    if row.due_at is None or row.due_at >= now or row.deputy_told_at is not None:
        return False
    mark(row, "deputy_told_at", now)
    referral_notifications.tell(deputies(row), row)
    return True


def deputies(row: Referral) -> Iterable[User]:
    """The first deputy at hand of each in charge, if that person can open it; where nobody can, whoever leads there."""
    today = timezone.localdate()
    charge = people_in_charge(row, "receiver")
    links = (
        Deputy.objects.filter(holds_on(today, "position__"), holds_on(today, "deputy__"))
        .filter(position__person__user__in=charge, position__organisation=row.receiver_id)
        .annotate(deputy_away=away_until("deputy__person", today))
        .filter(deputy_away=None, deputy__organisation=row.receiver_id, deputy__person__user__isnull=False)
        .order_by("position", "sort_order", "pk")
    )
    first: dict[int, int] = {}
    for position, user in links.values_list("position", "deputy__person__user"):
        first.setdefault(position, user)
    found = [user for user in User.objects.filter(pk__in=set(first.values()), is_active=True) if may_open(user, row)]
    if found:
        return found
    leading = Membership.objects.filter(organisation=row.receiver_id, role=OrganisationRole.SUPERVISOR)
    return User.objects.filter(pk__in=leading.values("user"), is_active=True)


def may_open(user: User, row: Referral) -> bool:
    return bool(Referral.objects.incoming(actor(user)).filter(pk=row.pk).exists())


def is_for_coordination(row: Referral, now: dt.datetime) -> bool:
    if row.due_at is None or row.coordinator_told_at is not None or row.deputy_told_at is None:
        return False
    last_day = working_days_after(row.due_at.astimezone(deadlines.BERLIN).date(), AFTER_DEPUTY)
    return deadlines.end_of(last_day) < now


def tell_coordination(rows: list[Referral], now: dt.datetime) -> int:
    """One mail for all of them, with a link to where it says at which organisation something waits, and never what."""
    for row in rows:
        mark(row, "coordinator_told_at", now)
    if rows and Group.objects.filter(name=PortalRole.COORDINATOR).exists():
        people = User.objects.filter(groups__name=PortalRole.COORDINATOR, is_active=True)
        something_waits(people, mail.link(referral_notifications.WAITING))
    return len(rows)


def mark(row: Referral, field: str, now: dt.datetime) -> None:
    setattr(row, field, now)
    row.save(update_fields=[field])
