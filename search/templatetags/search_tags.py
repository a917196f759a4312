from collections.abc import Sequence

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from search import registry
from search.display import Choice, grouped

register = template.Library()


@register.filter
def kind_label(kind: str) -> str:
    return registry.kind_label(kind)


@register.filter
def boxes(choices: Sequence[Choice]) -> SafeString:
    """The values of a facet to tick, each with how many hits it has."""
    rows = (
        (choice.parameter, choice.value, CHECKED if choice.is_active else "", choice.label, grouped(choice.count))
        for choice in choices
    )
    return format_html_join(
        "",
        '<label class="opt"><input type="checkbox" name="{}" value="{}"{}> <span>{}</span> <span class="n">{}</span></label>',
        rows,
    )


CHECKED = mark_safe(" checked")
