"""An appointment as a calendar file: when, and the number of the referral; no name, no place that could tell one (R25)."""

import datetime as dt
from urllib.parse import urlsplit

from django.utils import timezone
from icalendar import Calendar, Event

from cases.models import Appointment
from cases.referrals.deadlines import BERLIN
from portal import conf, mail

PRODUCT = "-//Kooperationsportal//Termine//DE"


def written(appointment: Appointment, number: str) -> bytes:
    """METHOD is CANCEL for one that was called off, so that calendars take it out."""
    is_cancelled = appointment.cancelled_at is not None
    event = Event()
    event.add("summary", f"Termin {number}")
    event.add("uid", f"{appointment.pk}@{urlsplit(conf.base_url()).hostname or 'localhost'}")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", timezone.now().astimezone(dt.UTC))
    event.add("dtstart", appointment.starts_at.astimezone(BERLIN))
    event.add("dtend", appointment.ends_at.astimezone(BERLIN))
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("url", mail.link("cases:referral", appointment.referral_id))
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
