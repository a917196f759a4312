"""Why an act in the restricted section is refused, in words for the person (not for logs)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class Refused(ValidationError):
    """Nothing was stored. The message says what to do."""


class Stale(Refused):
    """Somebody has changed it since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("Der Vorgang hat sich inzwischen geändert. Bitte sehen Sie den neuen Stand an und entscheiden Sie dann."),
            code="stale",
        )


class NotNow(Refused):
    def __init__(self) -> None:
        super().__init__(_("Das ist im jetzigen Stand nicht möglich. Bitte laden Sie die Seite neu."), code="state")


class WordsMissing(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("Bitte schreiben Sie einen Satz dazu, damit die andere Seite weiß, woran sie ist."), code="text"
        )
