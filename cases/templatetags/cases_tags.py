import datetime as dt
from collections.abc import Mapping

from django import template
from django.utils import timezone

from portal.identity import sessions

register = template.Library()


@register.simple_tag(takes_context=True)
def locks_at(context: template.Context) -> dt.datetime:
    """When this session ends by itself, in local time; the page that is being made counts as use of it."""
    return timezone.localtime(timezone.now() + dt.timedelta(seconds=sessions.seconds_left(context["request"])))


@register.filter
def typed_for(typed: Mapping[str, str] | None, name: str) -> str:
    """What somebody had typed into the input of that name when the page is shown again; nothing before."""
    return typed.get(name, "") if typed else ""
