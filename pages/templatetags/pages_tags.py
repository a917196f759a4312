"""Parts of a page that are costly to render and the same for every reader."""

from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def reading(context: template.Context) -> SafeString:
    """The document of the page that is shown."""
    shown: SafeString = context["page"].reading(context["request"])
    return shown
