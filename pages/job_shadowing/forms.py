"""Forms of job shadowing. Each says that data about clients do not belong here."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.form_fields import DayField
from directory.models import Organisation, Team
from pages.job_shadowing import access
from pages.job_shadowing.request_actions import Time
from pages.models import ShadowingFeedback, ShadowingOffer, ShadowingSlot
from portal.edit_conflicts import EditForm
from portal.models import User

MAX_TEXT = 600
Answer = ShadowingFeedback.Answer


class ContactField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.get_full_name() or obj)


class OfferForm(EditForm, forms.ModelForm[ShadowingOffer]):
    """The organisation is asked for where somebody may offer for several, and never changes later."""

    contact = ContactField(
        queryset=None,  # set below; this module is read where accounts may be of another model
        label=_("Wer Gäste empfängt"),
        empty_label=None,
        help_text=_("Diese Person bekommt die Anfragen; ihr Team und die Leitung sehen sie auch."),
    )
    groups = (
        (_("Was es zu sehen gibt"), ("organisation", "title", "description", "requirements")),
        (_("Wer, wo und wie viele"), ("contact", "team", "place", "places")),
        (_("Absprachen"), ("by_arrangement", "needs_approval")),
        (_("Sprachen an diesem Tag"), ("languages",)),
    )

    class Meta:
        model = ShadowingOffer
        fields = (
            "organisation",
            "title",
            "description",
            "requirements",
            "contact",
            "team",
            "place",
            "places",
            "by_arrangement",
            "needs_approval",
            "languages",
        )
        widgets = {
            "title": forms.TextInput(attrs={"class": "wide"}),
            "description": forms.Textarea(attrs={"rows": 5}),
            "requirements": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, by: User, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk or len(organisations) == 1:
            del self.fields["organisation"]
            if not self.instance.pk:
                self.instance.organisation = organisations[0]
        if "organisation" in self.fields:
            self.choose("organisation", Organisation.objects.filter(pk__in=[each.pk for each in organisations]))
        own = [self.instance.organisation] if self.instance.organisation_id else organisations
        colleagues = User.objects.filter(is_active=True, memberships__organisation__in=own).distinct()
        self.choose("contact", colleagues.order_by("last_name", "first_name"))
        self.choose("team", Team.objects.filter(organisation__in=own))
        teams: Any = self.fields["team"]
        teams.empty_label = _("kein bestimmtes")
        if not self.instance.pk:
            self.initial.setdefault("contact", by.pk)

    def choose(self, name: str, rows: Any) -> None:
        field: Any = self.fields[name]
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        organisation = values.get("organisation") or (
            self.instance.organisation if self.instance.organisation_id else None
        )
        contact, team = values.get("contact"), values.get("team")
        if organisation and contact and not access.organisations_of(contact).filter(pk=organisation.pk).exists():
            self.add_error("contact", _("Diese Person arbeitet nicht bei der gewählten Organisation."))
        if organisation and team and team.organisation_id != organisation.pk:
            self.add_error("team", _("Dieses Team gehört zu einer anderen Organisation. Bitte wählen Sie ein anderes."))
        return values


def clock_field(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=["%H:%M", "%H.%M", "%H"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={
            "required": _("Bitte geben Sie die Uhrzeit an."),
            "invalid": _("Bitte die Uhrzeit so schreiben: 14:30."),
        },
    )


class TimeForm(forms.Form):
    """A day and from when until when, on the clock on the wall."""

    tag = DayField(label=_("Tag"))
    von = clock_field(_("Von"))
    bis = clock_field(_("Bis"))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        day, begins, ends = values.get("tag"), values.get("von"), values.get("bis")
        if begins and ends and ends <= begins:
            self.add_error("bis", _("Das Ende liegt vor dem Beginn. Bitte prüfen Sie die Zeiten."))
        for name, clock in (("von", begins), ("bis", ends)):
            if day and clock and not is_on_the_wall(day, clock):
                self.add_error(name, _("Diese Uhrzeit gibt es an dem Tag nicht: Die Uhr wird umgestellt."))
        return values

    @property
    def time(self) -> Time:
        values = self.cleaned_data
        return Time(aware(values["tag"], values["von"]), aware(values["tag"], values["bis"]))


def aware(day: dt.date, clock: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, clock))


def is_on_the_wall(day: dt.date, clock: dt.time) -> bool:
    """False for the hour that is left out in spring."""
    moment = aware(day, clock)
    back = timezone.localtime(moment.astimezone(dt.UTC))
    return back.replace(tzinfo=None) == dt.datetime.combine(day, clock)


class SlotField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class AskForm(forms.Form):
    """`termin` is not there where the time is by arrangement, `stelle` only for who works for several."""

    termin = SlotField(
        queryset=ShadowingSlot.objects.none(),
        label=_("Freie Termine"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Bitte wählen Sie einen Termin."),
            "invalid_choice": _("Dieser Termin ist inzwischen vergeben. Bitte wählen Sie einen anderen."),
        },
    )
    stelle = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), label=_("Für welche Stelle"), empty_label=None
    )
    wunsch = forms.CharField(
        label=_("Was Sie sehen möchten (freiwillig)"),
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bitte keine Angaben über Klientinnen und Klienten."),
    )

    def __init__(self, *args: Any, offer: ShadowingOffer, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisations = organisations
        fields: Any = self.fields
        if offer.by_arrangement:
            del self.fields["termin"]
            fields["wunsch"].label = _("Was Sie sehen möchten und wann es Ihnen passt")
            fields["wunsch"].required = True
            fields["wunsch"].error_messages["required"] = _("Bitte schreiben Sie, wann es Ihnen passt.")
        else:
            fields["termin"].queryset = ShadowingSlot.objects.free().filter(offer=offer)
        if len(organisations) == 1:
            del self.fields["stelle"]
        else:
            fields["stelle"].queryset = Organisation.objects.filter(pk__in=[each.pk for each in organisations])

    @property
    def organisation(self) -> Organisation:
        chosen: Organisation = self.cleaned_data.get("stelle") or self.organisations[0]
        return chosen


class StepForm(forms.Form):
    text = forms.CharField(
        label=_("Nachricht"),
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Bitte höchstens %(limit_value)d Zeichen schreiben.")},
    )


class FeedbackForm(forms.Form):
    """Three questions; guests and hosts are asked in their own words."""

    was_useful = forms.ChoiceField(
        choices=Answer,
        widget=forms.RadioSelect,
        label="",
        error_messages={"required": _("Bitte wählen Sie eine Antwort.")},
    )
    was_prepared = forms.ChoiceField(
        choices=Answer,
        widget=forms.RadioSelect,
        label="",
        error_messages={"required": _("Bitte wählen Sie eine Antwort.")},
    )
    note = forms.CharField(
        label="",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Freiwillig. Bitte keine Angaben über Klientinnen und Klienten."),
    )
    QUESTIONS = {
        "guest": (
            _("Hilft Ihnen das Gesehene bei der Arbeit?"),
            _("War der Tag gut vorbereitet?"),
            _("Was nehmen Sie mit, was sollte anders sein?"),
        ),
        "host": (
            _("Hat der Besuch auch Ihnen etwas gebracht?"),
            _("Kam der Gast vorbereitet?"),
            _("Was hat sich bewährt, was sollte anders sein?"),
        ),
    }

    def __init__(self, *args: Any, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, question in zip(self.fields, self.QUESTIONS[side], strict=True):
            self.fields[name].label = question


class PledgeForm(forms.Form):
    """In the editor's area: a new version from the words of the last."""

    text = forms.CharField(
        label=_("Wortlaut der neuen Fassung"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 18}),
        error_messages={"required": _("Bitte schreiben Sie den Wortlaut.")},
    )
    known = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
