from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


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
        label=_("Kennwort"),
        strip=False,
        widget=forms.PasswordInput(
            attrs={
                "autocomplete": "current-password",
                "data-show": _("Kennwort anzeigen"),
                "data-hide": _("Kennwort verbergen"),
            }
        ),
    )


class CodeForm(forms.Form):
    """A code of the app or a recovery code, with spaces and hyphens as people type them."""

    code = forms.CharField(
        label=_("Code aus der App"),
        help_text=_("Der Code wechselt alle 30 Sekunden."),
        max_length=60,
        error_messages={"required": _("Bitte geben Sie den Code ein.")},
    )

    def __init__(self, *args: Any, with_recovery: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.widget.attrs.update(
            autofocus=True, autocomplete="one-time-code", inputmode="numeric", **{"class": "code"}
        )
        if with_recovery:
            field.label, field.help_text = (
                _("Notfallcode"),
                _("Einer der zehn Codes von Ihrem Ausdruck, jeder gilt einmal."),
            )
            field.widget.attrs.update(
                autocomplete="off", inputmode="text", autocapitalize="none", spellcheck="false", **{"class": ""}
            )

    def clean_code(self) -> str:
        code = "".join(char for char in self.cleaned_data["code"] if char.isalnum())
        if code.isascii() and code.isdigit() and len(code) < 6:
            raise forms.ValidationError(
                ngettext(
                    "Der Code hat sechs Ziffern, Sie haben eine eingegeben.",
                    "Der Code hat sechs Ziffern, Sie haben %(n)d eingegeben.",
                    len(code),
                )
                % {"n": len(code)}
            )
        return str(self.cleaned_data["code"])

    def refuse(self, seconds: int) -> None:
        """Says that the code did not fit and, if so, how long to wait."""
        text = str(_("Dieser Code stimmt nicht oder ist schon benutzt. Bitte nehmen Sie den nächsten."))
        if seconds:
            wait = ngettext("Bitte warten Sie noch eine Sekunde.", "Bitte warten Sie noch %(n)d Sekunden.", seconds)
            text = f"{text} {wait % {'n': seconds}}"
        self.add_error("code", text)


class AppForm(CodeForm):
    """The first code of a new app, and what its owner calls it."""

    name = forms.CharField(
        label=_("Name des Geräts (freiwillig)"),
        help_text=_("Zum Wiedererkennen, zum Beispiel „Diensthandy“."),
        max_length=64,
        required=False,
    )
