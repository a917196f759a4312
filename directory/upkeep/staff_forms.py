"""Forms with which an organisation says what changes about its staff: each asks for one thing."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from directory.form_fields import DayField
from directory.models import Position, Site
from directory.upkeep.entry_forms import ColleagueField, PersonForm, colleagues
from portal.edit_conflicts import EditForm


class Note(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Nachricht an den Landkreis"),
            required=False,
            max_length=300,
            help_text=_("Freiwillig. Bitte keine Gründe wie Krankheit und nichts über Ratsuchende."),
            widget=forms.Textarea(attrs={"rows": 2}),
        )


class NewPersonForm(PersonForm):
    beginn = DayField(label=_("Erster Tag"))
    nachricht = Note()

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        last, first = values.get("last_name", ""), values.get("first_name", "")
        same = Position.objects.filter(
            organisation=self.organisation, person__last_name__iexact=last, person__first_name__iexact=first
        ).current()
        if last and same.exists():
            self.add_error(
                "last_name", _("Diese Person ist schon eingetragen. Bitte ändern Sie den vorhandenen Eintrag.")
            )
        return values


class LeavingForm(forms.Form):
    """`uses` says how many places still show the contact: then somebody has to decide what becomes of them."""

    letzter_tag = DayField(label=_("Letzter Tag"))
    nachfolge = ColleagueField(
        label=_("Wer übernimmt?"), help_text=_("Steht vom Tag danach an überall dort, wo diese Person jetzt steht.")
    )
    gesehen = forms.BooleanField(
        label=_("Niemand übernimmt; es gelten die Vertretung und das Funktionspostfach."), required=False
    )
    nachricht = Note()

    def __init__(self, *args: Any, position: Position, among: QuerySet[Position], uses: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.position, self.uses = position, uses
        fields: Any = self.fields
        fields["nachfolge"].queryset = colleagues(among, position)
        if uses:
            fields["nachfolge"].empty_label = _("Bitte wählen")
        else:
            del fields["gesehen"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        last = values.get("letzter_tag")
        if last and self.position.valid_from and last < self.position.valid_from:
            self.add_error(
                "letzter_tag",
                _("Der letzte Tag liegt vor dem ersten (%(day)s). Bitte prüfen Sie ihn.")
                % {"day": f"{self.position.valid_from:%d.%m.%Y}"},
            )
        # Otherwise agreements and responsibilities would name nobody from the day after (F24).
        if self.uses and not values.get("nachfolge") and not values.get("gesehen"):
            self.add_error("nachfolge", _("Bitte wählen Sie, wer übernimmt, oder setzen Sie das Häkchen darunter."))
        return values


class FromDayForm(forms.Form):
    ab = DayField(label=_("Ab"))

    def __init__(self, *args: Any, position: Position, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.position = position

    def clean_ab(self) -> dt.date:
        day: dt.date = self.cleaned_data["ab"]
        begins, ends = self.position.valid_from, self.position.valid_until
        # From the first day on nothing changes: that would be another entry from the beginning.
        if (begins and day <= begins) or (ends and day > ends):
            raise ValidationError(_("An diesem Tag hat die Person die Funktion nicht. Bitte prüfen Sie ihn."))
        return day


class ShareForm(FromDayForm):
    anteil = forms.DecimalField(
        label=_("Neuer Stellenanteil in Prozent"),
        max_digits=5,
        decimal_places=2,
        min_value=1,
        max_value=100,
        localize=True,
        error_messages={
            "required": _("Bitte geben Sie den neuen Anteil an, zum Beispiel 75."),
            "invalid": _("Bitte geben Sie eine Zahl an, zum Beispiel 75 oder 62,5."),
            "min_value": _("Ein Stellenanteil liegt zwischen 1 und 100 Prozent."),
            "max_value": _("Ein Stellenanteil liegt zwischen 1 und 100 Prozent."),
        },
    )
    nachricht = Note()


class PlaceForm(FromDayForm):
    ort = forms.ModelChoiceField(
        label=_("Neuer Arbeitsort"),
        queryset=Site.objects.none(),
        empty_label=_("Bitte wählen"),
        help_text=_("Fehlt ein Standort, legen Sie ihn zuerst unter „Standorte“ an."),
        error_messages={"required": _("Bitte wählen Sie den Standort.")},
    )
    zimmer = forms.CharField(label=_("Zimmer"), required=False, max_length=40)
    nachricht = Note()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["ort"]
        field.queryset = self.position.organisation.sites.all()


class AwayForm(forms.Form):
    erster_tag = DayField(label=_("Erster Tag"))
    letzter_tag = DayField(label=_("Letzter Tag"), required=False, help_text=_("Leer, wenn er noch nicht feststeht."))
    vertretung = ColleagueField(
        label=_("Wer vertritt?"),
        empty_label=_("wie eingetragen, oder später"),
        help_text=_("Bei mehr als sechs Wochen muss von der siebten Woche an jemand vertreten."),
    )
    nachricht = Note()

    def __init__(self, *args: Any, position: Position, among: QuerySet[Position], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["vertretung"]
        field.queryset = colleagues(among, position)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = values.get("erster_tag"), values.get("letzter_tag")
        if first and last and last < first:
            self.add_error("letzter_tag", _("Der letzte Tag liegt vor dem ersten. Bitte prüfen Sie die beiden Tage."))
        return values


class SubstituteForm(forms.Form):
    vertretung = ColleagueField(
        label=_("Wer vertritt?"),
        required=True,
        empty_label=_("Bitte wählen"),
        error_messages={"required": _("Bitte wählen Sie, wer vertritt.")},
    )

    def __init__(self, *args: Any, position: Position, among: QuerySet[Position], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["vertretung"]
        field.queryset = colleagues(among, position)


class BackForm(EditForm, forms.Form):
    letzter_tag = DayField(label=_("Letzter Tag der Abwesenheit"))
