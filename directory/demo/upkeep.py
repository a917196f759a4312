"""What keeps a directory true, under way in the invented county: changes, notices, an absence of eight weeks, a round."""

import datetime as dt
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from directory import deadlines
from directory.demo.loading import position_of
from directory.models import (
    Absence,
    Confirmation,
    ContactChange,
    Organisation,
    Person,
    Position,
    Round,
    StaffNotice,
    SubstituteTask,
)

Kind = ContactChange.Kind
STARTED = 20  # days ago


def is_loaded() -> bool:
    return Round.objects.exists()


@transaction.atomic
def load() -> None:
    load_changes()
    load_notices()
    load_absence()
    load_round()


def today(days: int = 0) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def moment(days_ago: int, hour: int) -> dt.datetime:
    """A time of that day; never ahead of now."""
    at = dt.datetime.combine(today(-days_ago), dt.time(hour), tzinfo=timezone.get_current_timezone())
    return min(at, timezone.now())


def change(name: str, kind: str, days_ago: int, *told: tuple[str, str, str], at: str = "", **fields: Any) -> None:
    position = position_of(name, at)
    author = fields.pop("author", position.organisation)
    ContactChange.objects.create(
        kind=kind,
        at=moment(days_ago, 9 + days_ago % 7),
        organisation=position.organisation,
        author=author,
        position=position,
        person=position.person,
        name=str(position.person),
        role=fields.pop("role", position.role),
        details=[{"field": field, "before": before, "after": after} for field, before, after in told],
        announced_on=today(-days_ago),
        visibility=position.visibility,
        contact_list=position.contact_list,
        **fields,
    )


def load_changes() -> None:
    change("Jonas Ehrlich", Kind.CHANGED, 1, ("phone", "069 90009236", "069 90009234"))
    change("Samira Dell", Kind.CHANGED, 2, ("deputies", "", "Kolja Reutner"), is_central=True)
    change("Nico Amthor", Kind.CHANGED, 3, ("share", "100 %", "60 %"))
    change("Judith Ammerling", Kind.NEW, 6, ("from", "", f"{today(-6):%d.%m.%Y}"))
    change("Tessa Moll", Kind.CHANGED, 9, ("role", "Bürgerbüro", "Verwaltung"), ("room", "3", "7"))
    change("Tomasz Wilga", Kind.CHANGED, 12, ("area", "Buchstaben A bis H", "Buchstaben A bis K"))
    position = position_of("Cosima Rahn")
    ContactChange.objects.create(
        kind=Kind.CENTRAL,
        at=moment(4, 11),
        organisation=position.organisation,
        author=position.organisation,
        position=position,
        person=position.person,
        name=str(position.person),
        role="Integrationsmanagement",
        details=[
            {
                "field": "central",
                "where": "Integrationsmanagement: Ansbronn",
                "before": "Umut Karga",
                "after": "Cosima Rahn",
            }
        ],
        is_central=True,
        announced_on=today(-4),
    )


def load_notices() -> None:
    """One to be read, one handed in late, one that is owed and late, one that is owed, and one that was read."""
    newcomer = new_at("Brückenhaus Ansbronn gGmbH", "Milo", "Tannert", today(-5))
    notice(newcomer, StaffNotice.Kind.NEW, 5, sent=2, told=[("share", "", "50 %")], note="Zuerst in der Sprechstunde.")
    notice(position_of("Jonas Ehrlich"), StaffNotice.Kind.SHARE, 13, sent=3, told=[("share", "50 %", "75 %")])
    notice(position_of("Merle Habicht"), StaffNotice.Kind.SHARE, 12, told=[("share", "75 %", "50 %")])
    notice(position_of("Samira Dell"), StaffNotice.Kind.PLACE, 4, told=[("site", "Sprechstunde", "Brückenhaus")])
    notice(position_of("Arne Tillich"), StaffNotice.Kind.SHARE, 40, sent=38, read=37, told=[("share", "80 %", "100 %")])


def new_at(organisation: str, first_name: str, last_name: str, begins: dt.date) -> Position:
    where = Organisation.objects.get(name=organisation)
    person = Person.objects.create(first_name=first_name, last_name=last_name, languages="de,en,fr")
    return Position.objects.create(
        person=person,
        organisation=where,
        site=where.sites.first(),
        role="Integrationsmanagement",
        phone="+496990009423",
        share=50,
        valid_from=begins,
        confirmed_on=begins,
    )


def notice(
    position: Position,
    kind: str,
    days_ago: int,
    *,
    told: list[tuple[str, str, str]],
    sent: int | None = None,
    read: int | None = None,
    note: str = "",
) -> None:
    StaffNotice.objects.create(
        organisation=position.organisation,
        kind=kind,
        person=position.person,
        position=position,
        name=str(position.person),
        event_on=today(-days_ago),
        details=[{"field": field, "before": before, "after": after} for field, before, after in told],
        note=note,
        sent_at=moment(sent, 10) if sent is not None else None,
        acknowledged_at=moment(read, 11) if read is not None else None,
    )


def load_absence() -> None:
    """Eight weeks; week 7 is not far, and nobody is named yet."""
    position = position_of("Kolja Reutner")
    absence = Absence.objects.create(person=position.person, first_day=today(-33), last_day=today(22))
    SubstituteTask.objects.create(
        absence=absence, position=position, due_on=deadlines.substitute_from(absence.first_day)
    )
    notice(position, StaffNotice.Kind.ABSENCE, 33, sent=31, read=30, told=[("until", "", f"{today(22):%d.%m.%Y}")])


def load_round() -> None:
    """Whoever has confirmed since it began has done so in it; one organisation is long overdue."""
    started = Round.objects.create(started_on=today(-STARTED), due_on=deadlines.round_due(today(-STARTED)))
    people = get_user_model()._default_manager.filter(memberships__isnull=False)
    for organisation in Organisation.objects.active():
        day = organisation.confirmed_on
        is_done = day is not None and day >= started.started_on
        Confirmation.objects.create(
            round=started,
            organisation=organisation,
            confirmed_at=moment((today() - day).days, 10) if is_done and day else None,
            confirmed_by=people.filter(memberships__organisation=organisation).first() if is_done else None,
            asked_on=None if is_done else today(-6),
        )
