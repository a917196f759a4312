"""Forms of the catalogue: the coordinator changes it without code."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.indicators import clauses
from cases.indicators.catalogue_actions import key_from, next_free
from cases.models import Indicator, IndicatorItem, IndicatorSet
from cases.models.catalogue import sources
from portal import agreed
from portal.edit_conflicts import EditForm

HINT = _(
    "Eine Zeile je Eintrag. Vor dem Doppelpunkt kann ein Kürzel stehen; behalten Sie es, wenn sich nur der Name ändert."
)
LINE = re.compile(r"(?:(?P<key>[a-z0-9-]{1,40})\s*:\s*)?(?P<name>.+)")
NAME_LENGTH = 120


class CopyForm(forms.Form):
    version = forms.CharField(label=_("Fassung"), max_length=20, help_text=_("Zum Beispiel 2027-1."))
    valid_from = forms.DateField(label=_("gilt ab"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean_version(self) -> str:
        version: str = self.cleaned_data["version"]
        if IndicatorSet.objects.filter(version=version).exists():
            raise ValidationError(_("Diese Fassung gibt es schon. Bitte wählen Sie eine andere Bezeichnung."))
        return version


class CatalogueForm(EditForm, forms.ModelForm):
    class Meta:
        model = IndicatorSet
        fields = ("name", "version", "valid_from", "note", "allows_estimates")
        widgets = {"valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class IndicatorForm(EditForm, forms.ModelForm):
    rows_text = forms.CharField(
        label=_("Zeilen"), required=False, widget=forms.Textarea(attrs={"rows": 8}), help_text=HINT
    )
    columns_text = forms.CharField(
        label=_("Spalten"), required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text=HINT
    )

    class Meta:
        model = Indicator
        fields = (
            "name",
            "kind",
            "unit",
            "definition",
            "clause",
            "section",
            "source",
            "is_required",
            "lowest",
            "highest",
            "change_percent",
            "part_of",
        )
        help_texts: ClassVar[dict[str, Any]] = {
            "section": _("Zum Beispiel LÖ-RL 3.11.1. Leer: der Abschnitt, den die Grundlage nennt.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = self.instance
        for name, axis in (("rows_text", "row"), ("columns_text", "column")):
            items = one.items.filter(axis=axis) if one.pk else IndicatorItem.objects.none()
            self.fields[name].initial = "\n".join(f"{item.key}: {item.name}" for item in items)
        self.named = clauses.sections_of([one]).get(one.key) if one.section else None
        self.initial["section"] = self.named.title if self.named else ""
        self.fields["source"] = forms.ChoiceField(
            label=_("Herkunft"), required=False, choices=sources(), initial=one.source
        )
        others = one.catalogue.indicators.exclude(pk=one.pk).values_list("key", "name")
        self.fields["part_of"] = forms.ChoiceField(
            label=_("Darf nicht größer sein als"),
            required=False,
            choices=[("", _("ohne Vergleich")), *others],
            initial=one.part_of,
        )

    def clean_rows_text(self) -> list[tuple[str, str]]:
        return lines_of(self.cleaned_data["rows_text"])

    def clean_columns_text(self) -> list[tuple[str, str]]:
        return lines_of(self.cleaned_data["columns_text"])

    def clean_section(self) -> str:
        """Typed as it is cited, kept by the keys that stay."""
        self.cited = cited = " ".join(self.cleaned_data["section"].split())
        if self.named is not None and cited == self.named.title:
            return str(self.instance.section)
        key = agreed.clause_key(cited)
        found = agreed.sections([key]).get(key) if key is not None else None
        if cited and found is None:
            raise ValidationError(
                _(
                    "Diesen Abschnitt gibt es in den Dokumenten des Portals nicht. Bitte schreiben Sie ihn wie „LÖ-RL 3.11.1“, oder lassen Sie das Feld leer."
                )
            )
        return clauses.stored(found) if found is not None else ""

    def typed_text(self, name: str) -> str:
        value = self.cleaned_data.get(name)
        if name == "section":
            return self.cited
        if name in {"rows_text", "columns_text"} and isinstance(value, list):
            return "\n".join(f"{key}: {said}" for key, said in value)
        return str(super().typed_text(name))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        kind = values.get("kind")
        if kind in {Indicator.Kind.BREAKDOWN, Indicator.Kind.MATRIX} and not values.get("rows_text"):
            self.add_error("rows_text", _("Bitte mindestens eine Zeile nennen."))
        if kind == Indicator.Kind.MATRIX and not values.get("columns_text"):
            self.add_error("columns_text", _("Bitte mindestens eine Spalte nennen."))
        if kind != Indicator.Kind.NUMBER and values.get("source") not in (None, *Indicator.Source.values):
            self.add_error("source", _("Diese Herkunft liefert eine einzelne Zahl. Bitte wählen Sie die Art „Zahl“."))
        low, high = values.get("lowest"), values.get("highest")
        if low is not None and high is not None and low > high:
            self.add_error("highest", _("Das ist kleiner als die untere Grenze."))
        if kind in {Indicator.Kind.NUMBER, Indicator.Kind.TEXT}:
            values["rows_text"] = []
        if kind != Indicator.Kind.MATRIX:
            values["columns_text"] = []
        return values


def lines_of(text: str) -> list[tuple[str, str]]:
    """Keys and names; a key that is missing is made, one that is there twice is refused."""
    found: list[tuple[str, str]] = []
    taken: set[str] = set()
    for line in filter(None, (one.strip() for one in text.splitlines())):
        match = LINE.fullmatch(line)
        if match is None or len(match["name"]) > NAME_LENGTH:
            raise ValidationError(_("Eine Zeile ist zu lang. Bitte höchstens 120 Zeichen."))
        if match["key"] in taken:
            raise ValidationError(_("Das Kürzel „%(key)s“ steht zweimal da."), params={"key": match["key"]})
        key = match["key"] or next_free(key_from(match["name"]), taken)
        taken.add(key)
        found.append((key, match["name"]))
    return found
