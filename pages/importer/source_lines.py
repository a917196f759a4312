"""Lines of a source document with what their look tells (blank line before, bold, heading level), and page furniture."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

MAX_LINE = 20_000
HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
BOLD = re.compile(r"^(\*\*|__)(?=\S)(.+?)(?<=\S)\1:?$")
ITALIC = re.compile(r"^([*_])(?=[^\s*_])([^*_]+)(?<=\S)\1$")
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!~|>-])")
PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:seite|page|s\.|blatt)\s*)?\d{1,4}\s*(?:(?:von|of|/)\s*\d{1,4})?\W*$",
    re.I,
)
NAMED_PAGE_NUMBER = re.compile(
    r"^\W*(?:seite|page|blatt)\s*\d{1,4}\s*(?:(?:von|of|/)\s*\d{1,4})?\W*$|^\W*\d{1,4}\s*(?:von|/)\s*\d{1,4}\W*$|^\s*[-–—]\s*\d{1,4}\s*[-–—]\s*$",
    re.I,
)
CONTENTS_ENTRY = re.compile(r"\S.*?(?:\s?\.){4,}\s*\d{1,4}\s*$|\S.*?[…]{2,}\s*\d{1,4}\s*$|\S.*\t\s*\d{1,4}\s*$")
RULE = re.compile(r"^\s*(?:[-*=~#]\s*){3,}$|^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?\s*)?$")
EDGE = 3
RUNNING = "Kopf- oder Fußzeile"


@dataclass(frozen=True)
class SourceLine:
    """One line (TXT, PDF) or paragraph (DOCX). `number` counts from 1; `gap` is true after a blank line or wide space.

    `level` is an explicit heading level (Markdown, Word style), 0 for none. A `table` line is never a section. `why` tells what the file itself
    marks as no text of the document (a table of contents).
    """

    number: int
    text: str
    gap: bool = False
    level: int = 0
    bold: bool = False
    large: bool = False
    table: bool = False
    page: int = 1
    why: str = ""

    @property
    def styled(self) -> bool:
        return bool(self.level) or self.bold or self.large


@dataclass(frozen=True)
class Leftover:
    """A line of the source that stands in no section, and why (German)."""

    line: int
    text: str
    why: str


def read_lines(text: str) -> list[SourceLine]:
    """Non-blank lines of plain text or Markdown; form feeds count pages."""
    found: list[SourceLine] = []
    gap, page = True, 1
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        page += raw.count("\f")
        line = raw.replace("\f", "").replace("\u00ad", "").replace("\ufeff", "").replace("\xa0", " ")
        if not line.strip():
            gap = True
            continue
        found.append(replace(styled_line(line), number=number, gap=gap, page=page))
        gap = bool(found[-1].level)
    return found


def styled_line(line: str) -> SourceLine:
    """The line without Markdown marks that say how the whole line looks; marks inside it stay for the text."""
    heading = HEADING.match(line)
    text = (heading[2] if heading else line).strip()
    bold = BOLD.match(text)
    if bold and bold[1] not in bold[2]:
        text = bold[2] + (":" if text.endswith(":") else "")
    elif heading and (italic := ITALIC.match(text)):
        text = italic[2]
    table = line.count("|") >= 2
    return SourceLine(0, ESCAPE.sub(r"\1", text), level=len(heading[1]) if heading else 0, bold=bool(bold), table=table)


def without_furniture(lines: Sequence[SourceLine]) -> tuple[list[SourceLine], list[Leftover]]:
    """Takes out running headers and footers, page numbers, rules and tables of contents."""
    if not lines:
        return [], []
    reasons = {
        **{line.number: line.why for line in lines if line.why},
        **rules(lines),
        **running_lines(lines),
        **page_numbers(lines),
        **contents(lines),
    }
    reasons |= numbers_beside(lines, reasons)
    kept: list[SourceLine] = []
    gap = False
    for line in lines:
        if line.number in reasons:
            gap = gap or line.gap
            continue
        kept.append(replace(line, gap=True) if gap and not line.gap else line)
        gap = False
    kept = joined_pages(kept)
    left = [Leftover(line.number, line.text, reasons[line.number]) for line in lines if line.number in reasons]
    return kept, left


def joined_pages(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """A page break inside a paragraph is no gap: the last line above it is long and does not close a sentence."""
    lengths = sorted(len(line.text) for line in lines)
    usual = lengths[len(lengths) // 2] if lengths else 0
    found = list(lines[:1])
    for before, line in pairwise(lines):
        open_end = len(before.text) >= 0.8 * usual and not re.search(r"[.!?:;…][\"“”»’)\]]*\s*$", before.text)
        inside = (
            before.page != line.page and open_end and not line.styled and not before.styled and line.text[:1].isalpha()
        )
        found.append(replace(line, gap=False) if inside and line.gap else line)
    return found


def rules(lines: Iterable[SourceLine]) -> dict[int, str]:
    return {line.number: "Trennlinie" for line in lines if RULE.match(line.text)}


def running_lines(lines: Sequence[SourceLine]) -> dict[int, str]:
    """Lines that come again on many pages at their outer edge; without page breaks, short lines that come again and again."""
    pages: dict[int, list[SourceLine]] = defaultdict(list)
    for line in lines:
        pages[line.page].append(line)
    if len(pages) == 1:
        loose = [line for line in lines if line.gap and not line.level and len(line.text) < 100]
        counts = Counter(shape_of(line.text) for line in loose)
        found = [line for line in loose if counts[shape_of(line.text)] >= 3 and is_furniture(line, paged=False)]
        return {line.number: RUNNING for line in found}
    edges = [
        line
        for page in pages.values()
        for line in {one.number: one for one in (*page[:EDGE], *page[-EDGE:])}.values()
        if is_furniture(line, paged=True)
    ]
    groups: dict[str, list[SourceLine]] = defaultdict(list)
    for line in edges:
        groups[shape_of(line.text)].append(line)
    repeated = {line.number for group in groups.values() if is_running(group, len(pages)) for line in group}
    return {number: RUNNING for page in pages.values() for number in outermost(page, repeated)}


def is_running(group: Sequence[SourceLine], pages: int) -> bool:
    """The same words on many pages; numbers in them may only count the pages. What ends like a sentence must stand on most."""
    on = {line.page for line in group}
    ends_sentence = re.search(r"[a-zäöüß]{2}[.;,:-]$", group[0].text.strip())
    needed = max(2, min(3, pages), pages // 2 if ends_sentence else pages // 5)
    if len(on) < needed:
        return False
    if len({line.text.strip() for line in group}) == 1:
        return True
    offsets = [Counter(int(number[:6]) - line.page for number in re.findall(r"\d+", line.text)) for line in group]
    tracked = Counter(offset for counted in offsets for offset in counted).most_common(1)
    return bool(tracked) and tracked[0][1] >= 0.7 * len(group)


def outermost(page: Sequence[SourceLine], repeated: set[int]) -> Iterator[int]:
    """From each edge of the page inwards, as long as lines are repeated ones or page numbers."""
    for inwards in (page[:EDGE], page[: -EDGE - 1 : -1]):
        for line in inwards:
            if line.number in repeated:
                yield line.number
            elif not PAGE_NUMBER.match(line.text):
                break


def shape_of(text: str) -> str:
    return re.sub(r"\d+", "0", text.strip().casefold())


def is_furniture(line: SourceLine, *, paged: bool) -> bool:
    """Fill-in lines and signature fields repeat too, and numbered lines differ only by their number: neither is furniture."""
    if line.level or line.table or len(line.text) > 160 or re.search(r"_{3,}|\.{4,}", line.text) or len(line.text) < 4:
        return False
    if re.match(
        r"\W*(§|(artikel|anlage|anhang|abschnitt|teil|kapitel|art\.)\s|\d+(\.\d+)*[.)]?\s*$|\d+(\.\d+)*[.)]?\s+\D|\(?\w{1,4}\))",
        line.text,
        re.I,
    ):
        return bool(NAMED_PAGE_NUMBER.match(line.text))
    if not paged and (line.text.endswith((":", ".", ";", ",")) or re.match(r"[-–•·*]\s", line.text)):
        return False
    return not re.match(r"(für|vertreten durch|ort, datum|unterschrift|zwischen|und)\b", line.text.strip(), re.I)


def page_numbers(lines: Sequence[SourceLine]) -> dict[int, str]:
    """ "Seite 3 von 12" anywhere; a bare number only as first or last line of a page when the document has page breaks."""
    found = {line.number: "Seitenzahl" for line in lines if NAMED_PAGE_NUMBER.match(line.text)}
    last_page = lines[-1].page
    for before, line, after in zip([None, *lines[:-1]], lines, [*lines[1:], None], strict=True):
        at_edge = (before is not None and before.page != line.page) or (after is not None and after.page != line.page)
        at_edge = at_edge or (last_page > 1 and (before is None or after is None))
        if at_edge and PAGE_NUMBER.match(line.text) and int(re.search(r"\d+", line.text)[0]) in nearby(line.page):  # type: ignore[index]  # PAGE_NUMBER has digits
            found[line.number] = "Seitenzahl"
    return found


def numbers_beside(lines: Sequence[SourceLine], reasons: Mapping[int, str]) -> dict[int, str]:
    """Bare numbers next to running lines count the pages when they rise from one to the next."""
    found: list[tuple[int, int]] = []
    for before, line, after in zip([None, *lines[:-1]], lines, [*lines[1:], None], strict=True):
        beside = any(one is not None and reasons.get(one.number) == RUNNING for one in (before, after))
        if beside and re.fullmatch(r"\W*\d{1,4}\W*", line.text):
            found.append((line.number, int(re.sub(r"\D", "", line.text))))
    rising = all(two[1] > one[1] for one, two in pairwise(found))
    return {number: "Seitenzahl" for number, _value in found} if len(found) > 1 and rising else {}


def nearby(page: int) -> range:
    """Page numbers that page `page` of a file may print: covers may be uncounted, excerpts start later."""
    return range(max(page - 3, 0), page + 500)


def contents(lines: Sequence[SourceLine]) -> dict[int, str]:
    """Entries with leaders and page number, and what follows the heading "Inhalt" until its first entry comes again."""
    found = {line.number: "Inhaltsverzeichnis" for line in lines if is_contents_entry(line)}
    for index, line in enumerate(lines):
        if re.fullmatch(r"(inhalt|inhaltsverzeichnis|inhaltsübersicht|gliederung)\s*:?", line.text.strip(), re.I):
            found[line.number] = "Inhaltsverzeichnis"
            found |= listed_contents(lines[index + 1 :])
            break
    return found if len(found) > 1 or any(is_contents_entry(line) for line in lines) else {}


def is_contents_entry(line: SourceLine) -> bool:
    text = line.text
    if line.table or "_" in text or not text.rstrip()[-1:].isdigit() or not re.search(r"\.\s?\.|…|\t", text):
        return False
    return bool(CONTENTS_ENTRY.search(text))


def listed_contents(after: Sequence[SourceLine]) -> dict[int, str]:
    if not after:
        return {}
    titles = [re.sub(r"[\s.…]*\d*\s*$", "", line.text).casefold() for line in after]
    again = next((index for index, title in enumerate(titles[1:], start=1) if title and title == titles[0]), 0)
    if not again or any(len(title) > 150 for title in titles[:again]):
        return {}
    return {line.number: "Inhaltsverzeichnis" for line in after[:again]}
