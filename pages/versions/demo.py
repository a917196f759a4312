"""The demo's documents get a past: an agreement with three versions, a guideline with one for each text it has had."""

import copy
import datetime as dt
import json
import tomllib
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from pages.events.recurrence import BERLIN
from pages.models import NormativePage, Version
from pages.versions.actions import text_of
from portal import page_cache

TOLD = Path(__file__).with_name("demo.toml")
FACTS = ("note", "reason", "decision", "is_major", "in_writing")


def told() -> dict[str, Any]:
    return tomllib.loads(TOLD.read_text(encoding="utf-8"))


def document(slug: str) -> NormativePage | None:
    return NormativePage.objects.filter(slug=slug, locale__language_code="de", live=True).first()


def is_loaded() -> bool:
    """Also where there is nothing to give a past to."""
    page = document(told()["slug"])
    return page is None or page.versions.count() > 1


@transaction.atomic
def load() -> None:
    rows = told()
    agreement, guideline = document(rows["slug"]), document(rows["guideline"]["slug"])
    if agreement is not None:
        give_past(agreement, rows["versions"])
    if guideline is not None:
        number_texts(guideline, rows["guideline"]["notes"])
    page_cache.renew()


def give_past(page: NormativePage, rows: list[dict[str, Any]]) -> None:
    """The text in force is the last row's; those before are made from it."""
    page.versions.all().delete()
    for number, row in enumerate(rows, start=1):
        day = row.get("effective_on") or timezone.localdate() - dt.timedelta(days=row["days"])
        revision = former_text(page, row["texts"], day) if "texts" in row else page.live_revision
        record(page, number, day, revision, row)


def former_text(page: NormativePage, texts: dict[str, str], day: dt.date) -> Revision:
    content = copy.deepcopy(page.live_revision.content)
    raw = [item for item in json.loads(content["sections"]) if texts.get(item["value"]["number"]) != ""]
    content["sections"] = json.dumps([earlier(item, texts) for item in raw])
    return Revision.objects.create(
        content_type=ContentType.objects.get_for_model(NormativePage),
        base_content_type=page.get_base_content_type(),
        object_id=str(page.pk),
        created_at=at_nine(day),
        user=page.owner,
        object_str=str(page),
        content=content,
    )


def earlier(item: dict[str, Any], texts: dict[str, str]) -> dict[str, Any]:
    number = item["value"]["number"]
    return item if number not in texts else {**item, "value": {**item["value"], "text": f"<p>{texts[number]}</p>"}}


def number_texts(page: NormativePage, notes: list[dict[str, Any]]) -> None:
    """One version for each text that was published, from the day of its publication on."""
    page.versions.all().delete()
    texts: dict[str, Revision] = {}
    for revision in page.revisions.order_by("created_at", "pk"):
        texts.setdefault(text_of(revision.as_object()), revision)
    for number, (revision, row) in enumerate(zip(texts.values(), notes, strict=False), start=1):
        created = timezone.localdate(revision.created_at)
        day = page.in_force_on if number == 1 and page.in_force_on else created
        record(page, number, day, revision, row)


def record(page: NormativePage, number: int, day: dt.date, revision: Revision | None, row: dict[str, Any]) -> None:
    if revision is None:
        return
    Version.objects.create(
        document=page,
        number=number,
        state=Version.State.ADOPTED,
        effective_on=day,
        revision=revision,
        digest=text_of(revision.as_object()),
        created_by=page.owner,
        adopted_by=page.owner,
        adopted_at=at_nine(day),
        began_at=at_nine(day),
        **{name: row[name] for name in FACTS if name in row},
    )


def at_nine(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9), BERLIN)
