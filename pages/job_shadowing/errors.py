"""Why an act on a request is refused, in words for the person."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class Refused(ValidationError):
    """Nothing was stored. The message says what to do."""


class Stale(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("Die Anfrage hat sich inzwischen geändert. So steht sie jetzt da; bitte entscheiden Sie dann."),
            code="stale",
        )


class NotNow(Refused):
    def __init__(self) -> None:
        super().__init__(_("Das ist im jetzigen Stand nicht möglich. So steht die Anfrage jetzt da."), code="state")


class TooLate(Refused):
    def __init__(self) -> None:
        super().__init__(_("Der Termin hat schon begonnen. Daran lässt sich nichts mehr ändern."), code="late")


class WordsMissing(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("Bitte schreiben Sie einen Satz dazu, damit der Gast weiß, woran sie oder er ist."), code="text"
        )


class PledgeMissing(Refused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Der Gast hat die Verschwiegenheitserklärung in der geltenden Fassung noch nicht angenommen. "
                "Danach können Sie zusagen; das Portal hat den Gast darum gebeten."
            ),
            code="pledge",
        )


class Taken(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("Dieser Termin ist inzwischen vergeben. Bitte wählen Sie einen anderen."),
            code="taken",
        )
