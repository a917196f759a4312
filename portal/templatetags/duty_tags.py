"""Duties in templates: day and distance for the rail, and the panel of the start page."""

import datetime as dt
from dataclasses import dataclass, field

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from portal import page_cache
from portal.duties import clock, queries
from portal.duties.answering import answering
from portal.duties.menu import fact_of
from portal.duties.queries import Group
from portal.identity.auth import is_verified
from portal.templatetags.portal_tags import rail_date

register = template.Library()
ON_START_PAGE = 6


@dataclass(frozen=True)
class Panel:
    groups: list[Group] = field(default_factory=list)
    number: int = 0
    shown: int = 0


@register.simple_tag(takes_context=True)
def duties_panel(context: template.Context) -> Panel:
    """The most urgent ones; no query for those whom the frame knows to owe nothing."""
    request = context.get("request")
    if request is None or not context["frame"].facts.get(fact_of(request)):
        return Panel()
    version = page_cache.version_of(request)
    owed = queries.owed(answering(request.user.pk), with_restricted=is_verified(request), version=version)
    shown = owed[:ON_START_PAGE]
    return Panel(queries.grouped(shown), len(owed), len(shown))


@register.filter
def due_group(due: clock.Due | None) -> str:
    return clock.group_of(due, timezone.now())


@register.filter
def due_distance(due: clock.Due) -> str:
    return clock.distance(due, timezone.now())


@register.filter
def due_day(due: clock.Due) -> str:
    return _("Heute") if clock.days_left(due, timezone.now()) == 0 else rail_date(due)


@register.filter
def due_iso(due: clock.Due) -> str:
    return (timezone.localtime(due) if isinstance(due, dt.datetime) else due).isoformat()
