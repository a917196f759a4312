"""Where nobody, or more than one, is responsible on some day (F21)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directory.models import Coverage, Municipality, Service, TargetGroup
from directory.periods import Held, Stretch, faults


@dataclass(frozen=True)
class Fault:
    """Days in a row without a responsible organisation, or with several of them."""

    municipality: Municipality
    service: Service
    group: TargetGroup | None
    stretch: Stretch
    organisations: tuple[str, ...] = ()


def coverage_faults(first: dt.date, last: dt.date, services: Sequence[Service] | None = None) -> Iterator[Fault]:
    """All of them between two days, both included, by municipality, service and day: four queries at most."""
    if services is None:
        services = list(Service.objects.prefetch_related("target_groups"))
    rows: dict[tuple[int, int], list[Coverage]] = defaultdict(list)
    for row in Coverage.objects.overlapping(first, last).select_related("organisation").order_by("pk"):
        rows[row.municipality_id, row.service_id].append(row)
    for municipality in Municipality.objects.overlapping(first, last):
        # Before it was founded and after it has gone up in another one nothing is missing.
        window = max(first, municipality.valid_from or first), min(last, municipality.valid_until or last)
        for service in services:
            mine = rows[municipality.pk, service.pk]
            for group in groups_of(service):
                yield from faults_of(municipality, service, group, mine, window)


def groups_of(service: Service) -> Sequence[TargetGroup | None]:
    """For whom somebody has to be responsible: each target group, or everybody at once."""
    groups: Sequence[TargetGroup | None] = list(service.target_groups.all())
    return groups or [None]


def faults_of(
    municipality: Municipality,
    service: Service,
    group: TargetGroup | None,
    rows: Sequence[Coverage],
    window: tuple[dt.date, dt.date],
) -> Iterator[Fault]:
    mine = {row.pk: row for row in rows if group is None or row.target_group_id in {None, group.pk}}
    held = [Held(row.pk, row.valid_from, row.valid_until) for row in mine.values()]
    for stretch in faults(held, *window):
        # Two at once are a mistake with every service, nobody only where somebody is expected.
        if stretch.is_overlap or service.is_expected_everywhere:
            names = tuple(row.organisation.name for pk, row in mine.items() if pk in stretch.keys)
            yield Fault(municipality, service, group, stretch, names)
