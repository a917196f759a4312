"""The form of a submission: one input for each cell, kind, reason; two people's changes are shown field by field (F75)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.indicators import places
from cases.indicators.places import Key, RowPlace, cell_name
from cases.indicators.queries import Catalogue
from cases.indicators.stored import prefilled, row_values
from cases.indicators.sums import Sums
from cases.models import Answer, Indicator, Submission
from portal.edit_conflicts import EditForm

KINDS = (
    (places.VALUE, _("Zahlen")),
    (places.NOTHING, _("Nichts zu melden")),
    (places.NOT_AVAILABLE, _("Liegt nicht vor")),
)
TEXT_KINDS = ((places.TEXT, _("Text")), (places.NOTHING, _("Nichts zu melden")))


class WholeNumberField(forms.CharField):
    """Text of digits, so that what was typed comes back as it was; "" is no answer yet."""

    def clean(self, value: Any) -> str:
        text = str(value or "").strip()
        if not text:
            return ""
        try:
            return str(places.whole_number(text))
        except ValueError:
            raise ValidationError(
                _("Bitte eine ganze Zahl von 0 bis 999999, nur Ziffern, ohne Punkt und Komma."), code="number"
            ) from None


class AnswerForm(EditForm, forms.Form):
    """`stored` are the answers as they are; what is shown before anybody saves comes from the tally."""

    def __init__(
        self, data: Any = None, *, submission: Submission, catalogue: Catalogue, stored: dict[Key, Answer], sums: Sums
    ) -> None:
        self.catalogue, self.stored, self.sums = catalogue, stored, sums
        super().__init__(data, entry=f"{submission._meta.label_lower}:{submission.pk}", auto_id="f-%s")
        for indicator in catalogue.indicators:
            for place in catalogue.places_of(indicator):
                self.add_row(indicator, place)

    def add_row(self, indicator: Indicator, place: RowPlace) -> None:
        is_text = indicator.kind == Indicator.Kind.TEXT
        label = self.catalogue.label_of((place.indicator, place.row, ""))
        initial = row_values(place, self.stored)
        kinds = TEXT_KINDS if is_text else KINDS
        made: dict[str, forms.Field] = {
            place.field(places.KIND): forms.ChoiceField(choices=kinds, required=False, label=label),
            place.field(places.REASON): forms.CharField(max_length=300, required=False, label=label),
        }
        if self.catalogue.allows_estimates and not is_text:
            made[place.field(places.ESTIMATED)] = forms.BooleanField(required=False, label=label)
        for key in place.cells:
            field = forms.CharField(max_length=4000, required=False) if is_text else WholeNumberField(required=False)
            field.label = self.catalogue.label_of(key)
            made[cell_name(key)] = field
        for name, one in made.items():
            one.initial = initial.get(name, kinds[0][0] if name == place.field(places.KIND) else "")
            self.fields[name] = one

    def shown(self, name: str) -> str:
        """What stands in the input: typed, stored, or counted."""
        if self.is_bound:
            return str(self.data.get(name, ""))
        return str(self.fields[name].initial or "")

    def shown_cell(self, key: Key) -> str:
        if self.is_bound:
            return str(self.data.get(cell_name(key), ""))
        return prefilled(key, self.stored, self.sums)

    def values(self) -> dict[str, Any]:
        """What is to be stored; for a form that is settled. A count that nobody touched is the one of now, not of when
        the page was opened: colleagues go on tallying meanwhile."""
        values = dict(self.cleaned_data)
        for indicator in self.catalogue.indicators:
            for place in self.catalogue.places_of(indicator):
                values |= {cell_name(key): str(self.sums.of(*key)) for key in place.cells if self.is_as_counted(key)}
        return values

    def is_as_counted(self, key: Key) -> bool:
        seen = str(self.data.get(places.seen_name(key), ""))
        return bool(seen) and seen == self.cleaned_data.get(cell_name(key)) and self.sums.of(*key) is not None
