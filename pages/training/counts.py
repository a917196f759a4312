"""How many attendances there were, by the organisation somebody worked for on that day. Numbers only."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db.models import Count, F, Q

from directory.models import Position
from pages.models import TrainingRecord


def attended(organisations: Collection[int], first_day: dt.date, last_day: dt.date) -> Mapping[int, int]:
    """What the portal itself knows: entries made by hand are the person's own. Left out where nobody ever attended."""
    began = Q(valid_from=None) | Q(valid_from__lte=F("person__training_records__taken_on"))
    goes_on = Q(valid_until=None) | Q(valid_until__gte=F("person__training_records__taken_on"))
    rows = Position.objects.filter(
        began,
        goes_on,
        organisation__in=organisations,
        person__training_records__source=TrainingRecord.Source.ATTENDED,
    )
    taken = F("person__training_records__pk")
    within = Q(person__training_records__taken_on__gte=first_day, person__training_records__taken_on__lte=last_day)
    counted = rows.order_by().values("organisation").annotate(number=Count(taken, filter=within, distinct=True))
    return dict(counted.values_list("organisation", "number"))
