from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from search import display
from search.language.personal import looks_personal
from search.models import ReaderMessage


class MessageForm(forms.ModelForm):  # type: ignore[type-arg]  # takes its model as an argument in the stubs only
    """What a reader tells the editors after a search without a result."""

    class Meta:
        model = ReaderMessage
        fields = ["query", "text"]
        labels = {"text": gettext_lazy("Was hätten Sie gebraucht? (freiwillig)")}
        help_texts = {
            "text": gettext_lazy(
                "Ein Satz genügt. Bitte keine Namen oder Daten von Ratsuchenden. Wer Sie sind, wird nicht gespeichert."
            )
        }
        widgets = {"query": forms.HiddenInput, "text": forms.Textarea(attrs={"rows": 2})}

    def clean_query(self) -> str:
        return display.readable(self.cleaned_data["query"])

    def clean_text(self) -> str:
        return display.readable(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if looks_personal(f"{values.get('query', '')}\n{values.get('text', '')}"):
            raise forms.ValidationError(
                _(
                    "Das sieht nach Angaben zu einer Person aus (E-Mail-Adresse, Geburtsdatum, Telefon- oder Aktennummer). Bitte schreiben Sie es ohne diese."
                )
            )
        return values
