"""Small things the pages about members show."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BoundField
from django.urls import reverse

register = template.Library()


@register.simple_tag
def role_hint(field: BoundField, role: str) -> Any:
    """What a role is for, from the one table of roles."""
    return field.field.hints[role]  # type: ignore[attr-defined]  # of directory.members.forms.Roles


@register.simple_tag
def member_act(organisation: Any, person: Any, act: str) -> str:
    return reverse("members:member_act", args=[organisation.pk, person.pk, act])


@register.filter
def label_of(labels: Mapping[str, Any], state: str) -> Any:
    return labels[state]
