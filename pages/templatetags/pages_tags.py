"""Parts of a page that are costly to render and the same for every reader."""

import hashlib
from functools import cache as remembered
from typing import Any

from django import template
from django.core.cache import cache
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from pages.sections import Section

register = template.Library()
KEPT_SECONDS = 24 * 60 * 60


@register.simple_tag
def kept(template_name: str, **values: Any) -> SafeString:
    """`{% include … with … only %}` whose result is kept by what goes in: other content is another key, so nothing gets stale."""
    key = f"kept-{get_language()}-{source_digest(template_name)}-{digest(values)}"
    html = cache.get(key)
    if html is None:
        html = get_template(template_name).render(values)
        cache.set(key, html, KEPT_SECONDS)
    return mark_safe(html)  # a template has escaped it


@remembered
def source_digest(template_name: str) -> str:
    """Part of the key, so that a cache that outlives a release does not show the last one's markup."""
    source = get_template(template_name).template.source  # type: ignore[attr-defined]  # Django's own engine has it
    return hashlib.sha256(source.encode()).hexdigest()[:12]


def digest(values: dict[str, Any]) -> str:
    found = hashlib.sha256()
    for name, value in sorted(values.items()):
        found.update(f"\x01{name}\x01".encode())
        for one in value if isinstance(value, list) else [value]:
            found.update((one.shown if isinstance(one, Section) else repr(one)).encode())
    return found.hexdigest()
