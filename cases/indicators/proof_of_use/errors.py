"""Why an act on a proof of use is refused, in words for the person (not for logs)."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from cases.errors import NotNow, Refused, WordsMissing
from cases.indicators.proof_of_use.checks import Check

__all__ = ["NotNow", "Refused", "Stale", "Unfinished", "WordsMissing"]


class Stale(Refused):
    """Somebody has changed it since the page was opened."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Der Nachweis hat sich inzwischen geändert. Bitte sehen Sie den neuen Stand an und entscheiden Sie dann."
            ),
            code="stale",
        )


class Unfinished(Refused):
    """`checks`: what is missing or needs a reason."""

    def __init__(self, open_ones: Sequence[Check]) -> None:
        super().__init__(
            _("Noch nicht eingereicht: Bitte ergänzen Sie, was unter „Prüfung“ offen ist."), code="unfinished"
        )
        self.checks = list(open_ones)
