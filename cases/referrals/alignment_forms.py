"""Forms for goals, dropouts and conflicts."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import AlignedGoal, AlignmentSheet, DropoutNotice
from cases.referrals import deadlines, goals
from directory.form_fields import DayField
from directory.holidays import working_days_after
from portal.edit_conflicts import EditForm
from portal.written_dates import written

LONGEST = 2000
ANSWER_DAYS = 5
NOON = dt.time(12)


class Writing(forms.CharField):
    """A few sentences."""

    def __init__(self, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class GoalForm(EditForm, forms.ModelForm[AlignedGoal]):
    employment_goal = Writing(label=_("Ziel im Plan der Arbeitsseite"), required=False)
    integration_goal = Writing(label=_("Ziel im Integrationsplan"), required=False)
    due_on = DayField(label=_("Bis wann"), required=False)
    reason = Writing(
        label=_("Begründung"),
        required=False,
        help_text=_("Nötig, wenn es nicht eingehalten oder abgebrochen wurde oder nicht zustande kam."),
    )

    class Meta:
        model = AlignedGoal
        fields = ("employment_goal", "integration_goal", "contradicts", "responsible", "due_on", "state", "reason")
        labels = {"contradicts": _("Die beiden Ziele widersprechen sich"), "responsible": _("Wer kümmert sich")}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        # Where one of them has its own error already, nothing is missing.
        written = values.get("employment_goal", "-") or values.get("integration_goal", "-")
        if not written:
            self.add_error("employment_goal", _("Bitte schreiben Sie das Ziel auf mindestens einer Seite auf."))
        if goals.owes_reason(values.get("state", ""), values.get("reason", "-")):
            self.add_error("reason", _("Bitte begründen Sie in einem Satz, woran es lag."))
        return values

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A new row has its key already, but nobody else can have changed it.
        if self.instance._state.adding:
            self.entry = ""


class PlanForm(forms.Form):
    plan = forms.ChoiceField(label=_("Plan der Arbeitsseite"), choices=AlignmentSheet.Plan.choices)
    version = forms.IntegerField(widget=forms.HiddenInput)


class VersionForm(forms.Form):
    """What a button sends along: the state the person has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class DropoutForm(forms.Form):
    """One page, filled from a phone in a minute. `people` are (key, words) of clients who agreed to such a notice."""

    suche = forms.CharField(
        label=_("Name oder Aktenzeichen"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    wen = forms.ChoiceField(
        label=_("Um wen geht es?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Bitte suchen Sie die Person und wählen Sie sie aus."),
            "invalid_choice": _("Für diese Person gilt keine Einwilligung mehr. Bitte suchen Sie noch einmal."),
        },
    )
    art = forms.ChoiceField(
        label=_("Was ist geschehen?"),
        widget=forms.RadioSelect,
        choices=DropoutNotice.Kind.choices,
        initial=DropoutNotice.Kind.THREATENED,
    )
    seit = DayField(label=_("Seit wann?"))
    text = Writing(
        label=_("In ein, zwei Sätzen"),
        help_text=_("Nur zur Teilnahme; keine Diagnosen und nichts über andere Menschen."),
        error_messages={"required": _("Bitte schreiben Sie in einem Satz, was Ihnen aufgefallen ist.")},
    )
    antwort = forms.ChoiceField(
        label=_("Antwort bis"),
        error_messages={"invalid_choice": _("Bitte wählen Sie einen Tag, der noch kommt.")},
    )
    anruf = forms.ChoiceField(
        label=_("Wer ruft die Person an?"),
        widget=forms.RadioSelect,
        required=False,
        choices=[
            (DropoutNotice.Caller.SENDER, _("wir")),
            (DropoutNotice.Caller.RECEIVER, _("die andere Seite")),
            ("", _("noch offen")),
        ],
    )

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = noons(timezone.now())
        shown: Any = self.fields
        shown["antwort"].choices = [(day.isoformat(), written(day, "l, j. F, H:i")) for day in days]
        shown["antwort"].initial = days[0].isoformat()
        self.offer(list(people))

    def offer(self, people: list[tuple[str, str]]) -> None:
        """Whom to choose among; the only one is chosen already."""
        field: Any = self.fields["wen"]
        field.choices = people
        if len(people) == 1:
            field.initial = people[0][0]

    def clean_seit(self) -> dt.date:
        day: dt.date = self.cleaned_data["seit"]
        if day > timezone.localdate():
            raise ValidationError(_("Dieser Tag liegt in der Zukunft. Bitte prüfen Sie ihn."))
        return day

    def clean_antwort(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.cleaned_data["antwort"])


def noons(now: dt.datetime) -> list[dt.datetime]:
    """Noon of each of the next working days, in Berlin."""
    today = now.astimezone(deadlines.BERLIN).date()
    days = [working_days_after(today, number) for number in range(1, ANSWER_DAYS + 1)]
    return [dt.datetime.combine(day, NOON, deadlines.BERLIN) for day in days]


class CallForm(VersionForm):
    anruf = forms.ChoiceField(choices=DropoutNotice.Caller.choices)


class ConflictForm(forms.Form):
    text = Writing(
        rows=5,
        label=_("Worin sind Sie sich nicht einig?"),
        help_text=_("Das lesen die Leitungen beider Seiten. Bitte nur, was zur Klärung nötig ist."),
        error_messages={"required": _("Bitte schreiben Sie, was zu klären ist.")},
    )


class SettlementForm(VersionForm):
    text = Writing(
        rows=5,
        label=_("So wurde es geklärt"),
        error_messages={"required": _("Bitte schreiben Sie, wie es geklärt wurde.")},
    )
