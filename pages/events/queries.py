"""What takes place from one day to another, as somebody may see it: planned dates, and what changed on single ones."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language

from pages.events import wording
from pages.events.recurrence import BERLIN, Taking, at
from pages.models.events import EventDate, EventPage
from portal.page_access import open_to


@dataclass(frozen=True)
class Chosen:
    """What somebody wants to see of the calendar; "" and 0 are all."""

    kind: str = ""
    organisation: int = 0
    municipality: int = 0
    target_group: str = ""

    def __bool__(self) -> bool:
        return bool(self.kind or self.organisation or self.municipality or self.target_group)


@dataclass(frozen=True)
class Shown:
    """One taking place. `event` is the page in the reader's language, `date` the stored date where something hangs on it."""

    event: EventPage
    day: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime
    url: str
    date: EventDate | None = None

    @cached_property
    def first_day(self) -> dt.date:
        return self.starts_at.astimezone(BERLIN).date()

    @cached_property
    def last_day(self) -> dt.date:
        return self.ends_at.astimezone(BERLIN).date()

    @cached_property
    def times(self) -> str:
        is_deadline = self.event.kind == EventPage.Kind.DEADLINE
        return wording.span(self.starts_at, self.ends_at, is_all_day=self.event.is_all_day, is_deadline=is_deadline)

    @property
    def clock(self) -> str:
        """When it begins, for the table; "" where no hour counts."""
        if self.event.is_all_day or self.event.kind == EventPage.Kind.DEADLINE:
            return ""
        local = self.starts_at.astimezone(BERLIN)
        return f"{local.hour}:{local.minute:02}"

    @property
    def place(self) -> str:
        return self.date.place if self.date is not None and self.date.place else self.event.place

    @property
    def icon(self) -> str:
        return wording.ICONS[self.event.kind]

    @property
    def short_kind(self) -> str:
        return str(wording.SHORT[self.event.kind])

    @property
    def is_cancelled(self) -> bool:
        return self.date is not None and self.date.is_cancelled

    @property
    def is_moved(self) -> bool:
        return self.date is not None and self.date.has_own_times


def shown_between(
    request: HttpRequest | None, since: dt.date, until: dt.date, chosen: Chosen = Chosen()
) -> list[Shown]:
    """In order of time, both days included: three queries, and one more in another language than the first."""
    begin, end = at(since, dt.time()), at(until + dt.timedelta(days=1), dt.time())
    events = list(events_between(request, begin, end, chosen))
    changed = changed_dates(events, since, until, begin, end)
    versions = translated(request, events)
    found = [
        shown(versions.get(str(event.translation_key), event), taking, row)
        for event in events
        for taking, row in takings(event, changed.get(event.pk, {}), since, until)
    ]
    inside = (one for one in found if one.starts_at < end and (one.ends_at > begin or one.starts_at >= begin))
    return sorted(inside, key=lambda one: (one.starts_at, one.event.title, one.event.pk))


def shown(event: EventPage, taking: Taking, row: EventDate | None) -> Shown:
    starts_at, ends_at = (row.starts_at, row.ends_at) if row else (taking.starts_at, taking.ends_at)
    return Shown(event, taking.day, starts_at, ends_at, url_of(event, taking.day), row)


def url_of(event: EventPage, day: dt.date) -> str:
    """The page of an event; of a series that of one date."""
    url = event.get_url() or ""
    return f"{url}{day.isoformat()}/" if event.is_series else url


def events_between(
    request: HttpRequest | None, begin: dt.datetime, end: dt.datetime, chosen: Chosen
) -> QuerySet[EventPage]:
    """Originals, with hosts: whose time touches the span, or one of whose dates was moved into it."""
    moved = EventDate.objects.filter(has_own_times=True, starts_at__lt=end, ends_at__gte=begin)
    touching = Q(starts_at__lt=end, last_ends_at__gte=begin) | Q(pk__in=moved.values("event"))
    return originals(request, chosen).filter(touching).prefetch_related("hosts").defer("body")


def originals(request: HttpRequest | None, chosen: Chosen = Chosen()) -> QuerySet[EventPage]:
    events = open_to(request, EventPage.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE))
    return narrowed(events, chosen).select_related("locale", "municipality")


def narrowed(events: QuerySet[EventPage], chosen: Chosen) -> QuerySet[EventPage]:
    if chosen.kind:
        events = events.filter(kind=chosen.kind)
    if chosen.organisation:
        events = events.filter(hosts=chosen.organisation)
    if chosen.municipality:
        events = events.filter(municipality=chosen.municipality)
    if chosen.target_group:
        # What is for all is for each of them.
        events = events.filter(target_group__in=["", chosen.target_group])
    return events


def translated(request: HttpRequest | None, events: Iterable[EventPage]) -> Mapping[str, EventPage]:
    """By key: the pages in the reader's language, where that is another one."""
    if get_language() == settings.LANGUAGE_CODE:
        return {}
    pages = open_to(request, EventPage.objects.live().filter(locale__language_code=get_language()))
    keys = [event.translation_key for event in events]
    found = pages.filter(translation_key__in=keys).select_related("locale", "municipality").defer("body")
    return {str(page.translation_key): page for page in found.prefetch_related("hosts")}


def changed_dates(
    events: Iterable[EventPage], since: dt.date, until: dt.date, begin: dt.datetime, end: dt.datetime
) -> dict[int, dict[dt.date, EventDate]]:
    near = Q(day__range=(since - dt.timedelta(days=31), until)) | Q(starts_at__lt=end, ends_at__gte=begin)
    found: dict[int, dict[dt.date, EventDate]] = defaultdict(dict)
    for row in EventDate.objects.filter(near, event__in=[event.pk for event in events]):
        found[row.event_id][row.day] = row
    return found


def takings(
    event: EventPage, rows: Mapping[dt.date, EventDate], since: dt.date, until: dt.date
) -> Iterator[tuple[Taking, EventDate | None]]:
    """Planned dates that may touch the span, and stored ones that are planned there no more."""
    length = event.ends_at.astimezone(BERLIN).date() - event.first_day
    planned = {taking.day: taking for taking in event.planned(since - length, until)}
    for day, taking in planned.items():
        yield taking, rows.get(day)
    for day, row in rows.items():
        if day not in planned:
            yield Taking(day, row.starts_at, row.ends_at), row
