"""Why an act on figures is refused, in words for the person (not for logs)."""

from django.utils.translation import gettext_lazy as _

from cases.errors import NotNow, Refused, WordsMissing

__all__ = ["Locked", "NotNow", "Refused", "Stale", "WordsMissing"]


class Stale(Refused):
    """Somebody has changed it since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("Die Meldung hat sich inzwischen geändert. Bitte sehen Sie den neuen Stand an und entscheiden Sie dann."),
            code="stale",
        )


class Locked(Refused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Der Zeitraum ist gesperrt. Muss sich noch etwas ändern, kann die Koordination die Meldung wieder öffnen."
            ),
            code="locked",
        )
