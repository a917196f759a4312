"""What time does to requests: they take place, lapse, are reminded of, and their data are deleted. Each may run twice."""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.holidays import public_holidays
from pages.job_shadowing import notifications, states
from pages.job_shadowing.request_actions import carry_out
from pages.models import ShadowingCount, ShadowingRequest, ShadowingSlot
from portal import conf
from portal.audit import trail

PURGED = trail.register("job_shadowing.purge", _("Hospitation: Daten nach Frist gelöscht"), ("requests",))
SATURDAY = 5


def kept_since() -> dt.datetime:
    """What ended before that moment goes."""
    return timezone.now() - dt.timedelta(days=conf.get("JOB_SHADOWING_KEEP_DAYS"))


def close_passed() -> int:
    """Confirmed ones have taken place once they are over; undecided ones lapse when their time begins, or nobody cares for them."""
    now = timezone.now()
    forgotten = Q(state__in=states.UNANSWERED, slot=None, changed_at__lt=kept_since())
    over = Q(state=states.CONFIRMED, ends_at__lte=now)
    undecided = Q(state__in=states.UNANSWERED, slot__starts_at__lte=now)
    ended = over | undecided | forgotten
    found = list(ShadowingRequest.objects.filter(ended).values_list("pk", flat=True))
    return sum(close(pk, ended) for pk in found)


@transaction.atomic
def close(pk: UUID, still: Q) -> bool:
    rows = ShadowingRequest.objects.filter(still, pk=pk).select_related("guest", "offer", "slot")
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        return False
    step = states.BY_NAME["complete" if row.state == states.CONFIRMED else "lapse"]
    carry_out(row, step, None)
    notifications.tell_guest(row)
    if step.name == "complete":
        notifications.tell(notifications.hosts_of(row), row)
    return True


def remind() -> int:
    """Once, on the last working day before the visit."""
    now = timezone.now()
    until = timezone.make_aware(dt.datetime.combine(next_working_day(timezone.localdate()), dt.time.max))
    coming = Q(state=states.CONFIRMED, reminded_at=None, starts_at__gt=now, starts_at__lte=until)
    found = list(ShadowingRequest.objects.filter(coming).values_list("pk", flat=True))
    return sum(remind_of(pk, coming) for pk in found)


@transaction.atomic
def remind_of(pk: UUID, still: Q) -> bool:
    rows = ShadowingRequest.objects.filter(still, pk=pk).select_related("guest", "offer")
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        return False
    ShadowingRequest.objects.filter(pk=pk).update(reminded_at=timezone.now())
    notifications.remind(row)
    return True


def next_working_day(day: dt.date) -> dt.date:
    following = day + dt.timedelta(days=1)
    while following.weekday() >= SATURDAY or following in public_holidays(following):
        following += dt.timedelta(days=1)
    return following


@transaction.atomic
def purge() -> int:
    """Deletes requests whose time has run out; of visits the numbers stay, by day and organisations."""
    limit = kept_since()
    ended = Q(ends_at__lt=limit) | Q(ends_at=None, changed_at__lt=limit)
    locked = ShadowingRequest.objects.filter(ended, state__in=states.CLOSED).select_for_update(of=("self",))
    keys = list(locked.values_list("pk", flat=True))
    rows = ShadowingRequest.objects.filter(pk__in=keys)
    # Seats that were given up before the visit have an end, too: only visits are counted.
    keep_counts(rows.filter(state=states.COMPLETED))
    rows.delete()
    ShadowingSlot.objects.filter(ends_at__lt=limit, requests=None).delete()
    if keys:
        trail.record(PURGED, None, details={"requests": len(keys)})
    return len(keys)


def keep_counts(visits: QuerySet[ShadowingRequest]) -> None:
    found = (
        visits.annotate(day=TruncDate("starts_at"))
        .values_list("offer__organisation", "organisation", "day")
        .annotate(number=Count("pk"))
        .order_by()
    )
    for host, guest, day, number in found:
        row, _is_new = ShadowingCount.objects.get_or_create(
            host_id=host, guest_id=guest, day=day, defaults={"number": 0}
        )
        ShadowingCount.objects.filter(pk=row.pk).update(number=F("number") + number)
