"""Page furniture: running headers and footers, page numbers, rules and tables of contents, which are no text of a document."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pages.importer.page_edges import SENTENCE_END, Reasons, edges
from pages.importer.reasons import CONTENTS, NUMBER, RULE_LINE
from pages.importer.source_lines import SourceLine

CONTENTS_TITLE = re.compile(r"(inhalt|inhaltsverzeichnis|inhaltsübersicht|gliederung)\s*:?", re.I)
CONTENTS_ENTRY = re.compile(r"\S.*?(?:\s?\.){4,}\s*\d{1,4}\s*$|\S.*?[…]{2,}\s*\d{1,4}\s*$|\S.*\t\s*\d{1,4}\s*$")
LEADERS = re.compile(r"\.\s?\.|…|\t")
RULE = re.compile(r"^\s*(?:[-*=~#]\s*){3,}$|^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?\s*)?$")


@dataclass(frozen=True)
class Leftover:
    """A line of the source that stands in no section, and why (German); `page` counts from 1, `text` is empty for a page without any."""

    line: int
    text: str
    why: str
    page: int = 1


def without_furniture(
    lines: Sequence[SourceLine], *, held: Collection[int] = ()
) -> tuple[list[SourceLine], list[Leftover]]:
    """The text of the document, and what was taken out. The lines with the numbers `held` count no pages."""
    reasons = reasons_to_leave_out(lines) if lines else {}
    reasons = {line: why for line, why in reasons.items() if why != NUMBER or line not in held}
    kept: list[SourceLine] = []
    gap = False
    for line in lines:
        if line.number in reasons:
            gap = gap or line.gap
            continue
        kept.append(replace(line, gap=True) if gap and not line.gap else line)
        gap = False
    left = [
        Leftover(line.number, line.text, reasons[line.number], line.page) for line in lines if line.number in reasons
    ]
    return joined_pages(kept), left


def reasons_to_leave_out(lines: Sequence[SourceLine]) -> Reasons:
    """Why a line is no text, by line number; what the file says of a line goes first."""
    text = [line for line in lines if not line.why]
    said = {line.number: line.why for line in lines if line.why}
    return {**rules(text), **edges(text), **contents(text), **said} if text else said


def joined_pages(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """A page break inside a paragraph is no gap: the last line above it is long and does not close a sentence."""
    lengths = sorted(len(line.text) for line in lines)
    usual = lengths[len(lengths) // 2] if lengths else 0
    return [
        *lines[:1],
        *(
            replace(line, gap=False) if line.gap and breaks_paragraph(before, line, usual) else line
            for before, line in pairwise(lines)
        ),
    ]


def breaks_paragraph(before: SourceLine, line: SourceLine, usual: int) -> bool:
    if before.page == line.page or line.styled or before.styled or not line.text[:1].isalpha():
        return False
    return len(before.text) >= 0.8 * usual and not SENTENCE_END.search(before.text)


def rules(lines: Iterable[SourceLine]) -> Reasons:
    return {line.number: RULE_LINE for line in lines if RULE.match(line.text)}


def contents(lines: Sequence[SourceLine]) -> Reasons:
    """Entries with leaders and page number, and what follows the heading "Inhalt" until its first entry comes again."""
    entries = {line.number: CONTENTS for line in lines if is_contents_entry(line)}
    title = next((index for index, line in enumerate(lines) if CONTENTS_TITLE.fullmatch(line.text.strip())), None)
    if title is None:
        return entries
    listed = listed_contents(lines[title + 1 :])
    return {**entries, lines[title].number: CONTENTS, **listed} if entries or listed else {}


def is_contents_entry(line: SourceLine) -> bool:
    text = line.text
    if line.table or "_" in text or not text.rstrip()[-1:].isdigit() or not LEADERS.search(text):
        return False
    return bool(CONTENTS_ENTRY.search(text))


def listed_contents(after: Sequence[SourceLine]) -> Reasons:
    """Lines from a contents title on until the first of them stands there again, now as heading of its section."""
    if not after:
        return {}
    titles = [re.sub(r"[\s.…]*\d*\s*$", "", line.text).casefold() for line in after]
    again = next((index for index, title in enumerate(titles[1:], start=1) if title and title == titles[0]), 0)
    if not again or any(len(title) > 150 for title in titles[:again]):
        return {}
    return dict.fromkeys((line.number for line in after[:again]), CONTENTS)
