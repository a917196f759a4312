"""How far off a duty is, in words and groups. Days are days on the wall of the county's offices, whatever the clocks do."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

Due = dt.date | dt.datetime
OVERDUE, WEEK, LATER, UNDATED = "overdue", "week", "later", "undated"
GROUPS: dict[str, str | Promise] = {
    OVERDUE: _("Überfällig"),
    WEEK: _("Diese Woche"),
    LATER: _("Später"),
    UNDATED: _("Ohne Frist"),
}
SOON_DAYS = 3
IN_WEEKS = 14  # days, from which on weeks are counted
IN_MONTHS = 12 * 7


def day_of(due: Due) -> dt.date:
    return timezone.localtime(due).date() if isinstance(due, dt.datetime) else due


def is_over(due: Due, now: dt.datetime) -> bool:
    """A day is over when it has ended, a moment when it has come."""
    return due <= now if isinstance(due, dt.datetime) else due < day_of(now)


def days_left(due: Due, now: dt.datetime) -> int:
    return (day_of(due) - day_of(now)).days


def is_soon(due: Due | None, now: dt.datetime) -> bool:
    """Over, or due within three days."""
    return due is not None and days_left(due, now) <= SOON_DAYS


def group_of(due: Due | None, now: dt.datetime) -> str:
    """The week ends on Sunday."""
    if due is None:
        return UNDATED
    if is_over(due, now):
        return OVERDUE
    return WEEK if days_left(due, now) <= 6 - day_of(now).weekday() else LATER


def moment(due: Due | None) -> tuple[bool, dt.date, dt.time]:
    """For sorting: by day, a whole day after its hours, what has no day at the end."""
    if due is None:
        return True, dt.date.max, dt.time.max
    at = timezone.localtime(due).time() if isinstance(due, dt.datetime) else dt.time.max
    return False, day_of(due), at


def distance(due: Due, now: dt.datetime) -> str:
    """ "bis 24 Uhr", "morgen", "in 3 Tagen", "in 8 Wochen", "seit 2 Tagen überfällig"."""
    days = days_left(due, now)
    if is_over(due, now):
        return overdue(-days)
    if days == 0:
        return until_hour(due)
    if days == 1:
        return gettext("morgen")
    if days < IN_WEEKS:
        return ngettext("in %(n)s Tag", "in %(n)s Tagen", days) % {"n": days}
    if days < IN_MONTHS:
        return ngettext("in %(n)s Woche", "in %(n)s Wochen", days // 7) % {"n": days // 7}
    return ngettext("in %(n)s Monat", "in %(n)s Monaten", days // 30) % {"n": days // 30}


def overdue(days: int) -> str:
    if days == 0:
        return gettext("seit heute überfällig")
    if days == 1:
        return gettext("seit gestern überfällig")
    if days < IN_MONTHS:
        return ngettext("seit %(n)s Tag überfällig", "seit %(n)s Tagen überfällig", days) % {"n": days}
    return ngettext("seit %(n)s Monat überfällig", "seit %(n)s Monaten überfällig", days // 30) % {"n": days // 30}


def until_hour(due: Due) -> str:
    if not isinstance(due, dt.datetime):
        return gettext("bis 24 Uhr")
    return gettext("bis %(time)s Uhr") % {"time": time_format(timezone.localtime(due).time(), "G:i")}
