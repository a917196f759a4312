"""Times of events in words, and what stands for each kind."""

import datetime as dt

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from pages.events.recurrence import BERLIN
from portal.templatetags.portal_tags import rail_date

ICONS = {
    "training": "school",
    "exchange": "forum",
    "peer_consultation": "swap_horiz",
    "coordination_meeting": "group",
    "information": "info",
    "course_offered": "description",
    "deadline": "flag",
}
# Where the label of a kind is too long: tabs, and the rail of a list.
SHORT = {
    "training": _("Fortbildung"),
    "exchange": _("Austausch"),
    "peer_consultation": _("Beratung"),
    "coordination_meeting": _("Treffen"),
    "information": _("Information"),
    "course_offered": _("Kurs"),
    "deadline": _("Frist"),
}
SEVERAL = {
    "training": _("Fortbildung"),
    "exchange": _("Austausch"),
    "peer_consultation": _("Beratung"),
    "coordination_meeting": _("Treffen"),
    "information": _("Information"),
    "course_offered": _("Kurse"),
    "deadline": _("Fristen"),
}


def clock(moment: dt.datetime) -> str:
    """ "9" and "11:30" in German, "9:00" and "11:30" in English."""
    local = moment.astimezone(BERLIN)
    if get_language() == "de" and not local.minute:
        return str(local.hour)
    return f"{local.hour}:{local.minute:02}"


def span(starts_at: dt.datetime, ends_at: dt.datetime, *, is_all_day: bool, is_deadline: bool) -> str:
    """ "9 bis 11:30 Uhr"; "ganztägig"; "bis 24 Uhr" of a deadline; with days where it lasts longer than one."""
    first, last = starts_at.astimezone(BERLIN).date(), ends_at.astimezone(BERLIN).date()
    if is_deadline:
        return until(ends_at, is_all_day)
    if is_all_day:
        return gettext("ganztägig") if first == last else gettext("bis %(day)s") % {"day": rail_date(last)}
    if first == last:
        return gettext("%(start)s bis %(end)s Uhr") % {"start": clock(starts_at), "end": clock(ends_at)}
    said = {"start": clock(starts_at), "day": rail_date(last), "end": clock(ends_at)}
    return gettext("%(start)s Uhr bis %(day)s, %(end)s Uhr") % said


def until(ends_at: dt.datetime, is_all_day: bool) -> str:
    local = ends_at.astimezone(BERLIN)
    if is_all_day or (local.hour, local.minute) == (23, 59):
        return gettext("bis 24 Uhr")
    return gettext("bis %(time)s Uhr") % {"time": clock(local)}
