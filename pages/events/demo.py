"""The demo's calendar: half a year of events, series with a date that was moved and one that falls out."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from directory.holidays import public_holidays
from directory.models import Municipality, Organisation
from pages.events import actions
from pages.events.dates import date_of
from pages.events.recurrence import BERLIN, DAYS, at
from pages.models import EventClause, EventIndexPage, EventPage, NormativePage

FILE = Path(__file__).resolve().parent / "demo.toml"
EDITOR = "swantje.brodersen@rebental.example"
FIRST = "Kollegiale Beratung"
Row = dict[str, Any]


def is_loaded() -> bool:
    """Also where there is no directory whose organisations could hold events."""
    return EventPage.objects.filter(title=FIRST).exists() or not Municipality.objects.exists()


@transaction.atomic
def load() -> None:
    index = EventIndexPage.objects.filter(locale__language_code="de").first()
    editor = get_user_model()._default_manager.filter(email=EDITOR).first()
    if index is None or editor is None:
        return
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))
    for row in rows["series"]:
        load_series(index, row, editor)
    for row in rows["events"]:
        load_event(index, row, editor)


def load_event(index: EventIndexPage, row: Row, editor: Any, **fields: Any) -> EventPage:
    first = working_day(row["day"])
    last = first + dt.timedelta(days=row.get("days", 1) - 1)
    page = EventPage(
        title=row["title"],
        kind=row["kind"],
        summary=row["summary"],
        place=row.get("place", ""),
        online_link=row.get("link", ""),
        target_group=row.get("target_group", ""),
        is_all_day=row.get("all_day", False),
        municipality=Municipality.objects.filter(name=row.get("municipality")).first(),
        starts_at=at(first, dt.time.fromisoformat(row["from"].zfill(5))),
        ends_at=at(last, dt.time.fromisoformat(row["until"].zfill(5))),
        live=False,
        **fields,
    )
    page.hosts = list(Organisation.objects.filter(name__in=row["hosts"]))
    if row["kind"] == EventPage.Kind.COORDINATION_MEETING:
        page.clauses = clauses()
    index.add_child(instance=page)
    page.save_revision(user=editor, log_action=True).publish(user=editor)
    page.refresh_from_db()
    return page


def load_series(index: EventIndexPage, row: Row, editor: Any) -> None:
    first = working_day(row["day"])
    until = first + dt.timedelta(weeks=row["weeks"])
    rule = f"{row['rule']};BYDAY={DAYS[first.weekday()]};UNTIL={until:%Y%m%d}"
    page = load_event(index, row, editor, recurrence=rule, excluded=holidays_between(first, until))
    coming = list(page.planned(timezone.localdate(), until))
    if "cancelled" in row:
        number, reason = row["cancelled"]
        actions.cancel_date(date=date_of(page, coming[number].day), reason=reason, by=editor)
    if "moved" in row:
        number, days, note = row["moved"]
        date = date_of(page, coming[number].day)
        later = dt.timedelta(days=days)
        times = {"starts_at": shifted(date.starts_at, later), "ends_at": shifted(date.ends_at, later)}
        actions.move_date(date=date, **times, place="", note=note, by=editor)


def working_day(week_and_weekday: list[int]) -> dt.date:
    """The weekday so many weeks from this one; a day earlier where that is a holiday."""
    weeks, weekday = week_and_weekday
    today = timezone.localdate()
    day = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=weeks, days=weekday - 1)
    while day in public_holidays(day):
        day -= dt.timedelta(days=1)
    return day


def holidays_between(first: dt.date, until: dt.date) -> str:
    days = sorted(day for day in {**public_holidays(first), **public_holidays(until)} if first < day <= until)
    return ", ".join(f"{day:%d.%m.%Y}" for day in days)


def shifted(moment: dt.datetime, later: dt.timedelta) -> dt.datetime:
    local = moment.astimezone(BERLIN)
    return at(local.date() + later, local.time())


def clauses() -> list[EventClause]:
    """The first numbered section of the agreement, where there is one."""
    page = NormativePage.objects.live().filter(kind="agreement", locale__language_code="de").order_by("pk").first()
    section = next((one for one in page.outline() if one.number), None) if page is not None else None
    if page is None or section is None:
        return []
    return [EventClause(document=page, number=section.number, section=section.identity)]
