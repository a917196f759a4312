"""The consent text in one language, part by part; empty parts go, one more can be added."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import ConsentTextTranslation
from cases.referrals import words
from cases.referrals.consent_texts import parts_of
from cases.referrals.words import Part
from directory.form_fields import LineField
from portal.edit_conflicts import EditForm

# Without these a text would not say who gives what to whom, what for and until when.
NEEDED = frozenset({"sender", "recipients", "purpose", "categories", "until"})
BETWEEN = re.compile(r"\n\s*\n")

LINE = 60  # signs of a line in the form


class VersionForm(forms.Form):
    note = LineField(
        label=gettext_lazy("Was sich ändern soll"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Für die Liste der Fassungen, zum Beispiel: Aufsicht umbenannt."),
    )


class TranslationForm(EditForm, forms.Form):
    is_checked = forms.BooleanField(label=gettext_lazy("Von einer Fachübersetzung geprüft"), required=False)

    def __init__(self, *args: Any, translation: ConsentTextTranslation, **kwargs: Any) -> None:
        entry = f"consent_text:{translation.pk}"
        initial: dict[str, Any] = {"is_checked": translation.is_checked}
        parts = [*parts_of(translation), Part("", ())]
        for place, part in enumerate(parts):
            initial |= {f"heading_{place}": part.heading, f"text_{place}": "\n\n".join(part.paragraphs)}
        super().__init__(*args, entry=entry, initial=initial, **kwargs)
        self.count = len(parts)
        direction = words.of(translation.language).language.direction
        spoken = {"lang": translation.language, "dir": direction}
        for place in range(self.count):
            names = {"number": place + 1}
            self.fields[f"heading_{place}"] = LineField(
                label=_("Überschrift %(number)s") % names,
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs=spoken),
            )
            self.fields[f"text_{place}"] = forms.CharField(
                label=_("Absätze %(number)s") % names,
                required=False,
                max_length=5000,
                widget=forms.Textarea(attrs={"rows": rows_for(initial[f"text_{place}"]), **spoken}),
            )

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        return [(self[f"heading_{place}"], self[f"text_{place}"]) for place in range(self.count)]

    @property
    def parts(self) -> list[Part]:
        values = self.cleaned_data
        found = []
        for place in range(self.count):
            text = values.get(f"text_{place}", "").replace("\r\n", "\n")
            paragraphs = tuple(" ".join(piece.split()) for piece in BETWEEN.split(text) if piece.strip())
            if values.get(f"heading_{place}") or paragraphs:
                found.append(Part(values.get(f"heading_{place}", ""), paragraphs))
        return found

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        used = {name for part in self.parts for text in part.paragraphs for name in words.placeholders(text)}
        unknown, missing = used - words.CONSENT_PLACEHOLDERS, NEEDED - used
        if unknown:
            raise ValidationError(
                _("Diese Platzhalter gibt es nicht: %(names)s. Bitte prüfen Sie die Wörter in geschweiften Klammern."),
                params={"names": in_braces(unknown)},
            )
        if missing:
            raise ValidationError(
                _("Im Text fehlt: %(names)s. Ohne das ist nicht klar, worin jemand einwilligt."),
                params={"names": in_braces(missing)},
            )
        return values


def rows_for(text: str) -> int:
    """So that all of it is seen at once."""
    return max(3, 1 + sum(1 + len(line) // LINE for line in text.split("\n")))


def in_braces(names: set[str] | frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))
