"""A file of bytes -> source lines. Refuses what cannot be read, with a German sentence that says what to do."""

import re
from collections.abc import Callable
from pathlib import Path

from pages.importer import stated_markdown
from pages.importer.docx.document import read_docx
from pages.importer.pdf.document import read_pdf
from pages.importer.source_lines import SourceLine, read_lines
from pages.importer.unreadable import UnreadableDocument

MAX_BYTES = 20 * 1024 * 1024
MAX_CHARACTERS = 4_000_000
TEXT_SUFFIXES = {".txt", ".text", ".md", ".markdown"}
ACCEPTED = (".txt", ".md", ".docx", ".pdf")
MAGIC = {
    b"%PDF": "eine PDF-Datei",
    b"PK\x03\x04": "ein Office- oder ZIP-Dokument",
    b"\xd0\xcf\x11\xe0": "ein altes oder verschlüsseltes Office-Dokument",
    b"\x89PNG": "ein Bild",
    b"\xff\xd8\xff": "ein Bild",
    b"GIF8": "ein Bild",
    b"II*\x00": "ein Bild",
    b"MM\x00*": "ein Bild",
    b"{\\rtf": "ein RTF-Dokument",
    b"MZ": "ein Programm",
    b"\x7fELF": "ein Programm",
}
USUAL = set("äöüÄÖÜßéèêàáçñ§„“”‚‘’–—…·•€°²³¹½¼¾»«©®™´`× ") | {"\u00ad", "\ufeff"}


def check_size(name: str, size: int) -> None:
    if size > MAX_BYTES:
        raise UnreadableDocument(
            f"„{name}“ ist mit {size / 1024 / 1024:.0f} MB zu groß; erlaubt sind {MAX_BYTES // 1024 // 1024} MB. "
            "Bitte entfernen Sie Bilder oder teilen Sie das Dokument."
        )


def extract(name: str, data: bytes) -> list[SourceLine]:
    """Lines of a TXT, Markdown, DOCX or PDF file; the type is told by the name and must agree with the content."""
    check_size(name, len(data))
    suffix = Path(name).suffix.lower()
    if not data.strip(b"\x00 \t\r\n\x0c"):
        raise UnreadableDocument(f"„{name}“ ist leer. Bitte wählen Sie eine Datei mit Text.")
    reader = READERS.get(suffix)
    if reader is None:
        raise UnreadableDocument(wrong_type(name, suffix))
    lines = reader(name, data)
    if not any(line.text.strip() for line in lines):
        raise UnreadableDocument(f"„{name}“ enthält keinen Text. Bitte wählen Sie eine Datei mit Text.")
    if sum(len(line.text) for line in lines) > MAX_CHARACTERS:
        raise UnreadableDocument(
            f"„{name}“ enthält mehr Text, als eine Seite fassen kann. Bitte teilen Sie das Dokument."
        )
    return lines


def wrong_type(name: str, suffix: str) -> str:
    accepted = "Möglich sind TXT, Markdown (MD), DOCX und PDF mit Text."
    advice = {
        ".doc": "Bitte speichern Sie das Dokument in Word als DOCX.",
        ".odt": "Bitte speichern Sie das Dokument als DOCX.",
        ".rtf": "Bitte speichern Sie das Dokument als DOCX oder als TXT.",
    }.get(suffix, "Bitte speichern Sie das Dokument in einem dieser Formate.")
    return f"„{name}“ hat einen Dateityp, der nicht eingelesen werden kann. {accepted} {advice}"


def text_lines(name: str, data: bytes) -> list[SourceLine]:
    text = decode(name, data)
    return stated_markdown.read(text) if stated_markdown.is_stated(text) else read_lines(text)


READERS: dict[str, Callable[[str, bytes], list[SourceLine]]] = {
    **dict.fromkeys(TEXT_SUFFIXES, text_lines),
    ".docx": read_docx,
    ".pdf": read_pdf,
}


def decode(name: str, data: bytes) -> str:
    """Text in UTF-8, UTF-16, Windows-1252, DOS or Mac encoding, whichever reads as German; binary data is refused."""
    for magic, what in MAGIC.items():
        if data.startswith(magic) and not (magic == b"MZ" and b"\x00" not in data[:400]):
            raise UnreadableDocument(
                f"„{name}“ ist {what} und kein Text. Bitte geben Sie der Datei die richtige Endung oder speichern Sie sie als Text."
            )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return checked(name, data, "utf-16")
    if data[:400].count(b"\x00") > len(data[:400]) // 3:
        return checked(name, data, "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = best_guess(name, data)
    if is_binary(text):
        raise UnreadableDocument(
            f"„{name}“ enthält keine lesbaren Zeichen, sondern Binärdaten. Bitte wählen Sie eine Textdatei."
        )
    return twice_encoded(text)


def checked(name: str, data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError:
        text = "\x00"
    if is_binary(text):
        raise UnreadableDocument(
            f"„{name}“ lässt sich nicht als Text lesen. Bitte speichern Sie die Datei in der Zeichenkodierung UTF-8."
        )
    return text


def best_guess(name: str, data: bytes) -> str:
    """The single-byte encoding in which the letters beyond ASCII are mostly those of German text."""
    readings: list[tuple[float, int, str]] = []
    for order, encoding in enumerate(("cp1252", "cp850", "mac_roman")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        foreign = [letter for letter in text if ord(letter) > 126]
        usual = sum(1 for letter in foreign if letter in USUAL)
        readings.append((usual / max(len(foreign), 1), -order, text))
    share, _order, text = max(readings, default=(0.0, 0, ""))
    if share < 0.7 and not is_binary(text):
        raise UnreadableDocument(
            f"Die Zeichenkodierung von „{name}“ ist unbekannt. Bitte speichern Sie die Datei als UTF-8 und lesen Sie sie erneut ein."
        )
    return text or "\x00"


def is_binary(text: str) -> bool:
    odd = sum(
        1
        for letter in text
        if (letter < " " and letter not in "\t\n\r\f\v\x1e\x1f") or letter in "\x7f\ufffd" or "\x80" <= letter < "\xa0"
    )
    return "\x00" in text or odd > 0.01 * len(text)


def twice_encoded(text: str) -> str:
    """Text that was saved as UTF-8, read as Windows-1252 and saved again ("fÃ¼r")."""
    if len(re.findall("Ã[\u00a4\u00b6\u00bc\u0178\u201e\u2013\u0153]", text)) < 3:
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text
