"""Confirmed visits as calendar entries, for mails, for the file on the page and for the personal calendar. Neither guest nor client is named."""

from collections.abc import Iterator
from email.utils import parseaddr

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from directory.models.restrictions import Viewer
from pages.job_shadowing import states
from pages.models import ShadowingRequest
from portal import mail
from portal.calendar_files import CANCELLED, CONFIRMED, Address, CalendarEntry
from portal.models import User


def entry_of(row: ShadowingRequest, attendee: User | None = None) -> CalendarEntry:
    """Of one that has or had a time; what is no longer confirmed is taken out of the calendar."""
    if row.starts_at is None or row.ends_at is None:
        raise ValueError(row.pk)
    return CalendarEntry(
        uid=f"hospitation-{row.pk}",
        sequence=row.sequence,
        start=row.starts_at,
        end=row.ends_at,
        summary=_("Hospitation: %(title)s") % {"title": row.offer.title},
        description=_("Wer Gäste empfängt und wie Sie absagen, steht im Portal."),
        location=row.offer.place,
        url=mail.link("job_shadowing:request", row.pk),
        organiser=Address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], str(row.offer.organisation)),
        attendee=Address(attendee.email, attendee.get_full_name()) if attendee else None,
        status=CONFIRMED if row.state in states.SEATED else CANCELLED,
        categories=(_("Hospitation"),),
        stamp=row.changed_at,
    )


def entries_of(user: Viewer) -> Iterator[CalendarEntry]:
    """What stands in somebody's own calendar: visits they make, and those they receive by name."""
    rows = ShadowingRequest.objects.filter(state__in=(states.CONFIRMED, states.COMPLETED)).for_pages().with_sides(user)
    for row in rows.filter(Q(guest=user.pk) | Q(offer__contact=user.pk, is_host=True)):
        yield entry_of(row)
