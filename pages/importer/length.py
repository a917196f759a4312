"""How long a file is, told before it is read: what takes longer than somebody waits for is read in the background."""

import io
import zipfile
from pathlib import Path

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

from portal.requests.confined_process import gettext_noop

TOO_LONG = gettext_noop("Das Dokument ist lang und wird im Hintergrund gelesen.")
LARGE_FILE = 1024 * 1024
LARGE_TEXT = 500 * 1024
LARGE_UNPACKED = 4 * 1024 * 1024  # of a Word file: some 500 KB of text with its marks


def is_large(name: str, data: bytes) -> bool:
    """By the bytes alone; how many pages a PDF has is asked in the process that reads it."""
    suffix = Path(name).suffix.lower()
    if suffix == ".docx":
        return len(data) >= LARGE_FILE or unpacked(data) >= LARGE_UNPACKED
    return len(data) >= (LARGE_FILE if suffix == ".pdf" else LARGE_TEXT)


def unpacked(data: bytes) -> int:
    """What the list of members of a Word file says of its texts; 0 for what is no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return sum(member.file_size for member in archive.infolist() if member.filename.endswith(".xml"))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return 0


def pages(data: bytes) -> int:
    """0 for what is no PDF or does not say."""
    if b"%PDF" not in data[:1024]:
        return 0
    try:
        return pages_of(PDFDocument(PDFParser(io.BytesIO(data))))
    except Exception:  # whatever is wrong with it, the reader says so in its own words
        return 0


def pages_of(document: PDFDocument) -> int:
    """As the file itself says; 0 where it does not."""
    try:
        return int(resolve1(resolve1(document.catalog["Pages"])["Count"]))
    except Exception:  # as above
        return 0
