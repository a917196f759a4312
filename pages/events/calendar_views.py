"""The calendar as month, week and list."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pages.events import extensions, grid, wording
from pages.events.calendar_forms import (
    FIRST_YEAR,
    LAST_YEAR,
    FilterForm,
    asked_day,
    asked_month,
    options,
)
from pages.events.queries import Chosen, Shown, shown_between
from portal.navigation import reverse_or_none

LISTED_DAYS, ON_A_PAGE = 366, 40


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class Step:
    """A way to another month or week."""

    label: str
    url: str


@dataclass(frozen=True)
class Listed:
    """A day of a list with what begins on it."""

    day: dt.date
    entries: list[tuple[Shown, Any]]

    @property
    def anchor(self) -> str:
        return f"t-{self.day:%Y-%m-%d}"


@require_safe
def month(request: HttpRequest) -> HttpResponse:
    first, today = asked_month(request), timezone.localdate()
    last = grid.month_end(first)
    form, chosen = filters(request)
    found = shown_between(request, first, last, chosen)
    listed = listing(request, found, first, last)
    weeks, is_present = grid.weeks(first, today, found), first <= today <= last
    context = {
        "heading": date_format(first, "F Y"),
        "first": first,
        "weeks": weeks,
        "holidays": [day for week in weeks for day in week.days if day.holiday],
        "ahead": [one for one in listed if not is_present or one.day >= today],
        "past": [one for one in listed if is_present and one.day < today],
        "is_present": is_present,
        "before": month_step(request, first - dt.timedelta(days=1)),
        "after": month_step(request, last + dt.timedelta(days=1)),
        "now_url": url(request, monat=""),
        **around(request, form, chosen, "month"),
    }
    return render(request, "pages/events/month.html", context)


@require_safe
def week(request: HttpRequest) -> HttpResponse:
    monday, today = grid.monday_of(asked_day(request)), timezone.localdate()
    sunday = monday + dt.timedelta(days=6)
    form, chosen = filters(request)
    found = shown_between(request, monday, sunday, chosen)
    states = states_of(request, found)
    days = grid.days(monday, sunday, today, found)
    context = {
        "heading": _("Woche %(number)s") % {"number": monday.isocalendar().week},
        "monday": monday,
        "sunday": sunday,
        "days": [(day, [(one, state(states, one)) for one in day.events]) for day in days],
        "before": week_step(request, monday - grid.WEEK, _("Woche davor")),
        "after": week_step(request, monday + grid.WEEK, _("Woche danach")),
        "now_url": url(request, tag=""),
        **around(request, form, chosen, "week"),
    }
    return render(request, "pages/events/week.html", context)


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """All that comes within a year, some forty on a page."""
    since = asked_day(request)
    until = since + dt.timedelta(days=LISTED_DAYS)
    form, chosen = filters(request)
    page = Paginator(shown_between(request, since, until, chosen), ON_A_PAGE).get_page(request.GET.get("seite"))
    context = {
        "heading": _("Alle Termine"),
        "since": since,
        "page_obj": page,
        "listed": listing(request, list(page), since, until),
        **around(request, form, chosen, "list"),
    }
    return render(request, "pages/events/list.html", context)


def filters(request: HttpRequest) -> tuple[FilterForm, Chosen]:
    form = FilterForm(request.GET, options(request))
    return form, form.chosen(request.GET.get("art", ""))


def around(request: HttpRequest, form: FilterForm, chosen: Chosen, view: str) -> dict[str, Any]:
    """What all three views share: tabs, filters, the ways from one to another."""
    kept = {name: request.GET.get(name, "") for name in ("stelle", "ort", "zielgruppe") if request.GET.get(name)}
    kinds = {"art": chosen.kind, **kept} if chosen.kind else kept
    tail = f"?{urlencode(kinds)}" if kinds else ""
    return {
        "tabs": tabs(request, chosen),
        "form": form,
        "chosen": chosen,
        "view": view,
        "clear_url": url(request, art="", stelle="", ort="", zielgruppe=""),
        "hidden": {name: request.GET[name] for name in ("monat", "tag", "art") if request.GET.get(name)},
        "views": [
            (name, label, f"{reverse_or_none(f'events:{name}')}{tail}")
            for name, label in (("month", _("Monat")), ("week", _("Woche")), ("list", _("Liste")))
        ],
    }


def tabs(request: HttpRequest, chosen: Chosen) -> list[Tab]:
    kinds = [
        Tab(str(label), url(request, art=kind, seite=""), wording.ICONS[kind], kind == chosen.kind)
        for kind, label in wording.SEVERAL.items()
    ]
    return [Tab(_("Alle"), url(request, art="", seite=""), "", not chosen.kind), *kinds]


def url(request: HttpRequest, **changes: str) -> str:
    """This view with other values; an empty one takes its name away."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def month_step(request: HttpRequest, day: dt.date) -> Step | None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return Step(date_format(day, "F"), url(request, monat=f"{day:%Y-%m}"))


def week_step(request: HttpRequest, monday: dt.date, label: str) -> Step | None:
    if not FIRST_YEAR <= monday.year <= LAST_YEAR:
        return None
    return Step(label, url(request, tag=monday.isoformat()))


def listing(request: HttpRequest, found: list[Shown], since: dt.date, until: dt.date) -> list[Listed]:
    states = states_of(request, found)
    on_days = grid.beginnings(found, since, until)
    return [Listed(day, [(one, state(states, one)) for one in events]) for day, events in on_days.items()]


def states_of(request: HttpRequest, found: Iterable[Shown]) -> Mapping[int, Any]:
    """What other subjects say of the dates, by key: one call each, for all of them."""
    dates = [one.date for one in found if one.date is not None]
    said: dict[int, Any] = {}
    for states in extensions.date_states if dates else ():
        said |= states(dates, request)
    return said


def state(states: Mapping[int, Any], one: Shown) -> Any:
    return states.get(one.date.pk) if one.date is not None else None
