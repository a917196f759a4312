"""Forms of the tally. What is asked names no client: a file number is used once, to count, and stored nowhere."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.indicators.periods import day_of
from cases.indicators.tally_actions import MOST, Stroke
from cases.indicators.tally_choices import Choices
from cases.models import ClientRecord, Tally
from directory.models import Organisation, Site

COUNTS = ((Tally.Counts.PERSON.value, _("Person")), (Tally.Counts.FAMILY.value, _("Familie")))


class PlaceForm(forms.Form):
    """Where somebody counts: a place of work of one of their organisations, or the organisation as a whole."""

    ort = forms.ChoiceField(label=_("Wo?"))

    def __init__(self, *args: Any, organisations: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[Organisation, Site | None]] = {}
        for organisation in Organisation.objects.filter(pk__in=organisations).prefetch_related("sites"):
            self.places[f"{organisation.pk}"] = (organisation, None)
            for site in organisation.sites.all():
                self.places[f"{organisation.pk}-{site.pk}"] = (organisation, site)
        field: Any = self.fields["ort"]
        field.choices = [(key, label_of(*found)) for key, found in self.places.items()]
        field.initial = next(iter(self.places), "")

    def place(self) -> tuple[Organisation, Site | None]:
        return self.places[self.cleaned_data["ort"]]


def label_of(organisation: Organisation, site: Site | None) -> str:
    return f"{organisation.name}, {site.name}" if site is not None else organisation.name


class OpenForm(PlaceForm):
    pass


class StrokeForm(forms.Form):
    """The tap: `form` is the button pressed, "kind:behoerden" for a networking talk."""

    strich = forms.UUIDField()
    tag = forms.DateField(required=False)
    thema = forms.SlugField(required=False)
    form = forms.CharField(max_length=60)
    zaehlt = forms.ChoiceField(choices=(("", ""), *COUNTS), required=False)
    aktenzeichen = forms.CharField(max_length=60, required=False)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices

    def clean_tag(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["tag"]
        if day is not None and day != day_of(timezone.now()):
            raise ValidationError(
                _(
                    "Diese Strichliste galt für einen anderen Tag. Bitte öffnen Sie sie neu oder tragen Sie den Tag nach."
                )
            )
        return day

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        is_talk = not values.get("form", "").startswith("kind:")
        if is_talk and not values.get("thema"):
            raise ValidationError(_("Bitte zuerst das Thema antippen, dann die Form."))
        if values.get("aktenzeichen") and not values.get("zaehlt"):
            raise ValidationError(_("Bitte „Person“ oder „Familie“ antippen, damit das Aktenzeichen zählt."))
        return values

    def stroke(self, day: dt.date) -> Stroke:
        values = self.cleaned_data
        form, key = values["form"], values["strich"]
        if form.startswith("kind:"):
            return Stroke(key, day, Tally.Talk.NETWORKING, form=form.removeprefix("kind:"))
        return Stroke(key, day, Tally.Talk.COUNSELLING, values["thema"], form, values["zaehlt"])


class DayForm(PlaceForm):
    """How often each pair of topic and form, and each kind of networking talk, on one day."""

    tag = forms.DateField(
        label=_("Datum"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Bitte einen Tag nennen, zum Beispiel 24.11.2026.")},
    )
    strich = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        self.fields["tag"].initial = day_of(timezone.now())
        for topic in choices.topics:
            for form in choices.forms:
                self.fields[f"z.{topic.key}.{form.key}"] = number_field(f"{topic.name}, {form.name}", form.name)
        for kind in choices.kinds:
            self.fields[f"n.{kind.key}"] = number_field(kind.name)

    @property
    def rows(self) -> Iterator[tuple[str, list[Any]]]:
        for topic in self.choices.topics:
            yield topic.name, [self[f"z.{topic.key}.{form.key}"] for form in self.choices.forms]

    @property
    def kinds(self) -> list[Any]:
        return [self[f"n.{kind.key}"] for kind in self.choices.kinds]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not any(values.get(name) for name in self.fields if name[:2] in {"z.", "n."}):
            raise ValidationError(_("Bitte mindestens eine Zahl eintragen."))
        return values

    def strokes(self) -> list[Stroke]:
        """Their keys come from that of the form, so that what is sent twice counts once."""
        values, found = self.cleaned_data, []
        for name in self.fields:
            number = values.get(name)
            if name[:2] not in {"z.", "n."} or not number:
                continue
            key = uuid.uuid5(values["strich"], name)
            parts = name.split(".")
            if parts[0] == "z":
                found.append(Stroke(key, values["tag"], Tally.Talk.COUNSELLING, parts[1], parts[2], number=number))
            else:
                found.append(Stroke(key, values["tag"], Tally.Talk.NETWORKING, form=parts[1], number=number))
        return found


class NumberField(forms.IntegerField):
    """`column` is the short name in the table."""

    column = ""


def number_field(label: str, column: str = "") -> NumberField:
    field = NumberField(
        label=label,
        required=False,
        min_value=0,
        max_value=MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "3"}),
        error_messages={"invalid": _("Bitte eine ganze Zahl.")},
    )
    field.column = column
    return field


class OwnCaseForm(forms.Form):
    fall = forms.ChoiceField(label=_("Wer wurde beraten?"))
    zaehlt = forms.ChoiceField(label=_("Zählt als"), choices=COUNTS, widget=forms.RadioSelect, initial="person")
    tag = forms.DateField(label=_("Datum"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, records: list[ClientRecord], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.records = {str(one.pk): one for one in records}
        field: Any = self.fields["fall"]
        field.choices = sorted(
            ((key, one.name) for key, one in self.records.items()), key=lambda pair: pair[1].casefold()
        )
        self.fields["tag"].initial = day_of(timezone.now())

    @property
    def chosen(self) -> ClientRecord:
        return self.records[self.cleaned_data["fall"]]
