"""What the page of an event shows: the date asked for or the next one, and what goes with it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from directory.languages import LANGUAGES
from pages.events import access, extensions
from pages.events.dates import find_date
from pages.events.queries import Shown, shown, takings
from pages.models.events import EventPage
from portal import agreed
from portal.agreed import AgreedSection

OTHERS_SHOWN = 8


@dataclass(frozen=True)
class EventShown:
    """`one` is the date that is shown; `others` are the next ones of a series; `link` only for whom it is meant."""

    one: Shown
    original: EventPage
    others: list[Shown] = field(default_factory=list)
    is_series: bool = False
    is_over: bool = False
    clauses: list[AgreedSection] = field(default_factory=list)
    link: str = ""
    language: str = ""
    boxes: list[SafeString] = field(default_factory=list)
    may_keep: bool = False


def event_shown(page: EventPage, request: HttpRequest, asked: dt.date | None) -> EventShown:
    original = page.original
    coming = list(coming_dates(page, original, timezone.now()))
    one = date_asked(page, original, asked) if asked else next(iter(coming), None) or last_date(page, original)
    if one.date is None and not page.is_series:
        one = replace(one, date=find_date(original, one.day))
    return EventShown(
        one=one,
        original=original,
        others=[other for other in coming if other.day != one.day][:OTHERS_SHOWN],
        is_series=page.is_series,
        is_over=one.ends_at < timezone.now(),
        clauses=clauses_of(page),
        link=link_for(request, one),
        language=str(LANGUAGES.get(page.language, "")) if page.language != "de" else "",
        boxes=list(boxes(one, request)),
        may_keep=access.may_keep(request.user, original),
    )


def coming_dates(page: EventPage, original: EventPage, now: dt.datetime) -> Iterator[Shown]:
    """The next dates, as many as are shown and one more for the page itself."""
    since = timezone.localdate(now)
    rows = {row.day: row for row in original.dates.filter(ends_at__gte=now)}
    until = since + dt.timedelta(days=366) if page.is_series else dt.date.max
    found = (shown(page, taking, row) for taking, row in takings(original, rows, since, until))
    ahead = sorted((one for one in found if one.ends_at >= now), key=lambda one: one.starts_at)
    yield from ahead[: OTHERS_SHOWN + 1]


def date_asked(page: EventPage, original: EventPage, day: dt.date) -> Shown:
    row = find_date(original, day)
    taking = original.planned_on(day)
    if taking is None and row is not None:
        return Shown(page, day, row.starts_at, row.ends_at, page.get_url() or "", row)
    if taking is None:
        taking = next(original.planned(original.first_day, dt.date.max))
    return shown(page, taking, row)


def last_date(page: EventPage, original: EventPage) -> Shown:
    """Of an event that is over: the last one planned, or the stored one of a single event."""
    planned = list(original.planned(original.first_day, dt.date.max))
    day = planned[-1].day if planned else original.first_day
    return date_asked(page, original, day)


def clauses_of(page: EventPage) -> list[AgreedSection]:
    keys = [clause.key for clause in page.clauses.select_related("document")]
    found = agreed.sections(keys) if keys else {}
    return [found[key] for key in keys if key in found]


def link_for(request: HttpRequest, one: Shown) -> str:
    """The online link, for those whom some subject vouches for."""
    if not one.event.online_link or one.date is None:
        return ""
    keys = [one.date.pk]
    is_known = any(keys[0] in shown_to(request.user, keys) for shown_to in extensions.link_shown_to)
    return one.event.online_link if is_known or access.may_keep(request.user, one.date.event) else ""


def boxes(one: Shown, request: HttpRequest) -> Iterator[SafeString]:
    for box in extensions.event_boxes:
        found: tuple[str, dict[str, Any]] | None = box(one, request)
        if found is not None:
            template, context = found
            yield mark_safe(render_to_string(template, context, request))  # a template has escaped it
