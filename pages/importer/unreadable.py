"""Why a file is refused; below every reader, so that each can say it."""

from portal.requests.confined_process import Refused, gettext_noop

ONLY_PICTURES = gettext_noop(
    "„%(name)s“ enthält nur Bilder von Seiten und keinen Text. Bitte lassen Sie das Dokument zuerst durch eine Texterkennung "
    "(OCR) laufen und speichern Sie es mit Text."
)


class UnreadableDocument(Refused):
    """The file cannot be imported; the message (German) says why and what to do."""
