import datetime as dt
from dataclasses import dataclass

from django import template
from django.utils import timezone

from cases.models import Category, Referral
from portal.identity import sessions
from portal.navigation import reverse_or_none

register = template.Library()


@register.simple_tag(takes_context=True)
def locks_at(context: template.Context) -> dt.datetime:
    """When this session ends by itself, in local time; the page that is being made counts as use of it."""
    return timezone.localtime(timezone.now() + dt.timedelta(seconds=sessions.seconds_left(context["request"])))


@register.filter
def by_category(texts: dict[str, str]) -> list[tuple[str, str]]:
    """Texts by kind of data, with the names people see, in the order of the kinds."""
    return [(str(kind.label), texts[kind.value]) for kind in Category if kind.value in texts]


@dataclass(frozen=True)
class Way:
    """The pages above one of a referral; "" for those a project has not included."""

    inbox: str
    referral: str


@register.simple_tag
def way_to_referral(referral: Referral) -> Way:
    return Way(reverse_or_none("cases:inbox") or "", reverse_or_none("cases:referral", referral.pk) or "")
