import datetime as dt
import math
from dataclasses import dataclass

from django import template
from django.utils import timezone
from django.utils.translation import ngettext

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
