"""Which lines stand together: the block a line begins, the size of a heading, what stands alone, the list that ends a sentence."""

import re
from collections.abc import Iterable, Sequence

from pages.importer.sections import line_marks
from pages.importer.sections.flowtext import continues, ends_hyphenated, ends_open, is_bullet
from pages.importer.sections.line_marks import Mark
from pages.importer.sections.phrases import WORDS, is_title, names_party
from pages.importer.source_lines import SourceLine

LONGEST_HEADING = 4
ITEM_LETTERS = {"a)", "a.", "(a)", "i)", "i."}
ITEM_SCHEMES = {"a)", "a.", "(a)", "n)", "decimal", "aa)"}
BODY_SCHEMES = {"§", "artikel", "I.", *line_marks.DIVISIONS}
ARTICLES = frozenset(WORDS["articles"])


def in_one(lines: Iterable[SourceLine]) -> str:
    return " ".join(line.text for line in lines)


def wrapped(lines: Sequence[SourceLine], index: int, width: int, limit: int = 3) -> int:
    """How many lines from `index` on make one block without a gap (1 when the next line starts anew)."""
    size = 1
    while (
        index + size < len(lines)
        and size < limit
        and continues(lines[index + size - 1], lines[index + size], width)
        and not line_marks.marks(lines[index + size].text)
    ):
        size += 1
    return size


def heading_size(lines: Sequence[SourceLine], index: int) -> int:
    """Lines of a heading that starts at `index`: it goes on where it cannot end yet."""
    size = 1
    while index + size < len(lines) and size < LONGEST_HEADING:
        before, line = lines[index + size - 1], lines[index + size]
        if starts_block(before, line) or not goes_on_as_heading(before, line):
            break
        size += 1
    return size


def starts_block(before: SourceLine, line: SourceLine) -> bool:
    if line.gap or line.level or line.bold != before.bold:
        return True
    return is_bullet(line) or bool(line_marks.marks(line.text))


def goes_on_as_heading(before: SourceLine, line: SourceLine) -> bool:
    same_look = (before.bold and line.bold) or (before.large and line.large)
    return same_look or line.text[:1].islower() or ends_open(before.text) or ends_hyphenated(before.text)


def gap_at(lines: Sequence[SourceLine], index: int) -> bool:
    """The end of the document is a gap too."""
    return index >= len(lines) or lines[index].gap


def stands_alone(lines: Sequence[SourceLine], index: int, size: int) -> bool:
    return lines[index].gap and gap_at(lines, index + size)


def goes_on_in_list(lines: Sequence[SourceLine], index: int) -> bool:
    """True when the list at `index` ends the sentence of the line above it: "Der Kreis" – "a) berät Träger"."""
    text = lines[index].text
    bullet = line_marks.BULLET.match(text)
    marks = line_marks.marks(text)
    if not bullet and not any(mark.scheme in ITEM_SCHEMES for mark in marks):
        return False
    rest = text[bullet.end() :] if bullet else marks[0].rest
    if not rest and index + 1 < len(lines):
        rest = lines[index + 1].text
    first = re.match(r"[a-zäöüß]+", rest)
    return first is not None and first[0] not in ARTICLES


def starts_section(line: SourceLine) -> bool:
    """True for a line with a number that could open a document: 1, 1.1, § 1, Artikel 1, I., A., (1)."""
    return any(set(mark.values) == {1} and mark.scheme not in ITEM_LETTERS for mark in line_marks.marks(line.text))


def opens_body(line: SourceLine) -> bool:
    """The first numbered section after the parties: § 1, Artikel 1, I., or "1." over a short title."""
    stands_out = line.gap or line.styled
    return stands_out and any(mark.value == 1 and is_body_number(mark) for mark in line_marks.marks(line.text))


def is_body_number(mark: Mark) -> bool:
    """Parties are counted too, but without parts ("1.1") and by their names."""
    if mark.scheme != "decimal":
        return mark.scheme in BODY_SCHEMES
    return len(mark.values) > 1 or (is_title(mark.rest) and not names_party(mark.rest))
