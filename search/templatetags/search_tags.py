from django import template

from search import registry

register = template.Library()


@register.filter
def kind_label(kind: str) -> str:
    return registry.kind_label(kind)
