"""Sums of strokes and of what other parts count, as the form takes them over: by indicator, row and column (F62). Never by person."""

from dataclasses import dataclass, field

from django.db.models import Count, Sum

from cases.models import CountedClient, Indicator, Submission, Tally
from portal import counted

Place = tuple[str, str, str]  # keys of indicator, row, column; "" where there is none
Source = Indicator.Source


@dataclass(frozen=True)
class Sums:
    """`values` only holds what was counted at least once: no stroke is no answer, not zero (F55)."""

    values: dict[Place, int] = field(default_factory=dict)

    def of(self, indicator: str, row: str = "", column: str = "") -> int | None:
        return self.values.get((indicator, row, column))


def sums_of(submission: Submission, indicators: list[Indicator]) -> Sums:
    """Two queries, whatever the catalogue, and what each other source needs that is named in it."""
    strokes = list(strokes_of(submission))
    clients = counted_of(submission)
    found: dict[Place, int] = {}
    for one in indicators:
        if one.source in {Source.PERSONS, Source.FAMILIES}:
            counts = Tally.Counts.PERSON if one.source == Source.PERSONS else Tally.Counts.FAMILY
            if clients.get(counts):
                found[one.key, "", ""] = clients[counts]
        elif one.source in Source.values and one.source:
            add_strokes(found, one, strokes)
    return Sums(found | counted_elsewhere(submission, indicators))


def counted_elsewhere(submission: Submission, indicators: list[Indicator]) -> dict[Place, int]:
    """Other parts know organisations, no places of work: a report of one place is not filled with the number of them all."""
    sources = {one.key: one.source for one in indicators if one.source not in Source.values and is_plain(one)}
    if submission.site_id is not None or not sources:
        return {}
    period = submission.period
    numbers = counted.numbers(sources.values(), submission.organisation_id, period.first_day, period.last_day)
    return {(key, "", ""): numbers[source] for key, source in sources.items() if source in numbers}


def is_plain(indicator: Indicator) -> bool:
    return bool(indicator.kind == Indicator.Kind.NUMBER)


def add_strokes(found: dict[Place, int], indicator: Indicator, strokes: list[tuple[str, str, str, int]]) -> None:
    for talk, topic, form, number in strokes:
        is_networking = talk == Tally.Talk.NETWORKING
        if is_networking != (indicator.source == Source.NETWORKING):
            continue
        row, column = "", ""
        if indicator.source == Source.CONTACTS:
            row, column = topic, form
        elif is_networking:
            row = form
        place = (indicator.key, row, column)
        found[place] = found.get(place, 0) + number


def strokes_of(submission: Submission) -> list[tuple[str, str, str, int]]:
    period = submission.period
    rows = Tally.objects.unrestricted().filter(
        organisation=submission.organisation_id, day__gte=period.first_day, day__lte=period.last_day
    )
    if submission.site_id is not None:
        rows = rows.filter(site=submission.site_id)
    summed = rows.order_by().values_list("talk", "topic", "form").annotate(total=Sum("number"))
    return [(talk, topic, form, total) for talk, topic, form, total in summed]


def counted_of(submission: Submission) -> dict[str, int]:
    rows = CountedClient.objects.unrestricted().filter(
        period=submission.period_id, organisation=submission.organisation_id
    )
    if submission.site_id is not None:
        rows = rows.filter(site=submission.site_id)
    return dict(rows.order_by().values_list("counts").annotate(total=Count("pk")))
