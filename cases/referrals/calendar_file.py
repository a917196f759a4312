"""An appointment as a calendar file: when, and the number of the referral; no name, no place that could tell one (R25)."""

from cases.models import Appointment
from portal import calendar_files, mail
from portal.calendar_files import CANCEL, CANCELLED, CONFIRMED, PUBLISH, CalendarEntry


def written(appointment: Appointment, number: str) -> bytes:
    """METHOD is CANCEL for one that was called off, so that calendars take it out."""
    is_cancelled = appointment.cancelled_at is not None
    entry = CalendarEntry(
        uid=str(appointment.pk),
        sequence=appointment.sequence,
        start=appointment.starts_at,
        end=appointment.ends_at,
        summary=f"Termin {number}",
        status=CANCELLED if is_cancelled else CONFIRMED,
        url=mail.link("cases:referral", appointment.referral_id),
        is_private=True,
    )
    return calendar_files.written([entry], CANCEL if is_cancelled else PUBLISH)
