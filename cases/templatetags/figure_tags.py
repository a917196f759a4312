"""Figures and bars of results: a page of the county holds hundreds, too many for a template each."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cases.indicators.charts import Chart
from cases.indicators.results import Shown
from cases.models import Indicator
from portal import clauses
from portal.agreed import AgreedSection
from portal.templatetags.portal_tags import icon

register = template.Library()


@register.filter
def as_figure(one: Shown) -> SafeString | str:
    """Its number, the word that stands instead, or a lock where it is hidden (F55, F57)."""
    if one.is_hidden:
        words = format_html('{}<span class="kern-sr-only">{}</span>', icon("lock"), one.text)
        return format_html('<span class="soft small" title="{}">{}</span>', one.text, words)
    return str(one.value) if one.value is not None else format_html('<span class="soft small">{}</span>', one.text)


@register.filter
def bars(chart: Chart) -> SafeString:
    """The inside of the drawing: a bar with its number above and its period below."""
    return format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="34" height="{}"/><text x="{}" y="{}">{}</text><text x="{}" y="148">{}</text>',
        (
            (
                "c-a" if one.is_current else "c-b",
                one.x,
                one.y,
                one.height,
                one.middle,
                one.text_y,
                one.text if one.has_number else "–",
                one.middle,
                one.label,
            )
            for one in chart.bars
        ),
    )


@register.simple_tag(takes_context=True)
def figure_clause(context: template.Context, indicator: Indicator) -> SafeString:
    """A link to the section of this county's document, or nothing."""
    known: Mapping[str, AgreedSection] = context.get("sections") or {}
    return clauses.chip(indicator.clause, known.get(indicator.key))
