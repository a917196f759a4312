"""Events as search documents: when and where in the first line, and the months in which they take place."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, override

from directory.models import Municipality, Organisation
from pages.audiences import findable
from pages.events import wording
from pages.events.entries import located
from pages.events.recurrence import BERLIN
from pages.models.events import EventPage
from pages.rich_text import plain
from portal import page_access
from search.documents import Document
from search.registry import owner, searchable

LISTED = dt.timedelta(days=3 * 366)  # of a series, counted from its first date


@searchable(
    EventPage,
    findable=lambda: findable(EventPage).prefetch_related("hosts").select_related("municipality"),
    kinds={"event": gettext_lazy("Termin")},
    audience=F("shown_to"),
    depends_on=page_access.stored_gates,
    follows={
        Organisation: lambda organisation: EventPage.objects.filter(hosts=organisation),
        Municipality: lambda municipality: EventPage.objects.filter(municipality=municipality),
    },
)
def event_documents(page: EventPage) -> Iterator[Document]:
    with override(page.locale.language_code):
        yield Document(
            id=f"page:{page.pk}",
            owner=owner(EventPage, page.pk),
            kind="event",
            title=page.title,
            text="\n".join(filter(None, (when_and_where(page), page.summary, plain(page.body)))),
            url=page.get_url() or "",
            language=page.locale.language_code,
            document_aliases=(str(page.get_kind_display()),),
            organisations=tuple(" ".join(host.name.split()) for host in page.hosts.all()),
            months=months(page),
            audience=page.shown_to,
            changed_on=page.last_published_at.date() if page.last_published_at else None,
        )


def when_and_where(page: EventPage) -> str:
    is_deadline = page.kind == EventPage.Kind.DEADLINE
    day = date_format(page.starts_at.astimezone(BERLIN).date(), "l, j. F Y")
    times = wording.span(page.starts_at, page.ends_at, is_all_day=page.is_all_day, is_deadline=is_deadline)
    place = located(page.place, str(page.municipality or ""))
    return ", ".join(filter(None, (str(page.get_kind_display()), day, times, place)))


def months(page: EventPage) -> tuple[str, ...]:
    """As the event plans them; what lasts longer than a month counts in the one it begins in."""
    first = page.first_day
    planned = page.planned(first, first + LISTED)
    return tuple(dict.fromkeys(f"{taking.day:%Y-%m}" for taking in planned))
