"""A file of bytes -> source lines. Refuses what cannot be read, with a German sentence that says what to do."""

from collections.abc import Callable
from pathlib import Path

from pages.importer import encodings
from pages.importer.docx.document import read_docx
from pages.importer.markdown import document as markdown
from pages.importer.markdown import stated as stated_markdown
from pages.importer.pdf.document import read_pdf
from pages.importer.source_lines import SourceLine, cleaned, read_lines
from pages.importer.unreadable import UnreadableDocument
from portal.requests.confined_process import gettext_noop

MAX_BYTES = 20 * 1024 * 1024
MAX_CHARACTERS = 4_000_000
MEGABYTE = 1024 * 1024
TEXT_SUFFIXES = {".txt", ".text"}
MARKDOWN_SUFFIXES = {".md", ".markdown"}
ACCEPTED = (".txt", ".md", ".docx", ".pdf")
IMAGE = gettext_noop(
    "„%(name)s“ ist ein Bild und kein Text. Bitte geben Sie der Datei die richtige Endung oder speichern Sie sie als Text."
)
PROGRAM = gettext_noop(
    "„%(name)s“ ist ein Programm und kein Text. Bitte geben Sie der Datei die richtige Endung oder speichern Sie sie als Text."
)
MAGIC = {
    b"%PDF": gettext_noop(
        "„%(name)s“ ist eine PDF-Datei und kein Text. Bitte geben Sie der Datei die richtige Endung oder speichern Sie sie als Text."
    ),
    b"PK\x03\x04": gettext_noop(
        "„%(name)s“ ist ein Office- oder ZIP-Dokument und kein Text. Bitte geben Sie der Datei die richtige Endung oder speichern Sie sie als Text."
    ),
    b"\xd0\xcf\x11\xe0": gettext_noop(
        "„%(name)s“ ist ein altes oder verschlüsseltes Office-Dokument und kein Text. Bitte geben Sie der Datei die richtige Endung oder speichern Sie sie als Text."
    ),
    **dict.fromkeys((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*"), IMAGE),
    b"{\\rtf": gettext_noop(
        "„%(name)s“ ist ein RTF-Dokument und kein Text. Bitte geben Sie der Datei die richtige Endung oder speichern Sie sie als Text."
    ),
    b"MZ": PROGRAM,
    b"\x7fELF": PROGRAM,
}
WRONG_TYPES = {
    ".doc": gettext_noop(
        "„%(name)s“ hat einen Dateityp, der nicht eingelesen werden kann. Möglich sind TXT, Markdown (MD), DOCX und PDF mit Text. "
        "Bitte speichern Sie das Dokument in Word als DOCX."
    ),
    ".odt": gettext_noop(
        "„%(name)s“ hat einen Dateityp, der nicht eingelesen werden kann. Möglich sind TXT, Markdown (MD), DOCX und PDF mit Text. "
        "Bitte speichern Sie das Dokument als DOCX."
    ),
    ".rtf": gettext_noop(
        "„%(name)s“ hat einen Dateityp, der nicht eingelesen werden kann. Möglich sind TXT, Markdown (MD), DOCX und PDF mit Text. "
        "Bitte speichern Sie das Dokument als DOCX oder als TXT."
    ),
}
WRONG_TYPE = gettext_noop(
    "„%(name)s“ hat einen Dateityp, der nicht eingelesen werden kann. Möglich sind TXT, Markdown (MD), DOCX und PDF mit Text. "
    "Bitte speichern Sie das Dokument in einem dieser Formate."
)
EMPTY = gettext_noop("„%(name)s“ ist leer. Bitte wählen Sie eine Datei mit Text.")
NO_WORDS = gettext_noop("„%(name)s“ enthält keinen Text. Bitte wählen Sie eine Datei mit Text.")
TOO_LARGE = gettext_noop(
    "„%(name)s“ ist mit %(size)d MB zu groß; erlaubt sind %(most)d MB. Bitte entfernen Sie Bilder oder teilen Sie das Dokument."
)
TOO_LONG = gettext_noop("„%(name)s“ enthält mehr Text, als eine Seite fassen kann. Bitte teilen Sie das Dokument.")
BINARY = gettext_noop("„%(name)s“ enthält keine lesbaren Zeichen, sondern Binärdaten. Bitte wählen Sie eine Textdatei.")
NOT_TEXT = gettext_noop(
    "„%(name)s“ lässt sich nicht als Text lesen. Bitte speichern Sie die Datei in der Zeichenkodierung UTF-8."
)
UNKNOWN_ENCODING = gettext_noop(
    "Die Zeichenkodierung von „%(name)s“ ist unbekannt. Bitte speichern Sie die Datei als UTF-8 und lesen Sie sie erneut ein."
)


def check_size(name: str, size: int) -> None:
    if size > MAX_BYTES:
        raise UnreadableDocument(
            TOO_LARGE, {"name": name, "size": round(size / MEGABYTE), "most": MAX_BYTES // MEGABYTE}
        )


def extract(name: str, data: bytes) -> list[SourceLine]:
    """Lines of a TXT, Markdown, DOCX or PDF file; the type is told by the name and must agree with the content."""
    check_size(name, len(data))
    suffix = Path(name).suffix.lower()
    if not data.strip(b"\x00 \t\r\n\x0c"):
        raise UnreadableDocument(EMPTY, {"name": name})
    reader = READERS.get(suffix)
    if reader is None:
        raise UnreadableDocument(WRONG_TYPES.get(suffix, WRONG_TYPE), {"name": name})
    lines = [line for line in reader(name, data) if line.text.strip() or line.why or line.said]
    if not any(line.text.strip() for line in lines):
        raise UnreadableDocument(NO_WORDS, {"name": name})
    if sum(len(line.text) for line in lines) > MAX_CHARACTERS:
        raise UnreadableDocument(TOO_LONG, {"name": name})
    return lines


def text_lines(name: str, data: bytes) -> list[SourceLine]:
    return lines_of(decode(name, data), read_lines)


def markdown_lines(name: str, data: bytes) -> list[SourceLine]:
    return lines_of(decode(name, data), markdown.read)


def lines_of(text: str, reader: Callable[[str], list[SourceLine]]) -> list[SourceLine]:
    return stated_markdown.read(text) if stated_markdown.is_stated(text) else reader(text)


READERS: dict[str, Callable[[str, bytes], list[SourceLine]]] = {
    **dict.fromkeys(TEXT_SUFFIXES, text_lines),
    **dict.fromkeys(MARKDOWN_SUFFIXES, markdown_lines),
    ".docx": lambda name, data: cleaned(read_docx(name, data)),
    ".pdf": lambda name, data: cleaned(read_pdf(name, data)),
}


def decode(name: str, data: bytes) -> str:
    """Text in UTF-8, UTF-16, UTF-32 or a single-byte encoding, whichever reads as German; binary data is refused."""
    for magic, message in MAGIC.items():
        if data.startswith(magic) and not (magic == b"MZ" and b"\x00" not in data[:400]):
            raise UnreadableDocument(message, {"name": name})
    if wide := encodings.wide_encoding(data):
        text = encodings.decoded(data, wide).lstrip("\ufeff")
        return checked(name, text or "\x00", NOT_TEXT)
    text = encodings.narrow_text(data)
    if not text:
        raise UnreadableDocument(UNKNOWN_ENCODING, {"name": name})
    return checked(name, text, BINARY)


def checked(name: str, text: str, message: str) -> str:
    if encodings.is_binary(text):
        raise UnreadableDocument(message, {"name": name})
    return text
