import datetime as dt
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cases.access import Actor, actor_of
from cases.models import Referral
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
