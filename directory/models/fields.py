"""Fields that read what people write and keep one notation of it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberDescriptor, PhoneNumberField
from phonenumber_field.phonenumber import PhoneNumber, to_python

from directory import opening_hours, phone_numbers
from directory.languages import LANGUAGES

HINT_WEEK = _("Zum Beispiel: Mo–Do 8–12, 14–16; Fr 8–12")
HINT_SPECIALS = _(
    "Eine Ausnahme je Zeile, zum Beispiel: 24.12.2026 geschlossen – oder: 27.12.2026–30.12.2026 9–12 Uhr. "
    "Gesetzliche Feiertage gelten von selbst als geschlossen."
)


def tidied(read: Callable[[str], Any], write: Callable[[Any], str], text: str) -> str:
    try:
        return write(read(text))
    except opening_hours.Unreadable as piece:
        raise ValidationError(
            _("„%(piece)s“ ist nicht zu verstehen. Bitte schreiben Sie es wie im Beispiel."),
            code="unreadable",
            # No more than needed to find it: what was pasted may be long.
            params={"piece": str(piece)[:60]},
        ) from None


class WeekField(models.TextField):
    """Weekly opening hours in the notation of `directory.opening_hours`."""

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        text: str = super().clean(value, model_instance)
        return tidied(opening_hours.read_week, opening_hours.write_week, text)


class SpecialsField(models.TextField):
    """Days with other hours, one a line, in the notation of `directory.opening_hours`."""

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        text: str = super().clean(value, model_instance)
        return tidied(opening_hours.read_specials, opening_hours.write_specials, text)


NO_NUMBER = _("Das ist keine Telefonnummer. Bitte mit Vorwahl schreiben, zum Beispiel 069 90009-100.")


MORE_THAN_A_NUMBER = _(
    "„%(surplus)s“ gehört nicht zur Telefonnummer. Bitte nur eine Nummer schreiben, zum Beispiel 069 90009-100; "
    "die Durchwahl steht hinter dem Bindestrich, Hinweise gehören in ein anderes Feld."
)
HOME = 49


class Number(PhoneNumber):
    """A telephone number that never loses its country."""

    @property
    def shown(self) -> str:
        """As dialled in the country; one of another country with its prefix; what is no number as it was written."""
        if self.country_code is None:
            return str(self.raw_input or "")
        return str(self.as_national if self.country_code == HOME else self.as_international)


def as_number(value: Any, region: str | None = None) -> Any:
    """What is empty stays as it is."""
    parsed = to_python(value, region=region)
    if not isinstance(parsed, PhoneNumber) or isinstance(parsed, Number):
        return parsed
    number = Number()
    number.merge_from(parsed)
    return number


def check_written(written: str) -> None:
    """ValidationError for anything beside one number."""
    surplus = phone_numbers.surplus(written)
    if surplus is not None:
        raise ValidationError(MORE_THAN_A_NUMBER, code="surplus", params={"surplus": surplus[:60]})
    if phone_numbers.is_without_prefix(written):
        raise ValidationError(NO_NUMBER, code="invalid")


def check_number(number: Any) -> None:
    if not isinstance(number, PhoneNumber):
        return
    if not any(character.isdigit() for character in number.raw_input or ""):
        raise ValidationError(NO_NUMBER, code="invalid")
    check_written(number.raw_input or "")
    if not number.is_valid():
        raise ValidationError(NO_NUMBER, code="invalid")


class NumberDescriptor(PhoneNumberDescriptor):
    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.name] = as_number(value, self.field.region)


class PhoneField(PhoneNumberField):
    """A telephone number of the country, however it is written; kept as dialled from anywhere."""

    attr_class = Number
    descriptor_class = NumberDescriptor
    default_validators = [check_number]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("region", "DE")
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        return as_number(value, self.region)

    def from_db_value(self, value: Any, *_args: Any) -> Any:
        return as_number(value)

    def formfield(self, **kwargs: Any) -> forms.Field:
        field: forms.Field = super().formfield(**kwargs)
        field.error_messages["invalid"] = NO_NUMBER
        return field


class LanguagesField(models.CharField):
    """Codes of languages, kept as ",de,tr,", so that one of them can be asked for with `contains`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_args: Any) -> list[str]:
        return [code for code in (value or "").split(",") if code]

    def to_python(self, value: Any) -> list[str]:
        if isinstance(value, str):
            return [code.strip() for code in value.split(",") if code.strip()]
        return list(value or [])

    def get_prep_value(self, value: Any) -> str:
        # In the order of LANGUAGES, so that the same choice is stored as the same text.
        codes = [code for code in LANGUAGES if code in set(self.to_python(value))]
        return f",{','.join(codes)}," if codes else ""

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        unknown = [code for code in value if code not in LANGUAGES]
        if unknown:
            raise ValidationError(_("Diese Sprache ist nicht bekannt: %(code)s."), params={"code": unknown[0][:20]})

    def run_validators(self, value: Any) -> None:
        # The limit of length is one of the text that is stored.
        super().run_validators(self.get_prep_value(value))

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def formfield(self, **kwargs: Any) -> forms.Field:
        # What forms of models bring for a text field fits no list of boxes.
        kwargs.pop("form_class", None)
        kwargs.pop("choices_form_class", None)
        kwargs.pop("widget", None)
        return forms.MultipleChoiceField(
            choices=list(LANGUAGES.items()),
            required=False,
            label=self.verbose_name,
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )
