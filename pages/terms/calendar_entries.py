"""Days of agreements in the personal calendar, long before they are due: from then on the duty stands in their place."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from pages.models import TermDay
from pages.terms import clocks, duties, queries, wording
from portal import conf
from portal.calendar_files import CalendarEntry

SHOWN_DAYS = 2 * 366


def personal_entries(user: Any) -> Iterator[CalendarEntry]:
    """One query. What is under "Zu erledigen" already comes into the calendar from there, with the same name."""
    today = timezone.localdate()
    first = today + dt.timedelta(days=clocks.REMINDED_DAYS + 1)
    rows = queries.owed_days(user.pk, today).filter(on__gte=first, on__lte=today + dt.timedelta(days=SHOWN_DAYS))
    yield from (entry(row) for row in rows.select_related("document").defer("document__sections"))


def entry(row: TermDay) -> CalendarEntry:
    return CalendarEntry(
        uid=f"duty-{duties.kind_of(row)}-{duties.key_of(row)}",
        start=row.on,
        end=row.on,
        summary=str(wording.DUTIES[row.kind]) % {"name": row.document.cite_name()},
        url=f"{conf.base_url()}{reverse('terms:document', args=[row.document_id])}",
        is_private=True,
        is_busy=False,
    )
