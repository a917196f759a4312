"""Why an answer is not taken; each says what to do."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

USED = _("Diese Anfrage ist schon beantwortet. Möchten Sie Ihre Antwort ändern, wenden Sie sich an die Koordination.")
LATE = _("Die Frist für die Antwort ist vorbei. Bitte wenden Sie sich an die Koordination.")
CHANGED = _(
    "Der Text liegt nicht mehr so vor, wie Sie ihn gesehen haben. Ihre Antwort wurde nicht gespeichert; wird wieder um "
    "Zustimmung gebeten, bekommen Sie einen neuen Link."
)
UNKNOWN = _("Dieser Link führt zu nichts. Bitte öffnen Sie ihn noch einmal aus der Mail, so wie er dort steht.")
VOID = _("Dieser Link ist zurückgezogen. Bitte wenden Sie sich an die Koordination oder nehmen Sie den neueren Link.")
NOBODY = _("Bei dieser Vereinbarung muss niemand zustimmen. Sie können die Fassung unter „Verlauf“ beschließen.")
MISSING = _("Den Link kann nur bekommen, wer eine E-Mail-Adresse hat. Bitte tragen Sie eine ein.")
NOT_NOW = _("Das ist bei diesem Stand nicht möglich. Bitte sehen Sie nach, wie es jetzt steht.")


class AnswerRefused(ValidationError):
    """The message is for whoever wanted to answer."""
