"""An agreement of the invented county whose next version lies with its parties, and one party that left it."""

import datetime as dt
import tomllib
import uuid
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from directory.models import Organisation
from pages import demo
from pages.approval import actions, leaving_actions
from pages.approval.actions import Answer
from pages.approval.sides import sides_of
from pages.models import Approval, Departure, NormativeIndexPage, NormativePage, Party, Version
from pages.versions import actions as versions
from portal.models import OutgoingMail, User

DOMAIN = "@rebental.example"
IN_FORCE_DAYS, AHEAD_DAYS, PUBLISHED_DAYS = 700, 40, 210
TOLD = Path(__file__).with_name("demo.toml")


def told() -> dict[str, Any]:
    return tomllib.loads(TOLD.read_text(encoding="utf-8"))


def is_loaded() -> bool:
    """Also where there is nothing to load it into."""
    return NormativePage.objects.filter(slug=told()["slug"]).exists() or demo.agreement() is None


@transaction.atomic
def load() -> None:
    begun, rows = timezone.now(), told()
    by = User.objects.filter(email=f"{rows['coordinator']}{DOMAIN}").first()
    overview = NormativeIndexPage.objects.filter(locale__language_code="de").first()
    if by is None or overview is None:
        return
    page = published(rows, overview, by)
    load_departure(page, rows["left"], by)
    version = next_version(NormativePage.objects.get(pk=page.pk), rows, by)
    found = sides_of(version)
    actions.ask_parties(version=version, sides=found, addresses={one.key: one.suggested for one in found}, by=by)
    for row in rows["answers"]:
        answer(version, row, by)
    # What is told here, nobody has done.
    OutgoingMail.objects.filter(written_at__gte=begun).delete()


def published(rows: dict[str, Any], overview: Page, by: User) -> NormativePage:
    start = timezone.localdate() - dt.timedelta(days=IN_FORCE_DAYS)
    page = NormativePage(
        slug=rows["slug"],
        owner=by,
        live=False,
        sections=[raw(row, row["text"]) for row in rows["sections"]],
        signed_on=start - dt.timedelta(days=9),
        in_force_on=start,
        **rows["fields"],
        **rows["terms"],
    )
    page.parties.add(*[party(row) for row in rows["parties"]])
    overview.add_child(instance=page)
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    ago = timezone.now() - dt.timedelta(days=PUBLISHED_DAYS)
    NormativePage.objects.filter(pk=page.pk).update(first_published_at=ago, last_published_at=ago)
    return page


def raw(row: dict[str, Any], text: str) -> dict[str, Any]:
    """With the same identity whenever the demo is made."""
    identity = str(uuid.uuid5(uuid.NAMESPACE_URL, f"sprechstunde/{row['number']}"))
    value = {"number": row["number"], "level": 1, "heading": row["heading"], "text": text}
    return {"type": "section", "id": identity, "value": value}


def party(row: dict[str, Any]) -> Party:
    organisation = Organisation.objects.get(name=row["organisation"])
    return Party(
        name=organisation.name,
        organisation=organisation,
        role=row["role"],
        contact=demo.named(row["contact"]),
        contact_name=row["contact"],
        deputy=demo.named(row["deputy"]),
        deputy_name=row["deputy"],
        is_essential=row.get("is_essential", False),
    )


def load_departure(page: NormativePage, row: dict[str, Any], by: User) -> None:
    received = timezone.localdate() - dt.timedelta(days=row["days_ago"])
    side = Party.objects.get(page=page, organisation__name=row["organisation"])
    departure = Departure(
        document=page,
        ground=Departure.Ground.NOTICE,
        dispatched_on=received - dt.timedelta(days=2),
        received_on=received,
        is_written=True,
    )
    leaving_actions.give_notice(departure=departure, party=side, by=by)


def next_version(page: NormativePage, rows: dict[str, Any], by: User) -> Version:
    draft = page.get_latest_revision_as_object()
    draft.sections = [raw(row, row.get("next", row["text"])) for row in rows["sections"]]
    draft.save_revision(user=by)
    day = timezone.localdate() + dt.timedelta(days=AHEAD_DAYS)
    document = NormativePage.objects.get(pk=page.pk)
    return versions.prepare(document=document, effective_on=day, by=by, **rows["version"])


def answer(version: Version, row: dict[str, Any], by: User) -> None:
    approval = Approval.objects.get(version=version, organisation__name=row["organisation"])
    said = Answer(row["agrees"], row["name"], row["function"], row.get("reason", ""))
    actions.record_on_paper(approval=approval, answer=said, by=by)
