"""Names of the elements of a Word file, what they say by their value, and what of an element is shown at all."""

from collections.abc import Container, Iterator
from xml.etree.ElementTree import Element

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741 - the prefix that everybody writes
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
V = "{urn:schemas-microsoft-com:vml}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"

MOST = 32767  # the largest number that Word takes
ALTERNATIVES = f"{MC}AlternateContent"
DELETED = {f"{W}{name}" for name in ("del", "moveFrom")}
PROPERTIES = {
    f"{W}{name}Pr" for name in ("p", "r", "tbl", "tr", "tc", "sdt", "sdtEnd", "sect", "customXml", "smartTag")
}
NOT_SHOWN = DELETED | PROPERTIES
TEXTS = {f"{W}t", f"{M}t", f"{A}t"}
# Elements that stand for words without holding them: signs, references, parts elsewhere, values of fields.
STAND_FOR_WORDS = {
    f"{W}sym",
    *(f"{W}{kind}Reference" for kind in ("footnote", "endnote", "comment")),
    *(f"{W}{kind}" for kind in ("ffData", "dropDownList", "comboBox", "date")),
    f"{W14}checkbox",
    f"{V}textpath",
    f"{O}OLEObject",
    f"{C}chart",
    f"{CX}chart",
    f"{DGM}relIds",
}


def value(node: Element | None) -> str:
    return node.get(f"{W}val", "") if node is not None else ""


def is_on(node: Element) -> bool:
    return node.get(f"{W}val", "1") not in {"0", "false", "off"}


def whole(text: str | None) -> int | None:
    """None for what is no number that Word would take."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= MOST else None


def shown(node: Element) -> Iterator[Element]:
    """The children of a node without what was deleted; of an alternative the one twin that is read."""
    for child in node:
        if child.tag == ALTERNATIVES:
            twin = twin_with_words(child)
            if twin is not None:
                yield from shown(twin)
        elif child.tag not in NOT_SHOWN:
            yield child


def twin_with_words(alternatives: Element) -> Element | None:
    """Word stores a drawing twice, for itself and for older readers; some programs fill only one of the two."""
    twins = [*alternatives.findall(f"{MC}Choice"), *alternatives.findall(f"{MC}Fallback")]
    return next((twin for twin in twins if has_words(twin)), twins[0] if twins else None)


def has_words(node: Element) -> bool:
    return any(part.tag in STAND_FOR_WORDS or (part.tag in TEXTS and (part.text or "").strip()) for part in node.iter())


def nearest(node: Element, wanted: Container[str]) -> Iterator[Element]:
    """The shown elements below that are `wanted`, through whatever stands around them, but not those inside one another."""
    for child in shown(node):
        if child.tag in wanted:
            yield child
        else:
            yield from nearest(child, wanted)
