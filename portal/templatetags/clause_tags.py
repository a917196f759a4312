"""The clause that something rests on, as a chip."""

from django import template
from django.utils.safestring import SafeString

from portal import clauses

register = template.Library()


@register.simple_tag(takes_context=True)
def clause_of(context: template.Context, clause: str) -> SafeString:
    """A link to the section of this county's document, or nothing."""
    return clauses.chip_for(context.get("request"), clause)
