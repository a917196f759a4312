"""How many visits there were: of requests that are still there, and of those whose data are deleted. Numbers only."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate

from pages.job_shadowing import states
from pages.models import ShadowingCount, ShadowingRequest


def visits_made(organisations: Collection[int], first_day: dt.date, last_day: dt.date) -> Mapping[int, int]:
    """By the guests' organisation; one of which nobody has ever asked here is left out, for it may count elsewhere."""
    asked = ShadowingRequest.objects.filter(organisation__in=organisations).values_list("organisation", flat=True)
    counted = ShadowingCount.objects.filter(guest__in=organisations).values_list("guest", flat=True)
    found = Counter(dict.fromkeys({*asked.distinct(), *counted.distinct()}, 0))
    there = ShadowingRequest.objects.filter(organisation__in=organisations, state=states.COMPLETED)
    there = there.annotate(day=TruncDate("starts_at")).filter(day__gte=first_day, day__lte=last_day)
    found.update(dict(there.order_by().values_list("organisation").annotate(number=Count("pk"))))
    gone = ShadowingCount.objects.filter(Q(day__gte=first_day, day__lte=last_day), guest__in=organisations)
    found.update(dict(gone.order_by().values_list("guest").annotate(number=Sum("number"))))
    return found
