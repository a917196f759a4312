"""States and times of job shadowing in words."""

import datetime as dt

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pages.job_shadowing import states
from pages.job_shadowing.forms import FeedbackForm
from pages.models import ShadowingFeedback, ShadowingRequest
from portal.templatetags.portal_tags import icon, long_day

register = template.Library()

MARKS = {
    states.AT_SUPERIOR: ("hourglass_empty", "warning"),
    states.AT_HOST: ("hourglass_empty", "warning"),
    states.CONFIRMED: ("check_circle", "success"),
    states.COMPLETED: ("check", "success"),
    states.LAPSED: ("schedule", ""),
    states.WITHDRAWN: ("remove", ""),
}


@register.filter
def request_mark(row: ShadowingRequest) -> SafeString:
    sign, tone = MARKS.get(row.state, ("block", "danger"))
    return format_html(
        '<span class="state{}">{} {}</span>', f" tone-{tone}" if tone else "", icon(sign), row.get_state_display()
    )


@register.filter
def answers(feedback: ShadowingFeedback) -> list[tuple[str, str]]:
    """The questions of that side with what was answered."""
    given = (feedback.get_was_useful_display(), feedback.get_was_prepared_display(), feedback.note)
    asked = FeedbackForm.QUESTIONS[feedback.side]
    return [(str(question), answer) for question, answer in zip(asked, given, strict=True) if answer]


@register.simple_tag
def time_span(begins: dt.datetime | None, ends: dt.datetime | None) -> str:
    """ "Mittwoch, 2. Dezember, 8 bis 12 Uhr"; a day of another year with it."""
    if begins is None or ends is None:
        return _("nach Absprache")
    day = timezone.localtime(begins).date()
    shown = long_day(day) if day.year == timezone.localdate().year else f"{long_day(day)} {day.year}"
    return f"{shown}, {hours(begins, ends)}"


@register.simple_tag
def hours(begins: dt.datetime, ends: dt.datetime) -> str:
    """ "8 bis 12:30 Uhr"."""
    return _("%(begin)s bis %(end)s Uhr") % {"begin": clock(begins), "end": clock(ends)}


def clock(moment: dt.datetime) -> str:
    local = timezone.localtime(moment)
    if get_language() != "de":
        return f"{local:%H:%M}"
    return date_format(local, "G:i") if local.minute else date_format(local, "G")
