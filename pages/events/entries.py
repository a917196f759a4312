"""Events as entries of calendar files: one date for a download, everything for somebody's feed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Site

from pages.events import extensions, recurrence, wording
from pages.events.queries import Chosen, Shown, narrowed
from pages.events.recurrence import BERLIN
from pages.models.events import EventDate, EventPage, uid_of
from portal import conf
from portal.calendar_files import CANCELLED, CONFIRMED, CalendarEntry
from portal.duties import queries as duties
from portal.duties.answering import answering
from portal.page_access import open_to

PAST_DAYS = 92
COLUMNS = (
    "pk",
    "title",
    "url_path",
    "translation_key",
    "kind",
    "summary",
    "starts_at",
    "ends_at",
    "is_all_day",
    "recurrence",
    "excluded",
    "place",
    "municipality__name",
    "online_link",
    "last_published_at",
)


def of_shown(one: Shown) -> CalendarEntry:
    """One date, without the online link: whoever may see that has it in the mail and in the feed."""
    event, row = one.event, one.date
    start, end = span(one.starts_at, one.ends_at, event.is_all_day)
    return CalendarEntry(
        uid=row.uid if row is not None else uid_of(event.original, one.day),
        sequence=row.sequence if row is not None else 0,
        start=start,
        end=end,
        summary=event.title,
        description=event.summary,
        location=located(one.place, str(event.municipality or "")),
        url=f"{conf.base_url()}{one.url}",
        status=CANCELLED if one.is_cancelled else CONFIRMED,
        categories=(str(wording.SHORT[event.kind]),),
        is_busy=event.kind != EventPage.Kind.DEADLINE,
    )


def span(
    starts_at: dt.datetime, ends_at: dt.datetime, is_all_day: bool
) -> tuple[dt.datetime | dt.date, dt.datetime | dt.date]:
    if is_all_day:
        return starts_at.astimezone(BERLIN).date(), ends_at.astimezone(BERLIN).date()
    return starts_at, ends_at


def located(place: str, municipality: str) -> str:
    return ", ".join(filter(None, (place, "" if municipality and municipality in place else municipality)))


def of_person(request: HttpRequest, user: Any, part: str = "") -> Iterator[CalendarEntry]:
    """All that somebody's calendar shows; `part` is a kind, or "meine" for what is theirs alone."""
    with override(settings.LANGUAGE_CODE):
        own = list(own_entries(user)) if not part or part == MINE else []
        if part == MINE:
            yield from own
            return
        public = public_entries(request, user, part)
        yield from merged(public, own)


MINE = "meine"


@dataclass(frozen=True)
class Public:
    """An entry of a published event, and by which uid others know that date ("" for a series)."""

    entry: CalendarEntry
    known_as: str = ""


def merged(public: Iterable[Public], own: Iterable[CalendarEntry]) -> Iterator[CalendarEntry]:
    """Somebody's own entry of a date stands in for the public one."""
    mine = {entry.uid: entry for entry in own}
    for one in public:
        stands_in = mine.pop(one.known_as, None) if one.known_as else None
        if stands_in is None:
            yield one.entry
        else:
            yield replace(stands_in, uid=one.entry.uid, recurrence_id=one.entry.recurrence_id)
    yield from mine.values()


def own_entries(user: Any) -> Iterator[CalendarEntry]:
    for entries in extensions.personal_entries:
        yield from entries(user)
    yield from clocks(user)


def clocks(user: Any) -> Iterator[CalendarEntry]:
    """What is to be done until when, as far as it may be said outside: nothing restricted."""
    for duty in duties.owed(answering(user.pk), with_restricted=False):
        if duty.due is None or duty.is_restricted:
            continue
        yield CalendarEntry(
            uid=f"duty-{duty.kind}-{duty.key}",
            start=duty.due,
            end=duty.due,
            summary=_("Zu erledigen: %(title)s") % {"title": duty.title},
            url=duties.absolute(duty.url, conf.base_url()),
            is_private=True,
            is_busy=False,
            categories=(_("Zu erledigen"),),
        )


def public_entries(request: HttpRequest, user: Any, kind: str = "") -> Iterator[Public]:
    """Read as plain rows: two thousand pages as objects would take longer than all the rest."""
    begin = timezone.now() - dt.timedelta(days=PAST_DAYS)
    events = open_to(request, EventPage.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE))
    moved = EventDate.objects.filter(has_own_times=True, ends_at__gte=begin)
    rows = list(
        narrowed(events, Chosen(kind=kind))
        .filter(Q(last_ends_at__gte=begin) | Q(pk__in=moved.values("event")))
        .order_by("starts_at", "pk")
        .values_list(*COLUMNS, named=True)
    )
    changed: dict[int, list[EventDate]] = defaultdict(list)
    for date in EventDate.objects.filter(ends_at__gte=begin, event__live=True).order_by("day"):
        changed[date.event_id].append(date)
    links = shown_links(user, [date.pk for row in rows if row.online_link for date in changed[row.pk]])
    prefix = address_prefix()
    for row in rows:
        yield from of_event(row, changed.get(row.pk, []), links, f"{conf.base_url()}{prefix(row.url_path)}")


def address_prefix() -> Any:
    """From a page's place in the tree to its path, without asking Wagtail for each."""
    roots = {root.language_code: root.root_path for root in Site.get_site_root_paths()}
    root = roots.get(settings.LANGUAGE_CODE, "/")
    return lambda url_path: f"/{url_path[len(root) :]}"


def shown_links(user: Any, keys: list[int]) -> set[int]:
    found: set[int] = set()
    for shown_to in extensions.link_shown_to if keys else ():
        found |= shown_to(user, keys)
    return found


def of_event(row: Any, dates: list[EventDate], links: set[int], url: str) -> Iterator[Public]:
    if not row.recurrence:
        date = dates[0] if dates else None
        yield Public(entry_of(row, url, date, links), date.uid if date is not None else "")
        return
    excluded = recurrence.kept_days(row.excluded)
    time = row.starts_at.astimezone(BERLIN).time()
    starts: Mapping[dt.date, dt.datetime | dt.date] = {
        day: day if row.is_all_day else recurrence.at(day, time) for day in {*excluded, *(date.day for date in dates)}
    }
    yield Public(
        replace(
            entry_of(row, url, None, links),
            rrule=row.recurrence,
            exdates=tuple(starts[day] for day in sorted(excluded)),
        )
    )
    planned = (
        set(
            recurrence.days(
                recurrence.kept(row.recurrence), row.starts_at.astimezone(BERLIN).date(), min(starts), max(starts)
            )
        )
        if dates
        else set()
    )
    for date in dates:
        entry = entry_of(row, f"{url}{date.day.isoformat()}/", date, links)
        if date.day in planned and date.day not in excluded:
            yield Public(replace(entry, uid=str(row.translation_key), recurrence_id=starts[date.day]), date.uid)
        else:
            yield Public(entry, date.uid)


def entry_of(row: Any, url: str, date: EventDate | None, links: set[int]) -> CalendarEntry:
    """Of one date, or of an event as planned."""
    starts_at, ends_at = (date.starts_at, date.ends_at) if date is not None else (row.starts_at, row.ends_at)
    start, end = span(starts_at, ends_at, row.is_all_day)
    is_off = date is not None and date.is_cancelled
    title = _("Fällt aus: %(title)s") % {"title": row.title} if is_off else row.title
    link = row.online_link if date is not None and date.pk in links else ""
    said = (date.cancel_reason or date.note if date is not None else "", row.summary, link)
    return CalendarEntry(
        uid=date.uid if date is not None else str(row.translation_key),
        sequence=date.sequence if date is not None else 0,
        start=start,
        end=end,
        summary=title,
        description="\n".join(filter(None, said)),
        location=located(date.place if date is not None and date.place else row.place, row.municipality__name or ""),
        url=url,
        status=CANCELLED if is_off else CONFIRMED,
        categories=(str(wording.SHORT[row.kind]),),
        is_busy=False,
        stamp=row.last_published_at,
    )
