"""Values of form fields as one text each: to compare what is stored with what was typed, and to show both to people."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Manager, Model, QuerySet
from django.utils.translation import gettext as _

SEVERAL = (list, tuple, set, frozenset, QuerySet)
BETWEEN = "\x1f"  # never typed, so that ["a", "b"] and ["a b"] differ


def comparable(value: Any) -> str:
    """The same text for the same value, however it is held: an object and its key, 75 and 75.00, the order of boxes ticked."""
    if isinstance(value, Manager):
        value = value.all()
    if isinstance(value, SEVERAL):
        return BETWEEN.join(sorted(map(comparable, value)))
    if value is None or isinstance(value, Model):
        return "" if value is None else str(value.pk)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    # Browsers send line ends of their own.
    return str(value).replace("\r\n", "\n").strip()


def stored_text(field: forms.Field, initial: Any) -> str:
    """Of what a form was filled with; read as the field would read it if it were typed."""
    # A choice of an object would cost a query, and its key says the same.
    if isinstance(field, forms.ModelChoiceField):
        return comparable(initial)
    try:
        return comparable(field.to_python(initial))
    except ValidationError:
        return comparable(initial)


def readable(field: forms.Field, value: Any) -> str:
    """As the form would show it; several choices by their names, one a line."""
    if isinstance(field, forms.BooleanField):
        return _("ja") if value else _("nein")
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return "\n".join(chosen(field, value))
    written = field.widget.format_value(field.prepare_value(value))
    return str(written or "").strip()


def chosen(field: Any, value: Any) -> Iterator[str]:
    keys = {comparable(each) for each in (value if isinstance(value, SEVERAL) else [value])} - {""}
    for key, label in flat(field.choices):
        if str(key) in keys:
            yield str(label)


def flat(choices: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
