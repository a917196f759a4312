"""Reads that several pages need."""

from dataclasses import dataclass, field

from cases.indicators import states
from cases.indicators.places import Key, RowPlace
from cases.models import Answer, Indicator, IndicatorItem, ReportingPeriod, Submission


@dataclass(frozen=True)
class Catalogue:
    """A version with its lists, ready to be walked."""

    indicators: tuple[Indicator, ...]
    rows: dict[str, tuple[IndicatorItem, ...]]
    columns: dict[str, tuple[IndicatorItem, ...]]
    allows_estimates: bool = False

    def places_of(self, indicator: Indicator) -> list[RowPlace]:
        columns = tuple(item.key for item in self.columns[indicator.key]) or ("",)
        rows = [item.key for item in self.rows[indicator.key]] or [""]
        return [RowPlace(indicator.key, row, columns) for row in rows]

    def items(self, key: Key) -> tuple[Indicator, IndicatorItem | None, IndicatorItem | None]:
        indicator = next(one for one in self.indicators if one.key == key[0])
        row = next((item for item in self.rows[key[0]] if item.key == key[1]), None)
        column = next((item for item in self.columns[key[0]] if item.key == key[2]), None)
        return indicator, row, column

    def label_of(self, key: Key) -> str:
        return ": ".join(str(one.name) for one in self.items(key) if one is not None)


def catalogue_of(period: ReportingPeriod) -> Catalogue:
    """Three queries."""
    indicators = tuple(Indicator.objects.filter(catalogue=period.catalogue_id).prefetch_related("items"))
    allows = Indicator.objects.filter(catalogue=period.catalogue_id, catalogue__allows_estimates=True).exists()
    listed = {one.key: list(one.items.all()) for one in indicators}
    return Catalogue(
        indicators,
        {key: tuple(item for item in items if item.axis == "row") for key, items in listed.items()},
        {key: tuple(item for item in items if item.axis == "column") for key, items in listed.items()},
        allows,
    )


def answers_of(submission: Submission) -> dict[Key, Answer]:
    """By their place; for a submission that was found for the person."""
    rows = Answer.objects.unrestricted().filter(submission=submission).select_related("indicator", "row", "column")
    return {key_of(row): row for row in rows}


def key_of(answer: Answer) -> Key:
    return (
        answer.indicator.key,
        answer.row.key if answer.row is not None else "",
        answer.column.key if answer.column is not None else "",
    )


@dataclass(frozen=True)
class Before:
    """The period before, as it was delivered: sums of rows that have numbers."""

    name: str = ""
    sums: dict[tuple[str, str], int] = field(default_factory=dict)

    def of(self, place: RowPlace) -> int | None:
        return self.sums.get((place.indicator, place.row))


def before(submission: Submission) -> Before:
    """Of the same reporter, the last period of the kind that ended earlier; compared by keys, over versions of the catalogue."""
    earlier = (
        Submission.objects.unrestricted()
        .filter(
            organisation=submission.organisation_id,
            site=submission.site_id,
            period__kind=submission.period.kind,
            period__last_day__lt=submission.period.first_day,
            state__in=states.DELIVERED,
        )
        .select_related("period")
        .order_by("-period__last_day")
        .first()
    )
    if earlier is None:
        return Before()
    sums: dict[tuple[str, str], int] = {}
    for (indicator, row, _column), answer in answers_of(earlier).items():
        if answer.number is not None:
            sums[indicator, row] = sums.get((indicator, row), 0) + answer.number
    return Before(earlier.period.name, sums)
