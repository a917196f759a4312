"""What can be tapped on a day: topics and forms of the catalogue that holds then."""

import datetime as dt
from dataclasses import dataclass

from cases.models import Indicator, IndicatorItem, IndicatorSet, ReportingPeriod

Source = Indicator.Source


@dataclass(frozen=True)
class Choice:
    key: str
    name: str


@dataclass(frozen=True)
class Choices:
    topics: tuple[Choice, ...] = ()
    forms: tuple[Choice, ...] = ()
    kinds: tuple[Choice, ...] = ()

    def keys(self, name: str) -> set[str]:
        return {choice.key for choice in getattr(self, name)}

    def name_of(self, key: str) -> str:
        every = (*self.topics, *self.forms, *self.kinds)
        return next((choice.name for choice in every if choice.key == key), key)


def choices_on(day: dt.date) -> Choices:
    catalogue = catalogue_on(day)
    if catalogue is None:
        return Choices()
    items = IndicatorItem.objects.filter(
        indicator__catalogue=catalogue, indicator__source__in=[Source.CONTACTS, Source.NETWORKING]
    ).select_related("indicator")
    found: dict[tuple[str, str], list[Choice]] = {}
    for item in items:
        found.setdefault((item.indicator.source, item.axis), []).append(Choice(item.key, item.name))
    return Choices(
        tuple(found.get((Source.CONTACTS, "row"), ())),
        tuple(found.get((Source.CONTACTS, "column"), ())),
        tuple(found.get((Source.NETWORKING, "row"), ())),
    )


def catalogue_on(day: dt.date) -> IndicatorSet | None:
    """The one of the half-year that the strokes will be reported for; without such a period, the newest that holds."""
    half_years = ReportingPeriod.objects.filter(
        kind=ReportingPeriod.Kind.HALF_YEAR, first_day__lte=day, last_day__gte=day
    )
    period = half_years.select_related("catalogue").first()
    if period is not None:
        return period.catalogue
    published = IndicatorSet.objects.published()
    valid = published.filter(valid_from__lte=day).order_by("-valid_from", "-pk")
    return valid.first() or published.order_by("valid_from", "pk").first()
