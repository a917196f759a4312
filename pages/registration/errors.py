"""Why a place was not given, in words for whoever asked; nothing has changed then."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """`text` says what to do."""

    text: Any = _("Das geht jetzt nicht. Bitte laden Sie die Seite neu.")

    def __init__(self, text: object = "") -> None:
        super().__init__(str(text))
        self.text = text or self.text

    def __str__(self) -> str:
        return str(self.text)


class NotNow(Refused):
    text = _(
        "Das geht bei diesem Platz nicht mehr; er hat sich inzwischen geändert. Unten sehen Sie, wie er jetzt steht."
    )


class NotAllowed(Refused):
    text = _("Das kann nur, wer den Platz hat, ihn gebucht hat oder den Termin ausrichtet.")


class Full(Refused):
    text = _("Inzwischen ist alles ausgebucht. Sie können sich auf die Warteliste setzen lassen.")


class Closed(Refused):
    text = _("Die Anmeldung ist inzwischen geschlossen. Bitte wenden Sie sich an die Stelle, die einlädt.")


class NotOpenYet(Refused):
    text = _("Die Anmeldung hat noch nicht begonnen.")


class CalledOff(Refused):
    text = _("Der Termin ist abgesagt.")


class DoubleBooked(Refused):
    """Somebody has a place elsewhere at that time."""


class TooFew(Refused):
    """The number of places would be lower than what is booked."""
