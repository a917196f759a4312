"""What readers choose in the calendar: which span, and which events of it."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Municipality, Organisation
from pages.events.queries import Chosen, originals
from pages.models.events import EventPage
from portal import page_access, page_cache

FIRST_YEAR, LAST_YEAR = 2000, 2099
MONTH = re.compile(r"^(\d{4})-(\d{1,2})$")


@dataclass(frozen=True)
class Options:
    """Who holds events, and where they are held: what is worth choosing."""

    organisations: list[tuple[int, str]]
    municipalities: list[tuple[int, str]]


def options(request: HttpRequest) -> Options:
    return page_cache.get_or_build(
        page_cache.version_of(request),
        f"event-options-{page_access.circle(request)}",
        lambda: read_options(request),
    )


def read_options(request: HttpRequest) -> Options:
    events = originals(request).order_by().values("pk")
    hosts = Organisation.objects.filter(hosted_events__in=events).distinct().order_by("name")
    places = Municipality.objects.filter(Q(pk__in=originals(request).order_by().values("municipality")))
    return Options(
        list(hosts.values_list("pk", "name")), list(places.distinct().order_by("name").values_list("pk", "name"))
    )


class FilterForm(forms.Form):
    """Every field may stay empty; what cannot be chosen counts as not chosen."""

    stelle = forms.TypedChoiceField(label=_("Veranstaltet von"), required=False, coerce=int, empty_value=None)
    ort = forms.TypedChoiceField(label=_("Gemeinde"), required=False, coerce=int, empty_value=None)
    zielgruppe = forms.ChoiceField(
        label=_("Zielgruppe"), required=False, choices=[("", _("alle")), *EventPage.TargetGroup.choices[1:]]
    )

    def __init__(self, data: Any, offered: Options) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.fields["stelle"].choices = [("", _("alle")), *offered.organisations]  # type: ignore[attr-defined]  # a choice field
        self.fields["ort"].choices = [("", _("alle")), *offered.municipalities]  # type: ignore[attr-defined]

    def chosen(self, kind: str) -> Chosen:
        self.is_valid()
        data = self.cleaned_data
        return Chosen(
            kind if kind in EventPage.Kind.values else "",
            data.get("stelle") or 0,
            data.get("ort") or 0,
            data.get("zielgruppe") or "",
        )


def asked_month(request: HttpRequest) -> dt.date:
    """The first of the month that `monat` names as 2026-11; of the present one where it names none."""
    match = MONTH.match(request.GET.get("monat", ""))
    if match and FIRST_YEAR <= int(match[1]) <= LAST_YEAR and 1 <= int(match[2]) <= 12:
        return dt.date(int(match[1]), int(match[2]), 1)
    return timezone.localdate().replace(day=1)


def asked_day(request: HttpRequest) -> dt.date:
    """The day that `tag` names as 2026-11-17, else today."""
    try:
        day = dt.date.fromisoformat(request.GET.get("tag", ""))
    except ValueError:
        return timezone.localdate()
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else timezone.localdate()
