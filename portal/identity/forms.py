"""Forms of signing in, of the second factor and of the own account."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.models import User
from portal.requests import limits

TRIES, PER_SECONDS = 10, 15 * 60


class SignInForm(AuthenticationForm):
    """One message for every failure, so that nobody learns who has an account."""

    error_messages = {
        "invalid_login": gettext_lazy("E-Mail-Adresse und Kennwort passen nicht zusammen. Bitte prüfen Sie beides."),
        "inactive": gettext_lazy("E-Mail-Adresse und Kennwort passen nicht zusammen. Bitte prüfen Sie beides."),
    }
    username = forms.EmailField(
        label=gettext_lazy("E-Mail-Adresse"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=gettext_lazy("Kennwort"),
        strip=False,
        widget=forms.PasswordInput(
            attrs={
                "autocomplete": "current-password",
                "data-show": gettext_lazy("Kennwort anzeigen"),
                "data-hide": gettext_lazy("Kennwort verbergen"),
            }
        ),
    )


class CodeForm(forms.Form):
    """A code of the app or a recovery code, with spaces and hyphens as people type them."""

    code = forms.CharField(
        label=gettext_lazy("Code aus der App"),
        help_text=gettext_lazy("Der Code wechselt alle 30 Sekunden."),
        max_length=60,
        error_messages={"required": gettext_lazy("Bitte geben Sie den Code ein.")},
    )

    def __init__(self, *args: Any, with_recovery: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.widget.attrs.update(
            autofocus=True, autocomplete="one-time-code", inputmode="numeric", **{"class": "code"}
        )
        if with_recovery:
            field.label, field.help_text = (
                gettext_lazy("Notfallcode"),
                gettext_lazy("Einer der zehn Codes von Ihrem Ausdruck, jeder gilt einmal."),
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
        text = str(gettext_lazy("Dieser Code stimmt nicht oder ist schon benutzt. Bitte nehmen Sie den nächsten."))
        if seconds:
            wait = ngettext("Bitte warten Sie noch eine Sekunde.", "Bitte warten Sie noch %(n)d Sekunden.", seconds)
            text = f"{text} {wait % {'n': seconds}}"
        self.add_error("code", text)


class AppForm(CodeForm):
    """The first code of a new app, and what its owner calls it."""

    name = forms.CharField(
        label=gettext_lazy("Name des Geräts (freiwillig)"),
        help_text=gettext_lazy("Zum Wiedererkennen, zum Beispiel „Diensthandy“."),
        max_length=64,
        required=False,
    )


def password_field(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    """Can be shown in clear where scripts run (data-show)."""
    attrs = {
        "autocomplete": autocomplete,
        "data-show": gettext_lazy("Kennwort anzeigen"),
        "data-hide": gettext_lazy("Kennwort verbergen"),
    }
    return forms.CharField(label=label, strip=False, help_text=help_text, widget=forms.PasswordInput(attrs=attrs))


class NewPasswordForm(forms.Form):
    password = password_field(
        gettext_lazy("Neues Kennwort"),
        "new-password",
        gettext_lazy(
            "Mindestens 12 Zeichen, auch Leerzeichen. Am leichtesten merken Sie sich drei oder vier Wörter, die nichts "
            "miteinander zu tun haben."
        ),
    )
    again = password_field(gettext_lazy("Neues Kennwort wiederholen"), "new-password")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "password" in data and data.get("again") not in {None, data["password"]}:
            self.add_error(
                "again", _("Die beiden Kennwörter sind verschieden. Bitte schreiben Sie dasselbe noch einmal.")
            )
        return data


def own_password(user: User, password: str) -> str:
    """The password, if it is this person's; ValidationError otherwise, and after too many tries."""
    key = f"own-password:{user.pk}"
    wait = limits.seconds_to_wait(key, TRIES, PER_SECONDS)
    if wait:
        minutes = -(-wait // 60)
        text = ngettext("Bitte warten Sie eine Minute.", "Bitte warten Sie %(n)d Minuten.", minutes) % {"n": minutes}
        raise forms.ValidationError(_("Das war zu oft falsch.") + " " + text)
    if not user.check_password(password):
        raise forms.ValidationError(_("Das ist nicht Ihr Kennwort. Bitte prüfen Sie die Schreibweise."))
    limits.forget(key)
    return password


class ChangePasswordForm(NewPasswordForm):
    old = password_field(gettext_lazy("Bisheriges Kennwort"), "current-password")
    field_order = ["old", "password", "again"]

    def clean_old(self) -> str:
        return own_password(self.user, self.cleaned_data["old"])


class ChangeAddressForm(forms.Form):
    address = forms.EmailField(
        max_length=254,
        label=gettext_lazy("Neue E-Mail-Adresse"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    password = password_field(gettext_lazy("Ihr Kennwort"), "current-password")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"]).lower()
        if address == self.user.email.lower():
            raise forms.ValidationError(_("Das ist schon Ihre Adresse."))
        return address

    def clean_password(self) -> str:
        return own_password(self.user, self.cleaned_data["password"])


class RequestPasswordForm(forms.Form):
    address = forms.EmailField(
        max_length=254,
        label=gettext_lazy("E-Mail-Adresse"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
