"""What other subjects add to the pages of events and to somebody's calendar; who is told of a change: `pages.models.events.date_changed`."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from portal.calendar_files import CalendarEntry
from portal.extensions import Point

if TYPE_CHECKING:
    from pages.events.queries import Shown
    from pages.models.events import EventDate

# Entries of somebody's personal calendar beside the public ones; of two with one uid and start the later added wins.
personal_entries: "Point[Callable[[Any], Iterable[CalendarEntry]]]" = Point()
# Keys of the dates whose online link somebody may see, among those asked for.
link_shown_to: "Point[Callable[[Any, Iterable[int]], set[int]]]" = Point()
# What stands beside an event on its page: a template and its context, for what is shown and a request; None for nothing.
# `Shown.date` is missing where nothing hangs on the date yet; `dates.date_of(shown.event, shown.day)` makes it.
event_boxes: "Point[Callable[[Shown, Any], tuple[str, dict[str, Any]] | None]]" = Point()
# The words beside an event in lists ("4 von 16 Plätzen frei"), for the dates shown and a request, by key of the date.
date_states: "Point[Callable[[Iterable[EventDate], Any], dict[int, Any]]]" = Point()
