"""Forms about client records: the least that is needed, typed in two minutes."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.access import Actor
from cases.models import ClientRecord
from cases.referrals import births, client_languages
from cases.referrals.record_actions import FIELDS, caseworkers_of
from directory.form_fields import LineField
from directory.gazetteer import Gazetteer
from directory.models import Organisation
from portal.edit_conflicts import EditForm
from portal.models import User

COPIED = ("contact", "language", "municipality")  # from a member of the same family


class BirthField(LineField):
    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        if not typed:
            return ""
        birth = births.kept(typed)
        if birth is None:
            raise ValidationError(_("Bitte schreiben Sie das Jahr oder den Tag so: 1991 oder 14.3.1991."))
        if not births.is_plausible(birth, timezone.localdate()):
            raise ValidationError(_("Dieses Jahr kann nicht stimmen. Bitte prüfen Sie die vier Ziffern."))
        return birth

    def prepare_value(self, value: Any) -> Any:
        birth = births.kept(str(value or ""))
        return births.shown(birth) if birth else value


class MunicipalityField(LineField):
    """Typed by name or postcode, kept as the key (AGS)."""

    known: Gazetteer | None = None

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        if not typed or self.known is None or self.known.by_key(typed):
            return typed
        today = timezone.localdate()
        towns = {
            place.town.ags: place.town for match in self.known.find(typed) for place in self.known.on(match.town, today)
        }
        if not towns:
            raise ValidationError(
                _("Diese Gemeinde ist nicht bekannt. Bitte prüfen Sie die Schreibweise oder lassen Sie das Feld leer.")
            )
        if len(towns) > 1:
            raise ValidationError(
                _("Es kommen mehrere in Frage: %(names)s. Bitte schreiben Sie den Namen ganz."),
                params={"names": ", ".join(town.name for town in towns.values())},
            )
        return next(iter(towns))

    def prepare_value(self, value: Any) -> Any:
        town = self.known.by_key(str(value or "")) if self.known else None
        return town.name if town else value


class RecordForm(EditForm, forms.Form):
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Für welche Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )
    first_name = LineField(
        label=gettext_lazy("Vorname"),
        max_length=80,
        error_messages={"required": gettext_lazy("Bitte geben Sie den Vornamen an.")},
    )
    last_name = LineField(
        label=gettext_lazy("Nachname"),
        max_length=80,
        error_messages={"required": gettext_lazy("Bitte geben Sie den Nachnamen an.")},
    )
    birth = BirthField(
        label=gettext_lazy("Geburtsjahr oder Geburtsdatum"),
        help_text=gettext_lazy("Das Jahr genügt: 1991 oder 14.3.1991."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"required": gettext_lazy("Bitte geben Sie wenigstens das Geburtsjahr an.")},
    )
    contact = LineField(
        label=gettext_lazy("Kontakt"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Telefon, E-Mail oder Anschrift, so wie die Person erreicht werden will."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Sprache"), required=False, choices=client_languages.choices)
    municipality = MunicipalityField(
        label=gettext_lazy("Gemeinde"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Danach findet das Portal, wer zuständig ist."),
        widget=forms.TextInput(attrs={"list": "gemeinden"}),
    )
    file_number = LineField(
        label=gettext_lazy("Eigenes Aktenzeichen"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Wenn Ihre Organisation eines hat. Es bleibt in Ihrer Organisation."),
    )
    guardians = LineField(
        label=gettext_lazy("Sorgeberechtigte"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Bei Minderjährigen: Namen der Sorgeberechtigten. Sie willigen ein."),
    )

    groups = (
        (gettext_lazy("Person"), ("organisation", "first_name", "last_name", "birth", "guardians")),
        (gettext_lazy("Verständigung"), ("contact", "language", "municipality")),
        (gettext_lazy("Ihre Akte"), ("file_number",)),
    )

    def __init__(
        self, *args: Any, actor: Actor, known: Gazetteer, record: ClientRecord | None = None, **kwargs: Any
    ) -> None:
        initial = dict(kwargs.pop("initial", None) or {})
        if record is not None:
            initial |= {name: getattr(record, name) for name in FIELDS}
        entry = f"client_record:{record.pk}" if record is not None else ""
        super().__init__(*args, initial=initial, entry=entry, **kwargs)
        fields: Any = self.fields
        fields["municipality"].known = known
        self.towns = known.standing(timezone.localdate())
        fields["organisation"].queryset = Organisation.objects.filter(pk__in=actor.organisations)
        if record is not None:
            del fields["organisation"]
        elif len(actor.organisations) == 1:
            self.only_organisation = fields["organisation"].queryset.get()
            del fields["organisation"]

    @property
    def chosen_organisation(self) -> Organisation:
        chosen: Organisation = self.cleaned_data.get("organisation") or self.only_organisation
        return chosen

    @property
    def values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in FIELDS}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        birth = values.get("birth")
        minor = births.is_minor(birth, timezone.localdate()) if birth else False
        if minor is None:
            self.add_error(
                "birth",
                _(
                    "Das Jahr allein zeigt nicht, ob die Person schon volljährig ist. Bitte geben Sie den ganzen Tag an."
                ),
            )
        elif minor and not values.get("guardians"):
            self.add_error(
                "guardians", _("Die Person ist minderjährig. Bitte geben Sie an, wer die elterliche Sorge hat.")
            )
        return values


class ListForm(forms.Form):
    """Search and names come by POST, so that nothing personal stands in an address."""

    q = LineField(
        label=gettext_lazy("Name oder Aktenzeichen"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    names = forms.BooleanField(required=False, widget=forms.HiddenInput)


class HandOverForm(forms.Form):
    to: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label=gettext_lazy("Kollegin oder Kollege"),
        queryset=User.objects.none(),
        empty_label=gettext_lazy("Bitte wählen"),
        error_messages={
            "required": gettext_lazy("Bitte wählen Sie, wer den Fall übernimmt."),
            "invalid_choice": gettext_lazy("Bitte wählen Sie jemanden aus der Liste."),
        },
    )

    def __init__(self, *args: Any, record: ClientRecord, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["to"].queryset = caseworkers_of(record.organisation_id)
        fields["to"].label_from_instance = lambda user: user.get_full_name() or user.email
