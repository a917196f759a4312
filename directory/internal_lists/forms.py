from django import forms
from django.utils.translation import gettext_lazy as _


class HandOutForm(forms.Form):
    """How an internal list is to be handed out, and that whoever takes it knows what holds for it."""

    format = forms.ChoiceField(
        label=_("Tabelle als"),
        choices=[("xlsx", _("Excel-Datei (XLSX)")), ("csv", _("Textdatei (CSV)"))],
        initial="xlsx",
    )
    bound = forms.BooleanField(
        label=_("Die Datei bleibt bei diesen Stellen"),
        widget=forms.CheckboxInput(attrs={"class": "kern-form-check__checkbox"}),
        error_messages={"required": _("Bitte bestätigen Sie, dass die Datei bei diesen Stellen bleibt.")},
    )
