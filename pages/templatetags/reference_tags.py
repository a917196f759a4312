"""References in pages that are no documents."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.templatetags.wagtailcore_tags import richtext

from pages.references.linking import link_in_page
from portal import page_access, page_cache

register = template.Library()


@register.simple_tag(takes_context=True)
def referring(context: template.Context, text: str) -> SafeString:
    """Rich text of the page that is shown, with links to the sections it names; kept until something published changes."""
    page: Any = context["page"]
    html = str(richtext(text))
    request = context.get("request")
    if request is None or not any(letter.isdigit() for letter in html):
        return mark_safe(html)
    name = f"referring-{page.pk}-{page_access.circle(request)}"
    linked = page_cache.get_or_build(page_cache.version_of(request), name, lambda: link_in_page(page, html))
    return mark_safe(linked)  # rich text, with links whose addresses are escaped
