"""How many trainings people of an organisation have been to, for the figures it reports. Numbers only."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping

from django.db.models import Sum
from django.utils import timezone

from pages.models import EventPage, Registration, SeatCount
from pages.registration import states


def trainings_attended(organisations: Collection[int], first_day: dt.date, last_day: dt.date) -> Mapping[int, int]:
    """Whoever comes to several dates of one training counts once; of dates whose people are deleted, each date counts."""
    begin, end = midnight(first_day), midnight(last_day + dt.timedelta(days=1))
    trainings = {
        "organisation__in": organisations,
        "date__event__kind": EventPage.Kind.TRAINING,
        "date__starts_at__gte": begin,
        "date__starts_at__lt": end,
    }
    asked = Registration.objects.filter(organisation__in=organisations).order_by()
    counted = SeatCount.objects.filter(organisation__in=organisations)
    found = Counter(
        dict.fromkeys(
            {
                *asked.values_list("organisation", flat=True).distinct(),
                *counted.values_list("organisation", flat=True).distinct(),
            },
            0,
        )
    )
    there = Registration.objects.filter(state=states.ATTENDED, **trainings).order_by()
    people = there.values_list("organisation", "date__event", "person", "user", "guest_name").distinct()
    found.update(row[0] for row in people)
    gone = SeatCount.objects.filter(**trainings).order_by().values_list("organisation")
    found.update(dict(gone.annotate(number=Sum("attended"))))
    return found


def midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
