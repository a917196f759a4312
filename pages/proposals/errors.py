"""Why an act on a proposal is refused, in words for the person. Nothing was stored."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class Refused(ValidationError):
    """The message says what to do."""


class NotNow(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("Das geht im jetzigen Stand nicht: Jemand anderes war schneller. So steht der Änderungswunsch jetzt da."),
            code="state",
        )


class Locked(Refused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Die Redaktion hat dieses Dokument gesperrt. Bitte heben Sie die Sperre in der Redaktion auf oder warten Sie."
            ),
            code="locked",
        )


class Moved(Refused):
    def __init__(self) -> None:
        super().__init__(
            _("Der Entwurf hat sich inzwischen noch einmal geändert. Bitte prüfen Sie, was jetzt darin steht."),
            code="moved",
        )
