"""Why an act on a referral or a consent is refused, in words for the person (not for logs)."""

from django.utils.translation import gettext_lazy as _

from cases.errors import NotNow, Refused, Stale, WordsMissing

__all__ = ["NoConsent", "NotNow", "Refused", "Stale", "WordsMissing"]


class NoConsent(Refused):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Ohne gültige Einwilligung für diesen Zweck, diese Stelle und diese Angaben geht nichts hinaus. "
                "Bitte nehmen Sie die Einwilligung auf oder wählen Sie eine passende."
            ),
            code="consent",
        )
