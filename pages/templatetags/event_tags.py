"""Events in templates: the page of one, and what comes next for the start page."""

import datetime as dt
from typing import Any

from django import template
from django.utils import timezone

from pages.events.event_page import EventShown, event_shown
from pages.events.queries import Shown, shown_between
from portal import page_access, page_cache
from portal.navigation import reverse_or_none

register = template.Library()
ON_START_PAGE, WITHIN = 4, dt.timedelta(days=42)


@register.simple_tag(takes_context=True)
def shown_event(context: template.Context) -> EventShown:
    asked: Any = context.get("asked_day")
    return event_shown(context["page"], context["request"], asked if isinstance(asked, dt.date) else None)


@register.simple_tag(takes_context=True)
def coming_events(context: template.Context) -> list[Shown]:
    """The next ones; read once a day and after changes, for all with the same rights."""
    request = context.get("request")
    if request is None or reverse_or_none("events:month") is None:
        return []
    today, now = timezone.localdate(), timezone.now()
    found = page_cache.get_or_build(
        page_cache.version_of(request),
        f"coming-events-{page_access.circle(request)}",
        lambda: shown_between(request, today, today + WITHIN),
    )
    return [one for one in found if one.ends_at >= now][:ON_START_PAGE]
