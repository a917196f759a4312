from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import RetentionPeriod
from portal.edit_conflicts import EditForm


class FindForm(forms.Form):
    """By what people have at hand; it is posted, so that it stands in no address."""

    reference = forms.CharField(
        label=_("Zeichen oder eigenes Aktenzeichen"),
        max_length=100,
        error_messages={"required": _("Bitte geben Sie ein Zeichen wie FÜ-2026-0417 oder Ihr Aktenzeichen ein.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class PeriodForm(EditForm, forms.ModelForm):
    class Meta:
        model = RetentionPeriod
        fields = ("days", "ground", "is_offered_to_archive")
        labels = {"is_offered_to_archive": _("Vor dem Löschen dem Archiv anbieten")}
        help_texts = {
            "days": _("Zwischen 1 und 11.000."),
            "ground": _("Die Vorschrift oder Ziffer, auf der die Frist beruht."),
        }
        error_messages = {
            "days": {
                "required": _("Bitte geben Sie die Zahl der Tage an."),
                "invalid": _("Bitte geben Sie eine ganze Zahl an."),
            },
            "ground": {"required": _("Bitte nennen Sie, worauf die Frist beruht.")},
        }
