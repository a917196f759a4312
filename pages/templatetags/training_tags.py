"""Looking something up by the key that a template has at hand."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(found: Mapping[Any, Any], key: Any) -> Any:
    """None where there is nothing."""
    return found.get(key)
