"""The directory in words: hours, periods, absences."""

import datetime as dt
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from directory import opening_hours
from directory.models import Coverage, Site
from directory.models.coverage import period_text
from directory.models.organisations import is_overdue as has_lapsed
from directory.models.people import FOR_NOW
from directory.models.validity import Validity
from directory.periods import Stretch
from directory.responsibility.stand_ins import StandIn
from portal.navigation import reverse_or_none
from portal.templatetags.portal_tags import portal_field
from portal.written_dates import written

register = template.Library()
SOON = dt.timedelta(days=60)


@register.filter
def open_state(state: opening_hours.State) -> str:
    """Open until when, or closed until when, as one would say it today."""
    if state.is_open:
        until = state.until
        if until is None:
            return _("Durchgehend erreichbar")
        if until.date() == timezone.localdate():
            return _("Jetzt erreichbar, bis %(time)s Uhr") % {"time": opening_hours.clock_of(until)}
        return _("Jetzt erreichbar, bis %(day)s %(time)s Uhr") % {
            "day": near(until.date()),
            "time": opening_hours.clock_of(until),
        }
    closed = _("Geschlossen (%(reason)s)") % {"reason": state.reason} if state.reason else _("Geschlossen")
    if state.opens_at is None:
        return closed
    opens = {"closed": closed, "day": near(state.opens_at.date()), "time": opening_hours.clock_of(state.opens_at)}
    return _("%(closed)s, öffnet %(day)s %(time)s Uhr") % opens


def near(day: dt.date) -> str:
    """Heute, morgen, or the weekday with its date."""
    ahead = (day - timezone.localdate()).days
    if ahead in {0, 1}:
        return _("heute") if ahead == 0 else _("morgen")
    return written(day, "D j.n.")


@register.filter
def absence(person: StandIn) -> str:
    if person.is_away_for_now:
        return _("nicht mehr oder bis auf Weiteres nicht da")
    return _("abwesend bis %(day)s") % {"day": written(person.away_until or FOR_NOW, "j. F")}


@register.filter
def carried(row: Coverage) -> str:
    """How the municipality carries the task, in a sentence (LÖ-KV 2)."""
    who = {"service": row.service, "organisation": row.organisation, "municipality": row.municipality}
    if row.mode == Coverage.Mode.OWN:
        return _("%(municipality)s nimmt die Aufgabe „%(service)s“ selbst wahr.") % who
    if row.mode == Coverage.Mode.PROVIDER:
        return _("%(municipality)s hat die Aufgabe „%(service)s“ an %(organisation)s übertragen.") % who
    return (
        _("%(municipality)s hat die Aufgabe „%(service)s“ dem Landkreis übertragen; zuständig ist %(organisation)s.")
        % who
    )


@register.filter
def period(row: Validity) -> str:
    return period_text(row.valid_from, row.valid_until)


@register.filter
def days(stretch: Stretch) -> str:
    if stretch.first == stretch.last:
        return written(stretch.first, "d.m.Y")
    return period_text(stretch.first, stretch.last)


@register.filter
def is_overdue(day: dt.date | None) -> bool:
    return has_lapsed(day)


@register.filter
def weekly_hours(site: Site) -> list[tuple[str, str]]:
    """Days and their hours, one line each."""
    groups = (group.split(" ") for group in opening_hours.write_week(site.opening.week).split("; ") if group)
    lines = []
    for words in groups:
        cut = next(place for place, word in enumerate(words) if word[:1].isdigit())
        lines.append((" ".join(words[:cut]), " ".join(words[cut:])))
    return lines


@register.filter
def coming_exceptions(site: Site) -> list[str]:
    """Exceptions of the next weeks, in words."""
    today = timezone.localdate()
    ahead = [special for special in site.opening.specials if special.last >= today and special.first <= today + SOON]
    return [opening_hours.write_specials([special]) for special in ahead]


@register.filter
def breakable(text: str) -> SafeString:
    """An address that may break after its @ and dots."""
    return mark_safe(escape(text).replace("@", "@<wbr>").replace(".", ".<wbr>"))  # escaped before


@register.filter
def grouped(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)


@register.simple_tag
def day_field(field: BoundField, shown: dt.date) -> SafeString:
    """A field for a day with the one that counts when it stays empty."""
    field.field.widget.attrs["placeholder"] = f"{shown:%d.%m.%Y}"
    return portal_field(field)


@register.simple_tag(takes_context=True)
def same_query(context: template.Context, **changed: Any) -> str:
    """The query string of this page with other values; nothing where it is empty."""
    query = context["request"].GET.copy()
    query.pop("seite", None)
    for name, value in changed.items():
        query[name] = value
    return f"?{query.urlencode()}" if query else ""


@register.simple_tag
def editor_link(instance: Any) -> SafeString:
    """The way to the editor's form, for those who may use it."""
    url = reverse_or_none(instance.snippet_viewset.get_url_name("edit"), instance.pk)
    return (
        format_html('<p class="noprint"><a class="more" href="{}">{}</a></p>', url, _("Bearbeiten"))
        if url
        else mark_safe("")
    )
