"""The form of a proof of use: a text for each heading, an exemption where a rule is not met; two people's changes are shown (F75)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from cases.access import Actor
from cases.indicators.proof_of_use import actions
from cases.indicators.proof_of_use.checks import Check, Facts, Given, Place
from cases.indicators.states import Transition
from cases.models import ProofOfUse
from directory.form_fields import DayField
from portal.edit_conflicts import EditForm

LONGEST_TEXT, LONGEST_REASON, LONGEST_NOTE = 8000, 500, 1000


def text_name(heading: str) -> str:
    return f"text-{heading}"


def place_name(place: Place, part: str) -> str:
    return "-".join(filter(None, ("ausnahme", *place, part)))


@dataclass(frozen=True)
class Part:
    """A heading with its input."""

    hint: str
    clause: str
    field: BoundField
    check: Check | None


@dataclass(frozen=True)
class Unmet:
    """A place where a rule is not met, with the inputs of its exemption."""

    check: Check
    fields: tuple[BoundField, ...]


class ProofForm(EditForm, forms.Form):
    """`judged` are the checks as they are stored; which exemptions can be given follows from them."""

    def __init__(self, data: Any = None, *, proof: ProofOfUse, facts: Facts, judged: Sequence[Check]) -> None:
        super().__init__(data, entry=f"{proof._meta.label_lower}:{proof.pk}", auto_id="f-%s")
        self.facts, self.judged = facts, judged
        self.places = [check.place for check in judged if check.takes_exemption]
        for heading in facts.guideline.headings:
            self.fields[text_name(heading.key)] = forms.CharField(
                label=str(heading.name),
                required=False,
                max_length=LONGEST_TEXT,
                initial=facts.texts.get(heading.key, ""),
                widget=forms.Textarea(attrs={"rows": 6}),
            )
        for check in judged:
            if check.takes_exemption:
                self.add_exemption(check)

    def add_exemption(self, check: Check) -> None:
        given = self.facts.given.get(check.place, Given())
        choices = [("", _("keine")), *((one.key, one.name) for one in check.rule.exemptions)]
        made: dict[str, forms.Field] = {
            "art": forms.ChoiceField(label=_("Ausnahme"), choices=choices, required=False, initial=given.kind)
        }
        if any(one.asks_since for one in check.rule.exemptions):
            made["seit"] = DayField(label=_("In diesem Feld tätig seit"), required=False, initial=given.since)
        made["grund"] = forms.CharField(
            label=_("Grund in einem Satz"), required=False, max_length=LONGEST_REASON, initial=given.reason
        )
        for part, field in made.items():
            self.fields[place_name(check.place, part)] = field

    def texts(self) -> dict[str, str]:
        return {one.key: self.cleaned_data[text_name(one.key)] for one in self.facts.guideline.headings}

    def given(self) -> dict[Place, Given]:
        values = self.cleaned_data
        return {
            place: Given(
                values[place_name(place, "art")],
                values.get(place_name(place, "seit")),
                values[place_name(place, "grund")],
            )
            for place in self.places
        }

    @property
    def parts(self) -> list[Part]:
        by_place = {check.place: check for check in self.judged}
        return [
            Part(str(one.hint), one.clause, self[text_name(one.key)], by_place.get(("report", one.key)))
            for one in self.facts.guideline.headings
        ]

    @property
    def unmet(self) -> list[Unmet]:
        return [
            Unmet(check, tuple(self[name] for name in self.fields if self.belongs(name, check.place)))
            for check in self.judged
            if check.takes_exemption
        ]

    def belongs(self, name: str, place: Place) -> bool:
        return name in {place_name(place, part) for part in ("art", "seit", "grund")}


class DecisionForm(forms.Form):
    """What the coordinator decides; the note is asked for where the table of transitions says so."""

    notiz = forms.CharField(
        label=_("Nachricht an den Träger"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("Nötig, wenn Sie zurückgeben oder eine Ausnahme machen."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    stand = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, proof: ProofOfUse, steps: Sequence[Transition]) -> None:
        super().__init__(data, initial={"stand": proof.version})
        self.proof, self.names = proof, [step.name for step in steps]

    @property
    def wanted(self) -> str:
        """The button that was pressed."""
        return str(self.data.get("aktion", ""))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if self.wanted not in self.names:
            raise forms.ValidationError(_("Das ist im jetzigen Stand nicht möglich. Bitte laden Sie die Seite neu."))
        if self.wanted != "accept" and not values.get("notiz", "").strip() and "notiz" not in self.errors:
            self.add_error("notiz", _("Bitte schreiben Sie einen Satz dazu; der Träger liest ihn."))
        return values

    def carry_out(self, by: Actor) -> None:
        values = self.cleaned_data
        shared = {"proof": self.proof, "version": values["stand"], "by": by}
        if self.wanted == "accept":
            actions.accept(**shared)
        elif self.wanted in {"return", "reopen"}:
            actions.give_back(note=values["notiz"], **shared)
        else:
            actions.decide(step=self.wanted, note=values["notiz"], **shared)
