"""Values of PDF objects as plain texts, numbers and lists, whatever stands there in a damaged file."""

from collections.abc import Mapping

from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import Rect, decode_text

UTF_8 = b"\xef\xbb\xbf"
LONGEST = 100_000
LONGEST_XML = 4_000_000


def table(value: object) -> Mapping[str, object]:
    held = resolve1(value)
    if isinstance(held, PDFStream):
        return held.attrs
    return held if isinstance(held, dict) else {}


def listed(value: object) -> list[object]:
    held = resolve1(value)
    return held if isinstance(held, list) else []


def number(value: object) -> int:
    held = resolve1(value)
    return held if isinstance(held, int) else 0


def name(value: object) -> str:
    held = resolve1(value)
    return str(held.name) if isinstance(held, PSLiteral) else ""


def text(value: object) -> str:
    """Of a string, a stream or a name; empty for anything else."""
    held = resolve1(value)
    if isinstance(held, PDFStream):
        held = held.get_data()[:LONGEST]
    if isinstance(held, bytes):
        plain = held[3:].decode("utf-8", "replace") if held.startswith(UTF_8) else decode_text(held)
        return "".join(sign for sign in plain[:LONGEST] if sign >= " " or sign in "\n\r\t").strip()
    return name(held)


def xml(value: object) -> str:
    """Of a stream; what is kept as XML is UTF-8."""
    held = resolve1(value)
    return held.get_data()[:LONGEST_XML].decode("utf-8", "replace") if isinstance(held, PDFStream) else ""


def box(value: object) -> Rect | None:
    sides = [resolve1(side) for side in listed(value)]
    if len(sides) != 4 or not all(isinstance(side, int | float) for side in sides):
        return None
    left, bottom, right, top = (float(side) for side in sides if isinstance(side, int | float))
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)
