"""Blocks of a Word file: which there are, which were deleted, and which paragraphs are one."""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from pages.importer.docx.names import M, W

P, TABLE, ROW, CELL = (f"{W}{name}" for name in ("p", "tbl", "tr", "tc"))
LOOSE = {
    f"{W}r",
    f"{W}t",
    f"{W}hyperlink",
    f"{W}fldSimple",
    f"{M}oMath",
    f"{M}oMathPara",
}  # in the wrong place, but read
FILES = {f"{W}altChunk", f"{W}subDoc"}
BLOCKS = {P, TABLE, *LOOSE, *FILES}


def was_deleted(node: Element) -> bool:
    """A row or a cell whose deletion is noted."""
    row, cell = node.find(f"{W}trPr/{W}del"), node.find(f"{W}tcPr/{W}cellDel")
    return row is not None or cell is not None


def is_drop_cap(node: Element) -> bool:
    """A first letter over several lines, which Word keeps as a paragraph of its own."""
    frame = node.find(f"{W}pPr/{W}framePr")
    return frame is not None and frame.get(f"{W}dropCap", "none") != "none"


def goes_on_in_next(node: Element) -> bool:
    if is_drop_cap(node):
        return True
    marks = node.find(f"{W}pPr/{W}rPr")
    return marks is not None and any(marks.find(f"{W}{name}") is not None for name in ("del", "moveFrom"))


def joined_paragraphs(nodes: Iterable[Element]) -> Iterator[list[Element]]:
    """Each node for itself, but a paragraph whose mark was deleted together with the next one, whatever bookmarks stand between."""
    open_group: list[Element] = []
    for node in nodes:
        if not len(node) and node.tag not in BLOCKS:
            continue
        if open_group and node.tag != P:
            yield open_group
            open_group = []
        open_group.append(node)
        if node.tag != P or not goes_on_in_next(node):
            yield open_group
            open_group = []
    if open_group:
        yield open_group
