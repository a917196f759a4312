from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """One message for every failure, so that nobody learns who has an account."""

    error_messages = {
        "invalid_login": _("E-Mail-Adresse und Kennwort passen nicht zusammen. Bitte prüfen Sie beides."),
        "inactive": _("E-Mail-Adresse und Kennwort passen nicht zusammen. Bitte prüfen Sie beides."),
    }
    username = forms.EmailField(
        label=_("E-Mail-Adresse"), widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("Kennwort"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
