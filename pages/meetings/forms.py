"""Forms around a meeting: when and where, points, minutes, decisions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.form_fields import DayField
from pages.meetings.calendar_entry import Slot
from pages.models import AgendaItem, Decision, Meeting
from pages.named_persons import Named, named_persons
from pages.wall_times import on_the_wall, time_field
from portal.edit_conflicts import EditForm


class NewMeetingForm(forms.ModelForm[Meeting]):
    class Meta:
        model = Meeting
        fields = ("title",)
        error_messages = {"title": {"required": gettext_lazy("Bitte schreiben Sie, worum es geht.")}}


class DateForm(EditForm, forms.Form):
    """One date, in the county's wall time."""

    tag = DayField(label=gettext_lazy("Datum"))
    von = time_field(gettext_lazy("von"))
    bis = time_field(gettext_lazy("bis"))
    ort = forms.CharField(label=gettext_lazy("Ort"), max_length=200, required=False)
    link = forms.URLField(
        label=gettext_lazy("Link zur Videokonferenz"),
        help_text=gettext_lazy("Den Link sehen nur Eingeladene und Angemeldete."),
        max_length=500,
        required=False,
        assume_scheme="https",
    )

    groups = ((gettext_lazy("Wann"), ("tag", "von", "bis")), (gettext_lazy("Wo"), ("ort", "link")))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        date = meeting.event_date if meeting.starts_at else None
        initial = {}
        if date is not None:
            start, end = timezone.localtime(date.starts_at), timezone.localtime(date.ends_at)
            initial = {
                "tag": start.date(),
                "von": start.time(),
                "bis": end.time(),
                "ort": date.event.place,
                "link": date.event.online_link,
            }
        super().__init__(*args, initial=initial, **kwargs)
        self.slot: Slot | None = None

    def clean_link(self) -> str:
        link = str(self.cleaned_data["link"])
        if link and not link.startswith("https://"):
            raise ValidationError(_("Bitte geben Sie eine Adresse an, die mit https:// beginnt."))
        return link

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if {"tag", "von", "bis"} <= values.keys():
            try:
                start, end = (on_the_wall(values["tag"], values[name]) for name in ("von", "bis"))
            except ValidationError as error:
                self.add_error("von", error)
                return values
            if end <= start:
                self.add_error("bis", _("Das Ende liegt vor dem Beginn. Bitte prüfen Sie die Uhrzeiten."))
            elif start <= timezone.now():
                self.add_error("tag", _("Dieser Termin ist vorbei. Bitte wählen Sie einen, der noch kommt."))
            else:
                self.slot = Slot(start, end, values.get("ort", ""), values.get("link", ""))
        return values


class PointForm(forms.ModelForm[AgendaItem]):
    class Meta:
        model = AgendaItem
        fields = ("title", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"title": {"required": gettext_lazy("Bitte schreiben Sie, worüber gesprochen werden soll.")}}


class DeclineForm(forms.Form):
    grund = forms.CharField(
        label=gettext_lazy("Grund"),
        max_length=300,
        help_text=gettext_lazy("Die Person, die den Punkt vorgeschlagen hat, liest ihn."),
        error_messages={"required": gettext_lazy("Bitte nennen Sie den Grund.")},
    )


class MinutesForm(EditForm, forms.ModelForm[Meeting]):
    class Meta:
        model = Meeting
        fields = ("attendance", "minutes")
        widgets = {"attendance": forms.Textarea(attrs={"rows": 3}), "minutes": forms.Textarea(attrs={"rows": 16})}


class DecisionForm(forms.ModelForm[Decision]):
    """Whose part it is: a person the agreement names, or an organisation where it names nobody."""

    wer = forms.ChoiceField(
        label=gettext_lazy("Zuständig"),
        error_messages={"required": gettext_lazy("Bitte wählen Sie, wer zuständig ist.")},
    )
    due_on = DayField(label=gettext_lazy("Erledigt bis"))

    class Meta:
        model = Decision
        fields = ("text", "due_on")
        error_messages = {"text": {"required": gettext_lazy("Bitte schreiben Sie, was beschlossen wurde.")}}

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.meeting = meeting
        self.who: dict[str, tuple[Named, Any]] = {}
        labels = [("", _("Bitte wählen"))]
        for one in named_persons(meeting.agreement) if meeting.agreement else ():
            for position in one.people:
                self.who[f"p{position.pk}"] = (one, position)
                labels.append((f"p{position.pk}", f"{one.organisation}, {position.person}"))
            if not one.people:
                self.who[f"o{one.organisation.pk}"] = (one, None)
                labels.append((f"o{one.organisation.pk}", str(one.organisation)))
        field: Any = self.fields["wer"]
        field.choices = labels
        self.order_fields(["text", "wer", "due_on"])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = self.who.get(values.get("wer", ""))
        if chosen is not None:
            self.instance.organisation, self.instance.position = chosen[0].organisation, chosen[1]
        return values


class DoneForm(forms.Form):
    notiz = forms.CharField(
        label=gettext_lazy("Was wurde getan?"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("Ein Satz für die anderen, ohne Angaben über Klientinnen und Klienten."),
    )
