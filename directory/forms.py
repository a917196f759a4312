"""What can be asked of the directory, by address line: every answer has a link."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.gazetteer import Town
from directory.languages import LANGUAGES
from directory.models import ContactChange, Organisation, Service, TargetGroup
from directory.models.changes import ContactChangeQuerySet
from directory.responsibility.answer import Choices
from search.language.german import clean, fold

FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
DAY_FORMATS = ["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"]


class LineField(forms.CharField):
    """A line of text without what nobody types."""

    def to_python(self, value: Any) -> str:
        return " ".join(clean(str(value or "")[:500]).split())


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        outside = _("Bitte einen Tag zwischen 2000 und 2100 angeben.")
        super().__init__(
            required=False,
            input_formats=DAY_FORMATS,
            widget=forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric", "autocomplete": "off"}),
            error_messages={"invalid": _("Bitte den Tag so schreiben: 24.12.2026.")},
            validators=[MinValueValidator(FIRST_DAY, outside), MaxValueValidator(LAST_DAY, outside)],
            **kwargs,
        )


class AskForm(forms.Form):
    """Who is responsible where, for what, for whom and when."""

    ort = LineField(
        label=_("Gemeinde, Ortsteil oder Postleitzahl"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 120}),
    )
    gemeinde = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)
    fuer = forms.TypedChoiceField(label=_("Für wen"), required=False)
    dienst = forms.TypedChoiceField(label=_("Wofür"), required=False)
    am = DayField(label=_("Am (TT.MM.JJJJ)"))

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = choices
        fields: Any = self.fields
        fields["fuer"].choices = [("", _("Alle")), *((str(one.pk), one.name) for one in choices.groups)]
        fields["dienst"].choices = [("", _("Alle Dienste")), *((one.slug, one.name) for one in choices.services)]

    @property
    def group(self) -> TargetGroup | None:
        return next((one for one in self.known.groups if str(one.pk) == self.cleaned_data.get("fuer")), None)

    @property
    def service(self) -> Service | None:
        return next((one for one in self.known.services if one.slug == self.cleaned_data.get("dienst")), None)


class FilterForm(forms.Form):
    """Narrowing a list; what makes no sense in an address line is left out."""

    q = LineField(label=_("Suchen"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class OrganisationFilter(FilterForm):
    art = forms.ChoiceField(label=_("Art"), required=False, choices=[("", _("Alle")), *Organisation.Kind.choices])
    gemeinde = forms.ChoiceField(label=_("Zuständig in"), required=False)
    dienst = forms.ChoiceField(label=_("Dienst"), required=False)
    sprache = forms.ChoiceField(label=_("Sprache"), required=False, choices=[("", _("Alle")), *LANGUAGES.items()])

    def __init__(self, *args: Any, choices: Choices, towns: Iterable[Town], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        ordered = sorted(towns, key=lambda town: fold(town.name))
        fields["gemeinde"].choices = [("", _("Alle Gemeinden")), *((town.ags, town.name) for town in ordered)]
        fields["dienst"].choices = [("", _("Alle Dienste")), *((one.slug, one.name) for one in choices.services)]


class PersonFilter(FilterForm):
    stelle = forms.ChoiceField(label=_("Organisation"), required=False)
    sprache = forms.ChoiceField(label=_("Sprache"), required=False, choices=[("", _("Alle")), *LANGUAGES.items()])

    def __init__(self, *args: Any, organisations: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["stelle"].choices = [("", _("Alle Organisationen")), *organisations]


class ChangeFilter(FilterForm):
    q = LineField(
        label=_("Name oder Aufgabe"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    stelle = forms.ModelChoiceField(
        label=_("Organisation"),
        required=False,
        queryset=Organisation.objects.all(),
        empty_label=_("Alle Organisationen"),
    )
    art = forms.ChoiceField(label=_("Was"), required=False, choices=[("", _("Alles")), *ContactChange.Kind.choices])

    def narrowed(self, found: ContactChangeQuerySet) -> ContactChangeQuerySet:
        chosen = self.chosen()
        if chosen.get("q"):
            found = found.filter(Q(name__icontains=chosen["q"]) | Q(role__icontains=chosen["q"]))
        if chosen.get("stelle"):
            found = found.filter(organisation=chosen["stelle"])
        return found.filter(kind=chosen["art"]) if chosen.get("art") else found


class ReportForm(forms.Form):
    """Which days the report of gaps and overlaps looks at."""

    von = DayField(label=_("Von"))
    bis = DayField(label=_("Bis"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("von") and values.get("bis") and values["bis"] < values["von"]:
            self.add_error("bis", _("Das Ende liegt vor dem Anfang. Bitte prüfen Sie die beiden Tage."))
        return values


class HandOutForm(forms.Form):
    """How an internal list is to be handed out, and that whoever takes it knows what holds for it."""

    format = forms.ChoiceField(
        label=_("Tabelle als"),
        choices=[("xlsx", _("Excel-Datei (XLSX)")), ("csv", _("Textdatei (CSV)"))],
        initial="xlsx",
    )
    bound = forms.BooleanField(
        label=_("Die Datei bleibt bei diesen Stellen"),
        widget=forms.CheckboxInput(attrs={"class": "kern-form-check__checkbox"}),
        error_messages={"required": _("Bitte bestätigen Sie, dass die Datei bei diesen Stellen bleibt.")},
    )
