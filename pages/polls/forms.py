"""Offering dates, and saying when one can."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.form_fields import DayField
from pages.meetings.calendar_entry import Slot
from pages.models import NormativePage, Poll, PollAnswer, PollInvitee
from pages.named_persons import Named, named_persons
from pages.wall_times import on_the_wall, time_field
from portal.edit_conflicts import EditForm

ROWS = 8


class PollForm(forms.ModelForm[Poll]):
    """Dates in rows; those left empty do not count."""

    answer_by = DayField(label=gettext_lazy("Antworten bis"))
    wer = forms.MultipleChoiceField(
        label=gettext_lazy("Wer wird gefragt?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Bitte wählen Sie, wer gefragt wird.")},
    )

    class Meta:
        model = Poll
        fields = ("title", "note", "place", "answer_by")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"title": {"required": gettext_lazy("Bitte schreiben Sie, worum es geht.")}}

    def __init__(self, *args: Any, agreement: NormativePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.agreement = agreement
        self.named = named_persons(agreement)
        people = {str(one.person.pk): one for one in self.named if one.person is not None}
        self.people: dict[str, Named] = people
        field: Any = self.fields["wer"]
        field.choices = [(key, f"{one.person.person}, {one.organisation}") for key, one in people.items() if one.person]
        field.initial = list(people)
        for row in range(1, ROWS + 1):
            self.fields[f"tag_{row}"] = DayField(label=gettext_lazy("Datum"), required=False)
            self.fields[f"von_{row}"] = time_field(gettext_lazy("von"), required=False)
            self.fields[f"bis_{row}"] = time_field(gettext_lazy("bis"), required=False)
        self.slots: list[Slot] = []

    @property
    def rows(self) -> list[tuple[int, list[BoundField]]]:
        return [(row, [self[f"{part}_{row}"] for part in ("tag", "von", "bis")]) for row in range(1, ROWS + 1)]

    @property
    def unnamed(self) -> list[str]:
        """Parties that name nobody whom all partners may see."""
        return [str(one.organisation) for one in self.named if one.person is None]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        self.slots = [slot for row in range(1, ROWS + 1) if (slot := self.slot(row)) is not None]
        if len(self.slots) < 2 and not any(name.startswith(("tag", "von", "bis")) for name in self.errors):
            self.add_error("tag_1", _("Bitte bieten Sie mindestens zwei Termine an."))
        by = values.get("answer_by")
        if by and by < timezone.localdate():
            self.add_error("answer_by", _("Dieser Tag ist vorbei. Bitte wählen Sie einen, der noch kommt."))
        elif by and self.slots and by >= min(timezone.localtime(slot.starts_at).date() for slot in self.slots):
            self.add_error("answer_by", _("Bitte lassen Sie vor dem ersten Termin antworten."))
        return values

    def slot(self, row: int) -> Slot | None:
        day, begin, end = (self.cleaned_data.get(f"{part}_{row}") for part in ("tag", "von", "bis"))
        names = [f"{part}_{row}" for part in ("tag", "von", "bis")]
        if not (day or begin or end) or set(names) & set(self.errors):
            return None
        for name, value in zip(names, (day, begin, end), strict=True):
            if value is None:
                self.add_error(name, _("Bitte geben Sie Tag, Beginn und Ende an."))
        if day is None or begin is None or end is None:
            return None
        try:
            slot = Slot(on_the_wall(day, begin), on_the_wall(day, end))
        except ValidationError as error:
            self.add_error(names[1], error)
            return None
        return self.checked(slot, names)

    def checked(self, slot: Slot, names: list[str]) -> Slot | None:
        if slot.ends_at <= slot.starts_at:
            self.add_error(names[2], _("Das Ende liegt vor dem Beginn. Bitte prüfen Sie die Uhrzeiten."))
        elif slot.starts_at <= timezone.now():
            self.add_error(names[0], _("Dieser Termin ist vorbei. Bitte wählen Sie einen, der noch kommt."))
        elif slot.starts_at in self.begins_before(names[0]):
            self.add_error(names[0], _("Dieser Termin steht schon weiter oben."))
        else:
            return slot
        return None

    def begins_before(self, name: str) -> set[dt.datetime]:
        """Of the rows above."""
        found = set()
        for row in range(1, int(name.rpartition("_")[2])):
            day, begin = (self.cleaned_data.get(f"{part}_{row}") for part in ("tag", "von"))
            if day and begin:
                found.add(timezone.make_aware(dt.datetime.combine(day, begin)))
        return found

    def chosen(self) -> list[Named]:
        return [self.people[key] for key in self.cleaned_data["wer"]]


class AnswerForm(EditForm, forms.Form):
    """One choice a date; two who answer for the same person see each other's."""

    def __init__(self, *args: Any, invitee: PollInvitee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {answer.option_id: answer.choice for answer in invitee.answers.all()}
        for option in invitee.poll.options.all():
            start, end = timezone.localtime(option.starts_at), timezone.localtime(option.ends_at)
            label = f"{date_format(start, 'l, j. F')}, {date_format(start, 'G:i')} – {date_format(end, 'G:i')} Uhr"
            self.fields[f"termin_{option.pk}"] = forms.ChoiceField(
                label=label,
                choices=PollAnswer.Choice.choices,
                widget=forms.RadioSelect,
                initial=said.get(option.pk, ""),
                error_messages={"required": _("Bitte wählen Sie für jeden Termin eine Antwort.")},
            )

    def choices_by_option(self) -> dict[int, str]:
        return {int(name.rpartition("_")[2]): value for name, value in self.cleaned_data.items()}
