"""The municipalities as the gazetteer needs them, kept in memory until one of them changes."""

from collections import defaultdict

from django.db.models import CharField, Value
from django.db.models.functions import Cast
from django.http import HttpRequest

from directory.gazetteer import Gazetteer, Town, gazetteer
from directory.models import Municipality, PlaceName, Postcode, Succession
from portal import page_cache


def known(request: HttpRequest) -> Gazetteer:
    return page_cache.get_or_build(page_cache.version_of(request), "directory-gazetteer", read)


def read() -> Gazetteer:
    """Everything by name: two queries."""
    beside: dict[tuple[str, int], list[str]] = defaultdict(list)
    # Three small tables in one query: each trip to the database costs more than the rows.
    rows = (
        Postcode.objects.order_by()
        .values_list("municipality_id", Value("code"), "code")
        .union(PlaceName.objects.order_by().values_list("municipality_id", Value("name"), "name"))
        .union(
            Succession.objects.order_by().values_list(
                "predecessor_id", Value("next"), Cast("successor_id", CharField())
            )
        )
    )
    for pk, kind, text in rows:
        beside[kind, pk].append(text)
    towns = gazetteer(
        Town(
            pk=row.pk,
            ags=row.ags,
            name=row.name,
            kind=row.kind,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            successors=tuple(sorted(int(pk) for pk in beside["next", row.pk])),
            postcodes=tuple(sorted(beside["code", row.pk])),
            places=tuple(sorted(beside["name", row.pk])),
        )
        for row in Municipality.objects.all()
    )
    towns.names  # noqa: B018 - worked out once and kept with the rest
    return towns
