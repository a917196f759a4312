"""Entering a training, and keeping the rules."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.form_fields import DayField
from pages.models import EventPage, TrainingRecord, TrainingRule, TrainingTopic
from pages.training import proofs
from pages.training.actions import Proof
from portal.edit_conflicts import EditForm

OFFERED_AS = (
    EventPage.Kind.TRAINING,
    EventPage.Kind.EXCHANGE,
    EventPage.Kind.PEER_CONSULTATION,
    EventPage.Kind.INFORMATION,
)
EVENTS_SHOWN = 60


class RecordForm(forms.ModelForm[TrainingRecord]):
    taken_on = DayField(label=gettext_lazy("Teilgenommen am"))
    zaehlt = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Zählt für"),
        queryset=TrainingTopic.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Nur ankreuzen, wenn die Fortbildung dieses Thema hatte."),
    )
    nachweis = forms.FileField(
        label=gettext_lazy("Bescheinigung"),
        required=False,
        help_text=gettext_lazy("PDF, JPEG oder PNG, höchstens 5 MB. Nur die Person selbst sieht sie."),
    )

    class Meta:
        model = TrainingRecord
        fields = ("title", "provider", "taken_on", "hours")
        localized_fields = ("hours",)
        error_messages = {"title": {"required": gettext_lazy("Bitte schreiben Sie, wie die Fortbildung hieß.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proof: Proof | None = None
        if not TrainingTopic.objects.exists():
            del self.fields["zaehlt"]

    def clean_taken_on(self) -> Any:
        day = self.cleaned_data["taken_on"]
        if day > timezone.localdate():
            raise ValidationError(_("Dieser Tag kommt erst noch. Eingetragen wird, was schon war."))
        return day

    def clean_nachweis(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data.get("nachweis")
        self.proof = proofs.checked(file) if file else None
        return file


class RuleForm(EditForm, forms.ModelForm[TrainingRule]):
    valid_from = DayField(label=gettext_lazy("Gilt ab"))
    ended_on = DayField(label=gettext_lazy("Gilt nicht mehr ab"), required=False)
    thema = forms.CharField(
        label=gettext_lazy("Thema"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Unter diesem Namen zählen Fortbildungen für die Regel."),
    )
    veranstaltungen = forms.MultipleChoiceField(
        label=gettext_lazy("Veranstaltungen im Kalender, die dafür zählen"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    groups = (
        (gettext_lazy("Die Regel"), ("name", "clause", "fulfilled_by", "thema", "veranstaltungen")),
        (gettext_lazy("Von wem?"), ("role_contains", "organisation_kind", "qualification")),
        (gettext_lazy("Bis wann?"), ("months", "since", "every_months", "valid_from", "ended_on")),
    )

    class Meta:
        model = TrainingRule
        fields = (
            "name",
            "clause",
            "fulfilled_by",
            "role_contains",
            "organisation_kind",
            "qualification",
            "months",
            "since",
            "every_months",
            "valid_from",
            "ended_on",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.say_briefly()
        topic = self.instance.topic
        self.initial.setdefault("thema", topic.name if topic else "")
        known = list(topic.events.values_list("pk", flat=True)) if topic else []
        self.initial.setdefault("veranstaltungen", [str(pk) for pk in known])
        shown = EventPage.objects.filter(kind__in=OFFERED_AS, live=True).order_by("-starts_at")[:EVENTS_SHOWN]
        choices = {event.pk: event for event in [*EventPage.objects.filter(pk__in=known), *shown]}
        field: Any = self.fields["veranstaltungen"]
        field.choices = [
            (str(pk), f"{event.title}, {timezone.localtime(event.starts_at):%d.%m.%Y}") for pk, event in choices.items()
        ]
        if not choices:
            del self.fields["veranstaltungen"]

    def say_briefly(self) -> None:
        """Choices that fit beside each other; nothing chosen means all."""
        fields: Any = self.fields
        fields["fulfilled_by"].choices = [
            (TrainingRule.Fulfilled.RECORD, _("Fortbildung besucht")),
            (TrainingRule.Fulfilled.FOLLOW_UP, _("Nachqualifizierung begonnen")),
        ]
        for name in ("organisation_kind", "qualification"):
            fields[name].choices = [("", _("alle")), *(choice for choice in fields[name].choices if choice[0])]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        wants_topic = values.get("fulfilled_by") == TrainingRule.Fulfilled.RECORD
        if wants_topic and not values.get("thema"):
            self.add_error("thema", _("Bitte geben Sie das Thema an, das die Fortbildung hat."))
        if not wants_topic:
            self.instance.topic = None
            values["thema"] = ""
        begin, end = values.get("valid_from"), values.get("ended_on")
        if begin and end and end < begin:
            self.add_error("ended_on", _("Das Ende liegt vor dem Anfang. Bitte prüfen Sie die beiden Tage."))
        return values
