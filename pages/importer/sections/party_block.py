"""The lines between "zwischen" and the first section, which name who signs."""

from collections.abc import Iterator, Sequence

from pages.importer.sections import line_marks
from pages.importer.sections.line_blocks import opens_body
from pages.importer.sections.phrases import PREAMBLE, closes_parties, opens_parties
from pages.importer.source_lines import SourceLine

LINES_BEFORE = 12
LONGEST_BLOCK = 80
LONGEST_PARTY = 150


def party_indices(lines: Sequence[SourceLine], start: int) -> Iterator[int]:
    """Indices of the lines that name the parties, when "zwischen" comes soon after `start`: no headings are among them."""
    near = range(start, min(start + LINES_BEFORE, len(lines)))
    opening = next((index for index in near if opens_parties(lines[index].text)), None)
    if opening is None:
        return
    for index in range(opening, min(opening + LONGEST_BLOCK, len(lines))):
        if index > opening and begins_text(lines[index]):
            return
        yield index
        if closes_parties(lines[index].text):
            return


def begins_text(line: SourceLine) -> bool:
    is_heading = PREAMBLE.match(line.text) or opens_body(line) or (line.level and line_marks.marks(line.text))
    return bool(is_heading) or (line.gap and is_prose(line.text))


def is_prose(text: str) -> bool:
    """Too long for a party, unless it goes on with who represents it."""
    return len(text) > LONGEST_PARTY and text.rstrip().endswith(".") and "vertreten" not in text
