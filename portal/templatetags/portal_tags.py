import datetime as dt
from functools import lru_cache
from typing import Any

from django import forms, template
from django.core import paginator
from django.forms import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from portal import conf, frame
from portal.audit import trail
from portal.edit_conflicts import Conflict, EditForm
from portal.frame import Frame
from portal.written_dates import written

register = template.Library()


@register.simple_tag(takes_context=True)
def portal_frame(context: template.Context) -> Frame:
    page = context.get("page")
    return frame.frame_of(context.get("request"), page if isinstance(page, Page) else None)


@register.simple_tag
def setting(name: str) -> Any:
    return conf.get(name)


@register.simple_tag
@lru_cache(maxsize=200)
def icon(name: str) -> SafeString:
    """A decorative icon of the sprite; the words beside it carry the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("portal/icons.svg"), name
    )


@register.simple_tag
def portal_field(field: BoundField) -> SafeString:
    """A form field with label, hint, widget and error, tied together for screen readers; leaves other forms of a project alone."""
    conflict = conflict_of(field)
    if conflict:
        return mark_safe(render_to_string("portal/includes/edit_conflict.html", {"conflict": conflict}))  # as below
    if field.is_hidden:
        return mark_safe(str(field))  # Django's own widget
    is_select = isinstance(field.field.widget, forms.Select)
    kind = "kern-form-input__select" if is_select else "kern-form-input__input"
    own = field.field.widget.attrs.get("class", "")
    classes = " ".join(filter(None, [kind, f"{kind}--error" if field.errors else "", own]))
    widget = field.as_widget(attrs={"class": classes})
    shown = {"field": field, "errors": field.errors, "widget": widget, "is_select": is_select}
    return mark_safe(render_to_string("portal/includes/field.html", shown))  # a template escapes


@register.filter
def conflict_of(field: BoundField) -> Conflict | None:
    """Both versions of a field that somebody else has changed meanwhile; for templates that draw a field themselves."""
    return field.form.conflict_of(field.name) if isinstance(field.form, EditForm) else None


@register.inclusion_tag("portal/includes/pagination.html", takes_context=True)
def pagination(context: template.Context, page_obj: paginator.Page, parameter: str) -> dict[str, Any]:
    """Links to the other pages of a list; the rest of the query string stays."""
    query = context["request"].GET.copy()
    query.pop(parameter, None)
    base = f"?{query.urlencode()}&" if query else "?"
    numbers = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    return {"page_obj": page_obj, "base": f"{base}{parameter}=", "page_numbers": list(numbers)}


@register.filter
def audit_label(action: str) -> str:
    return trail.label(action)


@register.filter(expects_localtime=True)
def dated(day: dt.date | None, pattern: str) -> str:
    """As the filter `date` with that pattern, in the way the language of the page writes it."""
    return written(day, pattern) if day else ""


@register.filter
def long_day(day: dt.date) -> str:
    """A day with its weekday: "Dienstag, 17. November", "Tuesday, 17 November"."""
    return written(day, "l, j. F")


@register.filter
def rail_date(day: dt.date | dt.datetime | None) -> str:
    """For lists: "Di 10.11." ("Tue 10 Nov" in English); a day of another year is "10.11.2025"."""
    if day is None:
        return ""
    local = timezone.localtime(day).date() if isinstance(day, dt.datetime) else day
    if local.year != timezone.localdate().year:
        return written(local, "j.n.Y")
    return written(local, "D j.n.")


@register.filter
def tel(number: str) -> str:
    """A German number as dialled from anywhere: "069 90009-100" is +496990009100."""
    digits = "".join(char for char in number if char.isdigit() or char == "+")
    return f"+49{digits[1:]}" if digits.startswith("0") and not digits.startswith("00") else digits
