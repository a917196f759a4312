"""Where the title of a document ends."""

from collections.abc import Sequence

from pages.importer.sections import line_marks
from pages.importer.sections.flowtext import TERMINAL, ends_open, is_bullet
from pages.importer.sections.line_blocks import in_one, starts_section, wrapped
from pages.importer.sections.phrases import (
    BETWEEN_AT_START,
    CONTACT,
    MAX_TITLE_BLOCK,
    ONLY_KIND,
    PART,
    PLACE_AND_DATE,
    PREAMBLE,
    is_title,
    titles_something,
)
from pages.importer.source_lines import SourceLine

MAX_TITLE_LINES = 10
ENTRIES = {"§", "artikel", "abschnitt", "unterabschnitt", "kapitel"}


def title_end(lines: Sequence[SourceLine], width: int) -> int:
    """Index of the first line after the title; 0 where the document has none."""
    if not lines:
        return 0
    is_numbered = not names_volume(lines)
    if lines[0].level:
        return 0 if is_numbered and line_marks.readings(lines[0].text) else 1
    end = block_size(lines, 0, width)
    if (is_numbered and starts_section(lines[0])) or not titles_something(in_one(lines[:end])):
        return 0
    while end < min(len(lines), MAX_TITLE_LINES) and belongs_to_title(lines, end):
        end += block_size(lines, end, width)
    return end


def names_volume(lines: Sequence[SourceLine]) -> bool:
    """ "Zehntes Buch Sozialgesetzbuch" is the title of a document that holds no other book."""
    marks = [mark for mark in line_marks.readings(lines[0].text) if mark.scheme in line_marks.DIVISIONS and mark.rest]
    if not marks:
        return False
    others = (mark.scheme for line in lines[1:] for mark in line_marks.marks(line.text))
    return all(scheme != marks[0].scheme for scheme in others)


def block_size(lines: Sequence[SourceLine], start: int, width: int) -> int:
    """The block of lines from `start` on, up to the line that names the parties."""
    size = wrapped(lines, start, width, limit=6)
    return next((at for at in range(1, size) if BETWEEN_AT_START.match(lines[start + at].text.strip())), size)


def belongs_to_title(lines: Sequence[SourceLine], index: int) -> bool:
    line, before = lines[index], lines[index - 1]
    so_far = in_one(lines[:index])
    if len(so_far) + len(line.text) > MAX_TITLE_BLOCK or begins_text(line):
        return False
    if line.text[:1].islower() or ends_open(before.text):
        return True
    if not is_title(line.text):
        return False
    if PART.match(line.text) and not any(PART.match(above.text) for above in lines[:index]):
        return True
    return goes_on_from(before, line, so_far)


def goes_on_from(before: SourceLine, line: SourceLine, so_far: str) -> bool:
    """After the kind of document alone comes what it is about; large print goes on in large print."""
    goes_on = ONLY_KIND.fullmatch(so_far.strip()) or looks_alike(before, line)
    return bool(goes_on) and len(line.text) < 110 and not CONTACT.search(line.text)


def begins_text(line: SourceLine) -> bool:
    """What stands below a title, whatever the title was: a number, a list, the parties, a preamble, a sentence, place and date."""
    if line.level or starts_section(line) or is_bullet(line) or has_formal_number(line):
        return True
    text = line.text
    is_known = BETWEEN_AT_START.match(text.strip()) or PREAMBLE.match(text) or PLACE_AND_DATE.match(text)
    return bool(is_known) or TERMINAL.search(text) is not None


def has_formal_number(line: SourceLine) -> bool:
    """An excerpt begins with any number. A volume of several, "Teil 2", may be named in a title."""
    return line.gap and any(mark.scheme in ENTRIES for mark in line_marks.readings(line.text))


def looks_alike(before: SourceLine, line: SourceLine) -> bool:
    return before.large and line.large and line.bold == before.bold
