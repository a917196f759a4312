"""The page of an event in its template."""

import datetime as dt
from typing import Any

from django import template

from pages.events.event_page import EventShown, event_shown

register = template.Library()


@register.simple_tag(takes_context=True)
def shown_event(context: template.Context) -> EventShown:
    asked: Any = context.get("asked_day")
    return event_shown(context["page"], context["request"], asked if isinstance(asked, dt.date) else None)
