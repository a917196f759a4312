"""What happened to an agreement: a review, an extension, an objection."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.form_fields import DayField
from directory.models import Organisation
from pages.models import NormativePage
from pages.named_persons import bound


class ReviewForm(forms.Form):
    tag = DayField(label=_("Überprüft am"))
    ergebnis = forms.CharField(
        label=_("Was kam dabei heraus?"),
        max_length=400,
        help_text=_("Ein oder zwei Sätze, die alle Beteiligten lesen können."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Bitte schreiben Sie kurz, was die Überprüfung ergeben hat.")},
    )


class ExtensionForm(forms.Form):
    tag = DayField(label=_("Vereinbart am"))
    notiz = forms.CharField(
        label=_("Worauf beruht das?"),
        max_length=400,
        required=False,
        help_text=_("Zum Beispiel: Beschluss des Halbjahrestreffens."),
    )
    ende = forms.DateField(widget=forms.HiddenInput, required=False)


class ObjectionForm(forms.Form):
    stelle = forms.ModelChoiceField(
        label=_("Wer widerspricht?"),
        queryset=Organisation.objects.none(),
        empty_label=_("Bitte wählen"),
        error_messages={
            "required": _("Bitte wählen Sie, wer widerspricht."),
            "invalid_choice": _("Diese Stelle ist nicht beteiligt. Bitte wählen Sie eine aus der Liste."),
        },
    )
    tag = DayField(label=_("Eingegangen am"), help_text=_("Es zählt der Tag, an dem er angekommen ist."))
    notiz = forms.CharField(label=_("Bemerkung"), max_length=400, required=False)

    def __init__(self, *args: Any, document: NormativePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["stelle"]
        field.queryset = Organisation.objects.filter(pk__in=bound(document).values("organisation"))
