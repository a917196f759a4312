from collections.abc import Sequence

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from portal.templatetags.portal_tags import icon
from search.display import Choice, Entry, grouped

register = template.Library()


@register.simple_tag
def hit_entry(hit: Entry, heading: str) -> SafeString:
    """A line of the list of hits; in Python, for as a template the hits took a quarter of the page's time."""
    language = f' lang="{escape(hit.language)}"' if hit.language else ""
    snippet = f'<p class="snip"{language}>{hit.snippet}</p>' if hit.snippet else ""
    return mark_safe(  # all that is not escaped here is, as `marked` gives it
        f'<li class="entry"><p class="entry__rail">{rail(hit)}<span class="small soft">{escape(hit.kind)}</span></p>'
        f'<div class="entry__body"><{heading} class="entry__title"{language}>'
        f'<a href="{escape(hit.url)}">{hit.title}</a></{heading}>{snippet}'
        f'<p class="meta">{" ".join(meta(hit, language))}</p></div></li>'
    )


def rail(hit: Entry) -> str:
    if hit.number:
        return f'<b class="no">{escape(hit.number)}</b> '
    return f'<b><time datetime="{hit.day.isoformat()}">{escape(hit.day_label)}</time></b> ' if hit.day else ""


def meta(hit: Entry, language: str) -> list[str]:
    said = [with_icon("tone-info", "language", hit.language_name)] if hit.language else []
    if hit.place:
        said.append(f"<span{language}>{escape(hit.place)}</span>")
    if hit.state:
        said.append(with_icon(hit.state.tone, hit.state.icon, str(hit.state.label)))
    return [*said, *(f"<span>{escape(note)}</span>" for note in hit.notes)]


def with_icon(tone: str, name: str, label: str) -> str:
    return format_html('<span class="state {}">{} {}</span>', tone, icon(name), label)


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
