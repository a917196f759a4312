"""What becomes of the people of a date: their rows are deleted so many days after it, numbers by organisation stay (F31)."""

import datetime as dt
from collections import Counter

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.models import EventDate, Registration, SeatCount
from pages.registration import states
from portal import conf
from portal.audit import trail

PURGED = trail.register("events.participants_deleted", _("Teilnehmende eines Termins gelöscht"), ("number",))


def purge() -> int:
    """Returns how many rows are gone. Safe to repeat."""
    over = timezone.now() - dt.timedelta(days=conf.get("PARTICIPANT_DAYS"))
    dates = EventDate.objects.filter(ends_at__lt=over, registrations__isnull=False).distinct()
    return sum(purge_date(date) for date in dates.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def purge_date(pk: int) -> int:
    """Counting and deleting under the date's lock, or somebody added between the two would be lost uncounted."""
    date = EventDate.objects.select_for_update().get(pk=pk)
    rows = Registration.objects.filter(date=date)
    booked = Counter(rows.filter(state__in=states.IN_CALENDAR).values_list("organisation", flat=True))
    attended = Counter(rows.filter(state=states.ATTENDED).values_list("organisation", flat=True))
    for organisation, number in booked.items():
        count, _is_new = SeatCount.objects.get_or_create(
            date=date, organisation_id=organisation, defaults={"booked": 0, "attended": 0}
        )
        SeatCount.objects.filter(pk=count.pk).update(
            booked=F("booked") + number, attended=F("attended") + attended[organisation]
        )
    deleted = rows.count()
    rows.delete()
    trail.record(PURGED, about=("event_date", date.pk), details={"number": deleted})
    return deleted
