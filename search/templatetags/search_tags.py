from collections.abc import Sequence

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from search import registry
from search.display import Choice, grouped
from search.documents import Document
from search.language import numbers

register = template.Library()


@register.filter
def kind_label(kind: str) -> str:
    return registry.kind_label(kind)


@register.filter
def number_shown(document: Document) -> str:
    """The number that tells where a hit stands: "§ 15 (3)"; a number that says so itself as it is cited."""
    shown = numbers.number_shown(document)
    return shown if shown != document.number else document.citation or document.number


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
