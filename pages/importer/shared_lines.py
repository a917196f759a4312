"""Lines that carry two numbers, "§ 1 (1) Die Stelle berät": one line for each of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pages.importer import line_marks
from pages.importer.line_marks import Mark
from pages.importer.phrases import VERBS, is_title
from pages.importer.source_lines import SourceLine

FIRST_CLAUSE = re.compile(r"(?:^|\s)(?=\(1\)\s+[A-ZÄÖÜ„])")
SENTENCE = re.compile(r"\(1\)\s+\S+\s+\S+\s+\S")
LONGEST_TITLE = 80


def parted(lines: Iterable[SourceLine]) -> Iterator[SourceLine]:
    """Both parts keep the number of their source line."""
    for line in lines:
        at = clause_at(line)
        if not at:
            yield line
            continue
        yield replace(line, text=line.text[:at].rstrip())
        yield replace(line, text=line.text[at:], gap=False, level=0, bold=False, large=False)


def clause_at(line: SourceLine) -> int:
    """Where the first clause begins on the line of its section, 0 for nowhere."""
    if line.table or line.level or "(1)" not in line.text:
        return 0
    return next(
        (
            at
            for mark in line_marks.readings(line.text)
            if mark.scheme in {"§", "artikel"} and (at := clause_in(line.text, mark))
        ),
        0,
    )


def clause_in(text: str, mark: Mark) -> int:
    start = len(text) - len(mark.rest)
    match = FIRST_CLAUSE.search(mark.rest)
    if match is None or line_marks.LAW.match(mark.rest[match.end() + 3 :].lstrip()):
        return 0
    title = mark.rest[: match.start()]
    if title and not (is_heading(title) and SENTENCE.match(mark.rest, match.end())):
        return 0
    return start + match.end()


def is_heading(title: str) -> bool:
    return (
        len(title) <= LONGEST_TITLE and is_title(title) and not VERBS.search(title) and line_marks.heading_rest(title)
    )
