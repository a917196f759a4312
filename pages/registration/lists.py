"""What the host reads, prints and takes along: who comes, who waits, what was answered."""

import csv
from collections.abc import Mapping
from io import StringIO
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pages.models import EventDate, FeedbackCount, Registration, SeatCount
from pages.registration import entries, queries, states
from pages.registration.forms import ANSWERS
from portal import conf
from portal.csv_safety import as_text
from portal.models import User

LEAST_ANSWERS = 3


def ordered(date: EventDate) -> list[Registration]:
    """By name, as a list at the door is read."""
    rows = Registration.objects.filter(date=date, state__in=states.OPEN).for_lists().select_related("booked_by")
    return sorted(rows, key=lambda row: ((row.person.last_name if row.person else row.name).casefold(), row.name))


def at_the_door(date: EventDate) -> list[Registration]:
    return [row for row in ordered(date) if row.state in states.IN_CALENDAR]


def shown_to_host(date: EventDate, user: User) -> dict[str, Any]:
    rows = ordered(date)
    line = sorted((row for row in rows if row.state == states.WAITING), key=lambda row: (row.joined_at, row.pk))
    return {
        "date": date,
        "when": entries.when(date),
        "date_url": entries.url_of(date),
        "standing": queries.standing(date, user),
        "booked": [row for row in rows if row.state in states.IN_CALENDAR],
        "pending": [row for row in rows if row.state in {states.REQUESTED, states.OFFERED}],
        "line": line,
        "counts": list(
            SeatCount.objects.filter(date=date).select_related("organisation").order_by("organisation__name")
        ),
        "is_open": queries.door_is_open(date),
        "has_answers": FeedbackCount.objects.filter(date=date).exists(),
    }


def hosted_rows(user: User) -> list[tuple[str, list[dict[str, Any]]]]:
    """Ahead and past, each date with its numbers."""
    now = timezone.now()
    dates = list(queries.hosted_dates(user))
    taken = queries.taken_by_date([date.pk for date in dates])
    rows: list[dict[str, Any]] = [
        {"date": date, "when": entries.when(date), "number": sum(taken.get(date.pk, {}).values())} for date in dates
    ]
    ahead = [row for row in rows if row["date"].ends_at > now]
    past = [row for row in reversed(rows) if row["date"].ends_at <= now][:50]
    return [(_("Kommende"), ahead), (_("Vergangene"), past)]


def csv_file(date: EventDate) -> HttpResponse:
    """Semicolons and a mark at the beginning, for spreadsheets set to German; no cell is a formula."""
    text = StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow([_("Name"), _("Stelle"), _("Stand"), _("angemeldet")])
    for row in ordered(date):
        joined = date_format(timezone.localtime(row.joined_at), "d.m.Y")
        cells = [row.name, row.organisation.name if row.organisation else "", str(row.get_state_display()), joined]
        table.writerow([as_text(cell) for cell in cells])
    return HttpResponse(
        f"\ufeff{text.getvalue()}",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="teilnahmeliste-{date.day:%Y-%m-%d}.csv"'},
    )


def answers(date: EventDate, questions: Mapping[str, Any]) -> dict[str, Any]:
    """None shown of a question with so few answers that somebody could be recognised."""
    counted: dict[str, dict[int, int]] = {}
    for question, answer, number in FeedbackCount.objects.filter(date=date).values_list("question", "answer", "number"):
        counted.setdefault(question, {})[answer] = number
    least = max(LEAST_ANSWERS, conf.get("SMALL_CELL"))
    rows = []
    for question, label in questions.items():
        numbers = counted.get(question, {})
        total = sum(numbers.values())
        shown = [(words, numbers.get(key, 0)) for key, words in ANSWERS]
        rows.append({"label": label, "total": total, "numbers": shown if total >= least else None})
    return {"rows": rows, "least": least, "words": [words for _key, words in ANSWERS]}
