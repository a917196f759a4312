"""An exception for one submission: excepted, included again, open until a day."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.access import Actor
from cases.indicators import submission_actions
from cases.indicators.states import Transition
from cases.models import Submission

LABELS = {
    "except": _("Muss für diesen Zeitraum nichts melden"),
    "include": _("Muss doch melden"),
    "extend": _("Darf länger abgeben"),
    "unlock": _("Darf noch einmal ändern"),
}
WITH_DAY = {"extend", "unlock"}


class DecisionForm(forms.Form):
    schritt = forms.ChoiceField(label=_("Was gilt?"), widget=forms.RadioSelect)
    bis = forms.DateField(
        label=_("Offen bis"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    grund = forms.CharField(label=_("Grund"), max_length=300, help_text=_("Wer meldet, liest ihn."))
    stand = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, submission: Submission, steps: list[Transition]) -> None:
        super().__init__(data)
        self.submission = submission
        names = [step.name for step in steps if step.name in LABELS]
        self.fields["schritt"].choices = [(name, LABELS[name]) for name in names]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["stand"].initial = submission.version

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("schritt") in WITH_DAY and values.get("bis") is None and "bis" not in self.errors:
            self.add_error("bis", _("Bitte den letzten Tag nennen, an dem noch etwas geändert werden darf."))
        return values

    def carry_out(self, by: Actor) -> None:
        values = self.cleaned_data
        shared = {"submission": self.submission, "note": values["grund"], "version": values["stand"], "by": by}
        if values["schritt"] in WITH_DAY:
            submission_actions.open_again(until=values["bis"], **shared)
        else:
            submission_actions.decide(step=values["schritt"], **shared)
