"""The parts of a Word file: an archive of XML that may claim anything about itself."""

import zipfile
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from pages.importer.unreadable import UnreadableDocument

MAX_ENTRIES = 3000
MAX_UNPACKED = 150 * 1024 * 1024
MAX_XML = 40 * 1024 * 1024
MAX_RATIO = 150


def check_archive(name: str, archive: zipfile.ZipFile) -> None:
    """Refuses archives that would unpack to far more than they are, before anything is unpacked."""
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    bloated = unpacked > 5_000_000 and unpacked > MAX_RATIO * max(packed, 1)
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or bloated:
        raise UnreadableDocument(
            f"„{name}“ ist ungewöhnlich stark gepackt und wird aus Sicherheitsgründen nicht geöffnet. Bitte speichern Sie das Dokument neu als DOCX."
        )
    if "word/document.xml" not in archive.namelist():
        raise UnreadableDocument(f"„{name}“ ist kein Word-Dokument. Bitte speichern Sie es in Word als DOCX.")


class Package:
    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        self.name = name
        self.archive = archive

    def part(self, path: str) -> Element | None:
        """Reads at most MAX_XML bytes, whatever the archive says about the size; a document type may hold entity bombs."""
        if path not in self.archive.namelist():
            return None
        with self.archive.open(path) as stream:
            data = stream.read(MAX_XML + 1)
        try:
            if len(data) > MAX_XML:
                raise DefusedXmlException
            root: Element = fromstring(data, forbid_dtd=True)
        except DefusedXmlException:
            raise UnreadableDocument(
                f"„{self.name}“ ist zu umfangreich oder enthält unerlaubte Bestandteile. Bitte speichern Sie das Dokument neu als DOCX."
            ) from None
        return root
