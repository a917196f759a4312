"""Writes about the catalogue: shipped, copied, changed, published. What is published stays as it is."""

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from cases.access import Actor
from cases.indicators import trail
from cases.indicators.errors import Refused
from cases.models import Indicator, IndicatorItem, IndicatorSet
from portal.audit.trail import record

FILE = Path(__file__).resolve().parent / "catalogue.toml"
COPIED = (
    "key",
    "name",
    "kind",
    "unit",
    "definition",
    "clause",
    "section",
    "source",
    "is_required",
    "lowest",
    "highest",
    "change_percent",
    "part_of",
    "sort_order",
)
KEY_LENGTH = 40


@transaction.atomic
def ship() -> None:
    """The first catalogue of a portal; does nothing where there is any."""
    if IndicatorSet.objects.exists():
        return
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    catalogue = IndicatorSet.objects.create(
        name=data["name"],
        version=data["version"],
        valid_from=data["valid_from"],
        note=data["note"],
        published_at=timezone.now(),
    )
    for place, row in enumerate(data["indicators"]):
        fields = {name: row[name] for name in COPIED if name in row}
        indicator = Indicator.objects.create(
            catalogue=catalogue, is_required=row.get("required", True), sort_order=place, **fields
        )
        set_items(indicator, IndicatorItem.Axis.ROW, row.get("rows", ()))
        set_items(indicator, IndicatorItem.Axis.COLUMN, row.get("columns", ()))


def set_items(indicator: Indicator, axis: str, items: Sequence[Sequence[str]]) -> None:
    """Replaces the list; an item of the same key stays the same one."""
    known = {item.key: item for item in indicator.items.filter(axis=axis)}
    for place, (key, name) in enumerate(items):
        item = known.pop(key, None) or IndicatorItem(indicator=indicator, axis=axis, key=key)
        item.name, item.sort_order = name, place
        item.save()
    for gone in known.values():
        gone.delete()


@transaction.atomic
def copy_catalogue(*, source: IndicatorSet, version: str, valid_from: dt.date, by: Actor) -> IndicatorSet:
    """A version to be changed; keys stay, so that a figure can be compared over versions."""
    made = IndicatorSet.objects.create(
        name=source.name, version=version, valid_from=valid_from, allows_estimates=source.allows_estimates
    )
    for indicator in source.indicators.prefetch_related("items"):
        copy = Indicator.objects.create(catalogue=made, **{name: getattr(indicator, name) for name in COPIED})
        IndicatorItem.objects.bulk_create(
            IndicatorItem(indicator=copy, axis=item.axis, key=item.key, name=item.name, sort_order=item.sort_order)
            for item in indicator.items.all()
        )
    record(trail.CATALOGUE_COPIED, by.user, about=("indicator_set", made.pk), details={"version": version})
    return made


def held_draft(catalogue: IndicatorSet) -> IndicatorSet:
    """Refused for a published one: a report must stay what it was."""
    row: IndicatorSet = IndicatorSet.objects.select_for_update().get(pk=catalogue.pk)
    if row.published_at is not None:
        raise Refused(_("Diese Fassung ist veröffentlicht und bleibt, wie sie ist. Bitte legen Sie eine neue an."))
    return row


@transaction.atomic
def change_catalogue(*, catalogue: IndicatorSet, fields: Mapping[str, Any], by: Actor) -> None:
    row = held_draft(catalogue)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    record(trail.CATALOGUE_CHANGED, by.user, about=("indicator_set", row.pk), details={"version": row.version})


@transaction.atomic
def save_indicator(
    *,
    indicator: Indicator,
    rows: Sequence[Sequence[str]],
    columns: Sequence[Sequence[str]],
    by: Actor,
) -> None:
    """`indicator` carries the values to be stored; a new one gets a key of its name."""
    catalogue = held_draft(indicator.catalogue)
    if not indicator.key:
        indicator.key = free_key(catalogue, indicator.name)
    if indicator.pk is None:
        last = catalogue.indicators.aggregate(last=Max("sort_order"))["last"]
        indicator.sort_order = 0 if last is None else last + 1
    indicator.save()
    set_items(indicator, IndicatorItem.Axis.ROW, rows)
    set_items(indicator, IndicatorItem.Axis.COLUMN, columns)
    record(
        trail.CATALOGUE_CHANGED,
        by.user,
        about=("indicator_set", catalogue.pk),
        details={"version": catalogue.version, "indicator": indicator.key},
    )


@transaction.atomic
def remove_indicator(*, indicator: Indicator, by: Actor) -> None:
    catalogue = held_draft(indicator.catalogue)
    record(
        trail.CATALOGUE_CHANGED,
        by.user,
        about=("indicator_set", catalogue.pk),
        details={"version": catalogue.version, "indicator": indicator.key},
    )
    indicator.delete()


@transaction.atomic
def publish_catalogue(*, catalogue: IndicatorSet, by: Actor) -> None:
    row = held_draft(catalogue)
    problems = incomplete(row)
    if problems:
        raise Refused(problems)
    row.published_at, row.published_by = timezone.now(), by.user
    row.save(update_fields=["published_at", "published_by"])
    record(trail.CATALOGUE_PUBLISHED, by.user, about=("indicator_set", row.pk), details={"version": row.version})


def incomplete(catalogue: IndicatorSet) -> list[str]:
    """Why it cannot be filled in as it is."""
    indicators = list(catalogue.indicators.prefetch_related("items"))
    problems = [] if indicators else [str(_("Der Katalog hat noch keine Kennzahl."))]
    for one in indicators:
        axes = {item.axis for item in one.items.all()}
        needed = {"breakdown": {"row"}, "matrix": {"row", "column"}}.get(one.kind, set())
        if needed - axes:
            problems.append(str(_("„%(name)s“ braucht noch Zeilen oder Spalten.")) % {"name": one.name})
    return problems


def free_key(catalogue: IndicatorSet, name: str) -> str:
    taken = set(catalogue.indicators.values_list("key", flat=True))
    return next_free(key_from(name), taken)


def key_from(name: str) -> str:
    plain = name.lower()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        plain = plain.replace(umlaut, letters)
    return slugify(plain)[:KEY_LENGTH].strip("-") or "punkt"


def next_free(key: str, taken: set[str]) -> str:
    number, free = 1, key
    while free in taken:
        number += 1
        free = f"{key[: KEY_LENGTH - 4]}-{number}"
    return free
