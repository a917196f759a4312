"""Words in parts that hold a drawing: SmartArt and charts."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from pages.importer.docx.names import CX, WP, A, C

CENTIMETRE = 360_000  # in the unit of drawings
LARGE = 10 * CENTIMETRE, 12 * CENTIMETRE
NUMBERS = (f"{C}numCache", f"{C}numLit")


def words_of(root: Element) -> list[str]:
    """Each title, box or label once, in the order of the file."""
    return list(dict.fromkeys(text for text in (*paragraphs(root), *labels(root)) if text))


def paragraphs(root: Element) -> Iterator[str]:
    for node in root.iter(f"{A}p"):
        yield drawn_text(node)


def drawn_text(node: Element) -> str:
    """The text of one paragraph of a drawing."""
    signs = {f"{A}br": " ", f"{A}tab": " "}
    return "".join(part.text or "" if part.tag == f"{A}t" else signs.get(part.tag, "") for part in node.iter()).strip()


def labels(root: Element) -> Iterator[str]:
    """Names of series and categories; the figures of a chart are no words."""
    figures = {id(node) for kind in NUMBERS for held in root.iter(kind) for node in held.iter(f"{C}v")}
    yield from ((node.text or "").strip() for node in root.iter(f"{C}v") if id(node) not in figures)
    yield from ((node.text or "").strip() for node in root.iter(f"{CX}v"))
    for held in root.iter(f"{CX}strDim"):
        yield from ((node.text or "").strip() for node in held.iter(f"{CX}pt"))


def is_large_picture(node: Element) -> bool:
    extent = node.find(f"{WP}extent")
    sizes = [extent.get(name, "") for name in ("cx", "cy")] if extent is not None else []
    if not sizes or not all(size.isdecimal() for size in sizes) or next(node.iter(f"{A}blip"), None) is None:
        return False
    return all(int(size) >= least for size, least in zip(sizes, LARGE, strict=True))
