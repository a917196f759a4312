"""A value that is changed after acceptance."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.indicators import places
from cases.indicators.answer_form import KINDS
from cases.indicators.places import LARGEST, Key, cell_name
from cases.indicators.queries import Catalogue
from cases.models import Indicator


class CorrectionForm(forms.Form):
    feld = forms.ChoiceField(label=_("Welcher Wert?"))
    art = forms.ChoiceField(label=_("Angabe"), choices=KINDS, initial=places.VALUE)
    wert = forms.IntegerField(label=_("Neuer Wert"), min_value=0, max_value=LARGEST, required=False)
    grund = forms.CharField(label=_("Grund"), max_length=300, help_text=_("Ein Satz, ohne Namen."))
    stand = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, catalogue: Catalogue, version: int) -> None:
        super().__init__(data, auto_id="b-%s")
        self.keys: dict[str, Key] = {
            cell_name(key): key
            for indicator in catalogue.indicators
            if indicator.kind != Indicator.Kind.TEXT
            for place in catalogue.places_of(indicator)
            for key in place.cells
        }
        self.fields["feld"].choices = [(name, catalogue.label_of(key)) for name, key in self.keys.items()]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["stand"].initial = version

    @property
    def key(self) -> Key:
        return self.keys[self.cleaned_data["feld"]]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("art") == places.VALUE:
            if values.get("wert") is None and "wert" not in self.errors:
                self.add_error("wert", _("Bitte eine ganze Zahl eintragen; null heißt: gezählt und nichts gefunden."))
        else:
            values["wert"] = None
        return values
