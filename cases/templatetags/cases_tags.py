import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases import sent_once as once
from cases.access import Actor, actor_of
from cases.models import Category, Referral
from cases.referrals import attachment_kinds
from directory.languages import language_names
from portal.identity import sessions
from portal.navigation import reverse_or_none
from portal.templatetags.portal_tags import icon

register = template.Library()

# A word with a shape and a tone, never colour alone.
STATES = {
    "draft": ("edit", ""),
    "sent": ("mail", "info"),
    "seen": ("visibility", "info"),
    "question": ("forum", "warning"),
    "accepted": ("handshake", "success"),
    "in_work": ("hourglass_empty", "info"),
    "completed": ("check_circle", "success"),
    "declined": ("block", "danger"),
    "withdrawn": ("remove", ""),
    "expired": ("schedule", ""),
}
KINDS = {
    attachment_kinds.PDF: "PDF",
    attachment_kinds.DOCX: "DOCX",
    attachment_kinds.JPEG: "JPEG",
    attachment_kinds.PNG: "PNG",
}


@register.simple_tag(takes_context=True)
def locks_at(context: template.Context) -> dt.datetime:
    """When this session ends by itself, in local time; the page that is being made counts as use of it."""
    return timezone.localtime(timezone.now() + dt.timedelta(seconds=sessions.seconds_left(context["request"])))


@register.simple_tag(takes_context=True)
def sent_once(context: template.Context) -> SafeString:
    return once.field(context["request"])


@register.filter
def typed_for(typed: Mapping[str, str] | None, name: str) -> str:
    """What somebody had typed into the input of that name when the page is shown again; nothing before."""
    return typed.get(name, "") if typed else ""


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


@register.filter
def state_mark(referral: Referral) -> SafeString:
    name, tone = STATES[referral.state]
    return format_html(
        '<span class="state{}">{} {}</span>', f" tone-{tone}" if tone else "", icon(name), referral.get_state_display()
    )


@register.filter
def file_kind(media_type: str) -> str:
    return KINDS.get(media_type, "")


@register.filter
def local_day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localtime(moment).date() if moment else None


def leads(actor: Actor) -> bool:
    return bool(actor.supervisor_in or actor.officer_in or actor.is_county_officer)


# Parts of the restricted section, each with the address by name and who sees it.
TABS: list[tuple[Any, str, Any]] = [
    (_("Eingang"), "cases:inbox", lambda actor: actor.handles_cases),
    (_("Ausgang"), "cases:outbox", lambda actor: actor.handles_cases),
    (_("Entwürfe"), "cases:drafts", lambda actor: actor.handles_cases),
    (_("Klientenakten"), "cases:records", lambda actor: actor.handles_cases),
    (_("Datenpannen"), "cases:breaches", lambda actor: actor.handles_cases),
    (_("Ohne Einwilligung"), "cases:grounds", leads),
    (_("Wo etwas wartet"), "cases:waiting", lambda actor: actor.is_coordinator),
]


@register.inclusion_tag("cases/includes/tabs.html", takes_context=True)
def case_tabs(context: template.Context) -> dict[str, Any]:
    request: HttpRequest = context["request"]
    actor = actor_of(request)
    tabs = [(label, reverse_or_none(name)) for label, name, may_see in TABS if may_see(actor)]
    return {"tabs": [(label, url) for label, url in tabs if url], "path": request.path}


@register.filter
def case_language(code: str) -> str:
    """The language of a consent text in words."""
    return ", ".join(language_names([code])) or code
