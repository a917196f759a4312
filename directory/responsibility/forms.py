"""What can be asked about responsibility, by address line: every answer has a link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.form_fields import DayField, LineField
from directory.models import Service, TargetGroup
from directory.responsibility.answer import Choices


class QuestionForm(forms.Form):
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
    am = DayField(label=_("Am (TT.MM.JJJJ)"), required=False)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = choices
        fields: Any = self.fields
        fields["fuer"].choices = [("", _("Alle")), *((str(group.pk), group.name) for group in choices.groups)]
        services = ((service.slug, service.name) for service in choices.services)
        fields["dienst"].choices = [("", _("Alle Dienste")), *services]

    @property
    def group(self) -> TargetGroup | None:
        chosen = self.cleaned_data.get("fuer")
        return next((group for group in self.known.groups if str(group.pk) == chosen), None)

    @property
    def service(self) -> Service | None:
        chosen = self.cleaned_data.get("dienst")
        return next((service for service in self.known.services if service.slug == chosen), None)


class ReportForm(forms.Form):
    """Which days the report of gaps and overlaps looks at."""

    von = DayField(label=_("Von"), required=False)
    bis = DayField(label=_("Bis"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("von") and values.get("bis") and values["bis"] < values["von"]:
            self.add_error("bis", _("Das Ende liegt vor dem Anfang. Bitte prüfen Sie die beiden Tage."))
        return values
