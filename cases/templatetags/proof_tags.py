from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cases.indicators.proof_of_use import checks, states
from cases.models import ProofOfUse
from portal import clauses
from portal.agreed import AgreedSection
from portal.templatetags.portal_tags import icon

register = template.Library()

# A word with a shape and a tone, never colour alone.
STATUSES = {
    checks.FULFILLED: ("check_circle", "success", _("erfüllt")),
    checks.EXCUSED: ("check", "info", _("begründet")),
    checks.NEEDS_REASON: ("warning", "warning", _("Grund fehlt")),
    checks.MISSING: ("error", "danger", _("fehlt")),
}
STATES = {
    states.DRAFT: ("edit", "warning"),
    states.SUBMITTED: ("hourglass_empty", "info"),
    states.RETURNED: ("forum", "warning"),
    states.ACCEPTED: ("check_circle", "success"),
    states.EXCEPTED: ("remove", "info"),
}


@register.simple_tag(takes_context=True)
def clause_chip(context: template.Context, clause: str) -> SafeString:
    """A link to the section of this county's document, or nothing."""
    known: Mapping[str, AgreedSection] = context.get("clauses") or {}
    return clauses.chip(clause, known.get(clause))


@register.filter
def check_mark(status: str) -> SafeString:
    name, tone, word = STATUSES[status]
    return format_html('<span class="state tone-{}">{} {}</span>', tone, icon(name), word)


@register.filter
def proof_mark(proof: ProofOfUse) -> SafeString:
    name, tone = STATES[proof.state]
    return format_html('<span class="state tone-{}">{} {}</span>', tone, icon(name), proof.get_state_display())
