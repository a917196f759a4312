"""Words in parts that hold a drawing: SmartArt and charts."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from pages.importer.docx.names import CX, A, C

LABELS = (f"{C}strCache", f"{C}multiLvlStrCache", f"{C}strLit")


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
    for kind in LABELS:
        for cache in root.iter(kind):
            yield from ((node.text or "").strip() for node in cache.iter(f"{C}v"))
    for held in root.iter(f"{CX}strDim"):
        yield from ((node.text or "").strip() for node in held.iter(f"{CX}pt"))
