"""Lines that hold a head and the text below it: "§ 1 (1) Der Verein …", "**1. Eignung.** Wer teilnimmt …". They are read as two lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pages.importer.sections import line_marks
from pages.importer.sections.phrases import VERBS
from pages.importer.source_lines import SourceLine

# "**1. Eignung.** Text", "1. **Eignung:** Text", "**§ 2** Text".
BOLD_START = re.compile(
    r"^(?P<number>[^*\s]{1,9}(?:\s\d{1,4}[a-z]?\.?)?\s+)?\*\*(?P<bold>[^*]{1,120})\*\*(?P<stop>[.:]?)\s*(?P<text>[^\s*].*)$"
)
FIRST_CLAUSE = re.compile(r"^(?P<title>.{0,80}?)\s*(?P<clause>(?:\(1\)|(?<!\S)1\.)\s+(?P<words>[A-ZÄÖÜ„].*))$")
SENTENCE = re.compile(r"\S+\s+\S+\s+\S")
STOP = re.compile(r"\s*[.:]\s*$")
LONGEST_TITLE = 12
COUNTED_BY_CLAUSES = {"§", "artikel"}


@dataclass(frozen=True)
class Pieces:
    """The lines, each such line as two of the same number; `wholes` holds it as it was by the index of its head."""

    lines: list[SourceLine]
    wholes: dict[int, SourceLine]


def in_pieces(lines: Sequence[SourceLine]) -> Pieces:
    pieces: list[SourceLine] = []
    wholes: dict[int, SourceLine] = {}
    for line in lines:
        parts = parts_of(line)
        if len(parts) > 1:
            wholes[len(pieces)] = line
        pieces += parts
    return Pieces(pieces, wholes)


def parts_of(line: SourceLine) -> list[SourceLine]:
    if line.table:
        return [line]
    return list(bold_parts(line) or clause_parts(line)) or [line]


def bold_parts(line: SourceLine) -> list[SourceLine]:
    """[] unless the line begins with a number in bold, or with a number and its title in bold."""
    match = BOLD_START.match(line.text)
    marks = line_marks.marks(f"{match['number'] or ''}{match['bold'].strip()}{match['stop']}") if match else []
    if match is None or not marks:
        return []
    head = f"{match['number'] or ''}{match['bold'].strip()}"
    if not marks[0].rest:
        return [replace(line, text=f"{head}{match['stop']} {match['text']}")]
    if match["text"][0].islower() or not is_run_in(marks[0].rest):
        return []
    return [replace(line, text=STOP.sub("", head), bold=True), below(line, match["text"])]


def is_run_in(title: str) -> bool:
    """Bold words that are a title by their stop or by their length, and no sentence."""
    is_short = len(title.split()) <= LONGEST_TITLE
    return is_short and title[0].isupper() and not VERBS.search(title) and not title.endswith((",", ";", "-"))


def clause_parts(line: SourceLine) -> list[SourceLine]:
    """ "§ 1 Name (1) Der Verein …" as "§ 1 Name" and the rest; [] for another line."""
    for mark in line_marks.readings(line.text):
        match = FIRST_CLAUSE.match(mark.rest) if mark.scheme in COUNTED_BY_CLAUSES else None
        if match and heads_clause(match["title"]) and reads_as_clause(match["clause"], match["words"]):
            head = line.text.rstrip()[: -len(match["clause"])].rstrip()
            return [replace(line, text=head), below(line, match["clause"])]
    return []


def heads_clause(title: str) -> bool:
    return not title or (is_run_in(title) and line_marks.heading_rest(title))


def reads_as_clause(clause: str, words: str) -> bool:
    """ "§ 2 (1) SGB X" cites a law and "§ 2 1. Mai" names a day."""
    if line_marks.LAW.match(words) or (clause[0] == "1" and line_marks.DATE_OR_AMOUNT.match(clause)):
        return False
    return clause[0] == "(" or SENTENCE.match(words) is not None


def below(line: SourceLine, text: str) -> SourceLine:
    return replace(line, text=text, gap=False, bold=False, level=0)
