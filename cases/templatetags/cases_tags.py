import datetime as dt
import math

from django import template
from django.utils import timezone
from django.utils.translation import ngettext

from portal.identity import sessions

register = template.Library()


@register.simple_tag(takes_context=True)
def locks_at(context: template.Context) -> dt.datetime:
    """When this session ends by itself, in local time; the page that is being made counts as use of it."""
    return timezone.localtime(timezone.now() + dt.timedelta(seconds=sessions.seconds_left(context["request"])))


@register.filter
def hours_left(due: dt.datetime) -> str:
    """As one would say it now: "noch 61 Stunden", "seit 5 Stunden überfällig"."""
    hours = math.floor((due - timezone.now()).total_seconds() / 3600)
    if hours < 0:
        return ngettext("seit %(n)d Stunde überfällig", "seit %(n)d Stunden überfällig", -hours) % {"n": -hours}
    return ngettext("noch %(n)d Stunde", "noch %(n)d Stunden", hours) % {"n": hours}


@register.filter
def hours_left_tone(due: dt.datetime) -> str:
    left = due - timezone.now()
    # On the last day somebody has to write the report.
    return "danger" if left < dt.timedelta(0) else "warning" if left < dt.timedelta(hours=24) else "info"
