"""The invented county's directory. Loaded once; what is there already keeps what it says."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from directory.models import (
    Absence,
    ContactList,
    Coverage,
    Deputy,
    ListEntry,
    Mailbox,
    Municipality,
    Organisation,
    Person,
    PlaceName,
    Position,
    Postcode,
    Service,
    Site,
    Succession,
    TargetGroup,
    Team,
    Visibility,
)
from portal import page_cache

FILE = Path(__file__).resolve().parent / "county.toml"
COUNTY_KEY = "08999"  # of no real county
PHONE = "+496990009"
MODES = {"A": Coverage.Mode.OWN, "B": Coverage.Mode.PROVIDER, "C": Coverage.Mode.COUNTY}
BEGIN = dt.date(2018, 6, 1)
DIVIDED = "Gemeinde Haldenrain"  # another person for each target group
Row = dict[str, Any]


def is_loaded() -> bool:
    return Municipality.objects.exists()


@transaction.atomic
def load() -> None:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    groups = {row["name"]: TargetGroup.objects.create(order=order, **row) for order, row in enumerate(data["groups"])}
    for order, row in enumerate(data["services"]):
        own = [groups[name] for name in row.pop("groups", ())]
        Service.objects.create(order=order, **row).target_groups.set(own)
    for row in data["organisations"]:
        load_organisation(row)
    load_list(data["list"], data["organisations"])
    load_people(data["people"])
    load_entries(data["list"]["entries"])
    load_municipalities(data["municipalities"])
    Coverage.objects.bulk_create([*tasks(data), *integration(data)])
    page_cache.renew()


def phone(ext: str | None) -> str:
    return f"{PHONE}{ext}" if ext else ""


def days_ago(days: int | None) -> dt.date | None:
    return timezone.localdate() - dt.timedelta(days=days) if days is not None else None


def load_organisation(row: Row) -> None:
    organisation, is_new = Organisation.objects.get_or_create(
        name=row["name"], defaults={"kind": row.get("kind", ""), "short_name": row.get("short_name", "")}
    )
    if is_new or not organisation.description:
        organisation.description = row["description"]
        organisation.phone, organisation.email = phone(row.get("ext")), row.get("email", "")
        organisation.website = row.get("website", "")
        organisation.confirmed_on = days_ago(row.get("confirmed"))
        organisation.save()
    for order, name in enumerate(row.get("teams", ())):
        Team.objects.create(organisation=organisation, name=name, sort_order=order)
    for order, site in enumerate(row.get("sites", ())):
        load_site(organisation, order, dict(site))


def load_site(organisation: Organisation, order: int, row: Row) -> None:
    special = row.pop("special_hours", False)
    site = Site(organisation=organisation, sort_order=order, phone=phone(row.pop("ext", None)), **row)
    if special:
        away = timezone.localdate() + dt.timedelta(days=24)
        site.special_hours = f"{away:%d.%m.%Y} 9–11 Personalversammlung"
    site.clean_fields(exclude=["organisation"])
    site.save()


def load_list(row: Row, organisations: list[Row]) -> None:
    contact_list = ContactList.objects.create(
        name=row["name"],
        purpose=row["purpose"],
        clause=row["clause"],
        organisation=Organisation.objects.get(name=row["organisation"]),
    )
    contact_list.readers.set(Organisation.objects.filter(name__in=row["readers"]))
    for organisation in organisations:
        for order, box in enumerate(organisation.get("mailboxes", ())):
            Mailbox.objects.create(
                organisation=Organisation.objects.get(name=organisation["name"]),
                name=box["name"],
                email=box["email"],
                phone=phone(box.get("ext")),
                sort_order=order,
                **restricted(box, contact_list),
            )


def load_entries(rows: list[Row]) -> None:
    contact_list = ContactList.objects.get()
    for order, row in enumerate(rows):
        position = position_of(row["who"], row["at"])
        ListEntry.objects.create(
            contact_list=contact_list, position=position, phone=phone(row["ext"]), note=row["note"], sort_order=order
        )


def restricted(row: Row, contact_list: ContactList) -> Row:
    if row.get("list"):
        return {"visibility": Visibility.LISTED, "contact_list": contact_list}
    return {"visibility": Visibility.OWN} if row.get("own") else {}


def load_people(rows: list[Row]) -> None:
    """Everybody once, with a position for each row; deputies at the end, when all are there."""
    contact_list = ContactList.objects.get()
    accounts = {user.get_username(): user for user in get_user_model().objects.filter(directory_person=None)}
    people: dict[str, Person] = {}
    for row in rows:
        if row["who"] not in people:
            first, _blank, last = row["who"].partition(" ")
            account = accounts.get(row.get("account", ""))
            about = {"title": row.get("title", ""), "languages": row.get("languages", ""), "user": account}
            people[row["who"]] = Person.objects.create(first_name=first, last_name=last, **about)
        if "away" in row:
            first_day, last_day = (timezone.localdate() + dt.timedelta(days=days) for days in row["away"])
            Absence.objects.create(person=people[row["who"]], first_day=first_day, last_day=last_day)
        load_position(people[row["who"]], row, contact_list)
    for row in rows:
        for order, name in enumerate(row.get("deputies", ())):
            position, deputy = position_of(row["who"], row["at"]), position_of(name)
            Deputy.objects.create(position=position, deputy=deputy, sort_order=order)


def load_position(person: Person, row: Row, contact_list: ContactList) -> None:
    organisation = Organisation.objects.get(name=row["at"])
    sites = list(organisation.sites.order_by("sort_order"))
    local = person.last_name.split("-")[0].lower()
    Position.objects.create(
        person=person,
        organisation=organisation,
        role=row["role"],
        area=row.get("area", ""),
        team=organisation.teams.filter(name=row.get("team", "")).first(),
        site=sites[row.get("site", 0)] if sites else None,
        share=row.get("share"),
        qualification=row.get("qualification", ""),
        follow_up_on=row.get("follow_up"),
        phone=phone(row.get("ext")),
        email=f"{ascii_of(local)}@{organisation.email.partition('@')[2]}" if row.get("share") else "",
        room=row.get("room", ""),
        valid_from=row.get("since") and dt.date.fromisoformat(row["since"]),
        valid_until=row.get("until") and dt.date.fromisoformat(row["until"]),
        confirmed_on=days_ago(row.get("confirmed")),
        **restricted(row, contact_list),
    )


def ascii_of(text: str) -> str:
    for umlaut, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), (" ", ".")):
        text = text.replace(umlaut, plain)
    return text


def position_of(name: str, organisation: str = "") -> Position:
    """What a person mainly does: the position that all partners may see."""
    first, _blank, last = name.partition(" ")
    namesakes = Position.objects.filter(
        person__first_name=first, person__last_name=last, visibility=Visibility.PARTNERS
    )
    own = namesakes.filter(organisation__name=organisation) if organisation else namesakes
    return own.order_by("pk")[0]


def load_municipalities(rows: list[Row]) -> None:
    for row in rows:
        municipality = Municipality.objects.create(
            ags=f"{COUNTY_KEY}{row['no']}",
            name=row["name"],
            kind=row.get("kind", Municipality.Kind.MUNICIPALITY),
            population=row.get("population"),
            valid_until=row.get("until") and dt.date.fromisoformat(row["until"]),
        )
        Postcode.objects.bulk_create(Postcode(municipality=municipality, code=code) for code in row["postcodes"])
        PlaceName.objects.bulk_create(PlaceName(municipality=municipality, name=name) for name in row.get("places", ()))
    for row in rows:
        if "successor" in row:
            Succession.objects.create(
                predecessor=Municipality.objects.get(name=row["name"]),
                successor=Municipality.objects.get(name=row["successor"]),
            )


def tasks(data: Row) -> list[Coverage]:
    """Everything but the integration management, by area."""
    rows = []
    for row in data["coverage"]:
        for place in data["municipalities"]:
            if is_in(place, row):
                fields = {"mailbox": row.get("mailbox"), "site": row.get("site"), "note": row.get("note", "")}
                row_of_place = coverage(place, row["service"], row["at"], row["contact"], **fields)
                row_of_place.valid_until = days_ago(row["ended"]) if "ended" in row else row_of_place.valid_until
                rows.append(row_of_place)
    return rows


def is_in(place: Row, row: Row) -> bool:
    names = {place["name"], place["area"]}
    return ("in" not in row or bool(names & set(row["in"]))) and not names & set(row.get("not_in", ()))


def integration(data: Row) -> list[Coverage]:
    rows = []
    for place in data["municipalities"]:
        structure, _blank, name = place.get("im", "C Landratsamt Rebental").partition(" ")
        usual, others, mailbox = data["contacts"][name]
        contact = others.get(place["name"], others.get(place["area"], usual))
        first = coverage(place, "integrationsmanagement", name, contact, mailbox=mailbox, mode=MODES[structure])
        rows.append(first)
        if name == DIVIDED:
            first.target_group = TargetGroup.objects.get(name="Familien")
            other = coverage(place, "integrationsmanagement", name, "Merle Habicht", mode=MODES[structure])
            other.target_group = TargetGroup.objects.get(name="Alleinstehende")
            rows.append(other)
    return rows


def coverage(
    place: Row,
    service: str,
    at: str,
    contact: str,
    mailbox: str | None = None,
    site: int | None = None,
    mode: str = "",
    note: str = "",
) -> Coverage:
    organisation = Organisation.objects.get(name=at)
    until = place.get("until")
    return Coverage(
        municipality=Municipality.objects.get(name=place["name"]),
        service=Service.objects.get(slug=service),
        organisation=organisation,
        contact=position_of(contact, at),
        mailbox=organisation.mailboxes.filter(name=mailbox).first() if mailbox else None,
        site=organisation.sites.order_by("sort_order")[site] if site is not None else None,
        mode=mode,
        note=note,
        valid_from=BEGIN,
        valid_until=dt.date.fromisoformat(until) if until else None,
    )
