"""Changes, deadlines and confirmations in words."""

import datetime as dt

from django import forms, template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory import access, deadlines
from directory.models import ContactChange, Organisation, StaffNotice
from portal.templatetags.portal_tags import conflict_of, portal_field
from portal.written_dates import written

register = template.Library()

LABELS = {
    "name": gettext_lazy("Name"),
    "organisation": gettext_lazy("Organisation"),
    "role": gettext_lazy("Aufgabe"),
    "area": gettext_lazy("Bereich"),
    "team": gettext_lazy("Team"),
    "site": gettext_lazy("Arbeitsort"),
    "share": gettext_lazy("Stellenanteil"),
    "phone": gettext_lazy("Telefon"),
    "mobile": gettext_lazy("Mobil"),
    "email": gettext_lazy("E-Mail"),
    "room": gettext_lazy("Zimmer"),
    "deputies": gettext_lazy("Vertretung"),
    "central": gettext_lazy("Zentrale Ansprechperson"),
    "from": gettext_lazy("ab"),
    "until": gettext_lazy("bis"),
}
ICONS = {"new": "add", "left": "remove", "changed": "edit", "central": "swap_horiz"}


@register.filter
def field_label(name: str) -> str:
    return str(LABELS.get(name, name))


@register.filter
def change_icon(change: ContactChange) -> str:
    return ICONS.get(change.kind, "edit")


@register.filter
def time_left(due: dt.date) -> str:
    """A deadline as one would say it today."""
    left = deadlines.days_left(due, timezone.localdate())
    if left == 0:
        return _("letzter Tag heute")
    if left < 0:
        return _("überfällig seit %(day)s") % {"day": written(due, "j. F")}
    return ngettext("noch %(number)d Tag", "noch %(number)d Tage", left) % {"number": left}


@register.filter
def time_left_tone(due: dt.date) -> str:
    left = deadlines.days_left(due, timezone.localdate())
    # The last two days are when people can still do something about it.
    return "danger" if left < 0 else "warning" if left < 3 else "info"


@register.filter
def notice_state(notice: StaffNotice) -> str:
    """How a notice stands, for the county and for those who sent it."""
    if notice.sent_on is None:
        return _("noch nicht gemeldet, %(clock)s") % {"clock": time_left(notice.due_on)}
    if notice.is_late:
        days = (notice.sent_on - notice.due_on).days
        return ngettext("%(number)d Tag zu spät gemeldet", "%(number)d Tage zu spät gemeldet", days) % {"number": days}
    return _("rechtzeitig gemeldet")


@register.filter
def groups(form: forms.BaseForm) -> list[tuple[str, list[BoundField]]]:
    """The fields of a form under their headings; one group without a heading where it names none."""
    named = getattr(form, "groups", None) or (("", tuple(form.fields)),)
    filled = [(str(legend), [form[name] for name in names if name in form.fields]) for legend, names in named]
    return [(legend, fields) for legend, fields in filled if fields]


@register.simple_tag
def keeping_field(field: BoundField, legend: str = "") -> SafeString:
    """As everywhere; boxes to tick and choices of one stand with their words beside them."""
    kind = field.field.widget
    if conflict_of(field):
        return portal_field(field)
    several = isinstance(kind, forms.RadioSelect) or getattr(kind, "allow_multiple_selected", False)
    if several or isinstance(kind, forms.CheckboxInput):
        shown = {"field": field, "several": several, "is_named": legend == str(field.label)}
        return mark_safe(render_to_string("directory/includes/boxes.html", shown))  # a template escapes
    return portal_field(field)


@register.simple_tag(takes_context=True)
def may_keep(context: template.Context, organisation: Organisation) -> bool:
    return access.keeps(context["request"].user, organisation, context["frame"].facts)
