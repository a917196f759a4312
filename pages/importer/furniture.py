"""Page furniture: running headers and footers, page numbers, rules and tables of contents, which are no text of a document."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pages.importer.source_lines import SourceLine

PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:seite|page|s\.|blatt)\s*)?\d{1,4}\s*(?:(?:von|of|/)\s*\d{1,4})?\W*$",
    re.I,
)
NAMED_PAGE_NUMBER = re.compile(
    r"^\W*(?:seite|page|blatt)\s*\d{1,4}\s*(?:(?:von|of|/)\s*\d{1,4})?\W*$|^\W*\d{1,4}\s*(?:von|/)\s*\d{1,4}\W*$|^\s*[-–—]\s*\d{1,4}\s*[-–—]\s*$",
    re.I,
)
BARE_NUMBER = re.compile(r"\W*\d{1,4}\W*")
CONTENTS_TITLE = re.compile(r"(inhalt|inhaltsverzeichnis|inhaltsübersicht|gliederung)\s*:?", re.I)
CONTENTS_ENTRY = re.compile(r"\S.*?(?:\s?\.){4,}\s*\d{1,4}\s*$|\S.*?[…]{2,}\s*\d{1,4}\s*$|\S.*\t\s*\d{1,4}\s*$")
LEADERS = re.compile(r"\.\s?\.|…|\t")
RULE = re.compile(r"^\s*(?:[-*=~#]\s*){3,}$|^\s*\|?(?:\s*:?-{2,}:?\s*\|)+\s*(?::?-{2,}:?\s*)?$")
BLANK_TO_FILL = re.compile(r"_{3,}|\.{4,}")
NUMBERED = re.compile(
    r"\W*(§|(artikel|anlage|anhang|abschnitt|teil|kapitel|art\.)\s|\d+(\.\d+)*[.)]?\s*$|\d+(\.\d+)*[.)]?\s+\D|\(?\w{1,4}\))",
    re.I,
)
BULLET_OR_DASH = re.compile(r"[-–•·*]\s")
OF_PARTIES = re.compile(r"(für|vertreten durch|ort, datum|unterschrift|zwischen|und)\b", re.I)
SENTENCE_END = re.compile(r"[.!?:;…][\"“”»’)\]]*\s*$")
WORD_WITH_STOP = re.compile(r"[a-zäöüß]{2}[.;,:-]$")
EDGE = 3
LONGEST_FURNITURE = 160
RUNNING = "Kopf- oder Fußzeile"
NUMBER = "Seitenzahl"
CONTENTS = "Inhaltsverzeichnis"
NO_TEXT = "Seite ohne Text"

Reasons = dict[int, str]


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
    """Why a line is no text, by line number."""
    reasons = {
        **{line.number: line.why for line in lines if line.why},
        **rules(lines),
        **running_lines(lines),
        **page_numbers(lines),
        **contents(lines),
    }
    return reasons | numbers_beside(lines, reasons)


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
    return {line.number: "Trennlinie" for line in lines if RULE.match(line.text)}


def running_lines(lines: Sequence[SourceLine]) -> Reasons:
    """Lines that come again on many pages at their outer edge; without page breaks, short lines that come again and again."""
    pages: dict[int, list[SourceLine]] = defaultdict(list)
    for line in lines:
        pages[line.page].append(line)
    if len(pages) == 1:
        return dict.fromkeys(repeated_without_pages(lines), RUNNING)
    repeated = repeated_at_edges(list(pages.values()))
    return {number: RUNNING for page in pages.values() for number in outermost(page, repeated)}


def repeated_without_pages(lines: Iterable[SourceLine]) -> Iterator[int]:
    loose = [line for line in lines if line.gap and not line.level and len(line.text) < 100]
    counts = Counter(shape_of(line.text) for line in loose)
    for line in loose:
        if counts[shape_of(line.text)] >= 3 and is_furniture(line, paged=False):
            yield line.number


def repeated_at_edges(pages: Sequence[Sequence[SourceLine]]) -> set[int]:
    groups: dict[str, list[SourceLine]] = defaultdict(list)
    for page in pages:
        edges = {line.number: line for line in (*page[:EDGE], *page[-EDGE:])}
        for line in edges.values():
            if is_furniture(line, paged=True):
                groups[shape_of(line.text)].append(line)
    return {line.number for group in groups.values() if is_running(group, len(pages)) for line in group}


def is_running(group: Sequence[SourceLine], pages: int) -> bool:
    """The same words on many pages; numbers in them may only count the pages. What ends like a sentence must stand on most."""
    on = {line.page for line in group}
    ends_sentence = WORD_WITH_STOP.search(group[0].text.strip())
    needed = max(2, min(3, pages), pages // 2 if ends_sentence else pages // 5)
    if len(on) < needed:
        return False
    return len({line.text.strip() for line in group}) == 1 or counts_pages(group)


def counts_pages(group: Sequence[SourceLine]) -> bool:
    """True when a number in nearly all of the lines lies by the same amount beside the page it stands on."""
    offsets = [Counter(int(number[:6]) - line.page for number in re.findall(r"\d+", line.text)) for line in group]
    commonest = Counter(offset for counted in offsets for offset in counted).most_common(1)
    return bool(commonest) and commonest[0][1] >= 0.7 * len(group)


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
    if line.level or line.table or not 4 <= len(line.text) <= LONGEST_FURNITURE or BLANK_TO_FILL.search(line.text):
        return False
    if NUMBERED.match(line.text):
        return bool(NAMED_PAGE_NUMBER.match(line.text))
    if not paged and (line.text.endswith((":", ".", ";", ",")) or BULLET_OR_DASH.match(line.text)):
        return False
    return not OF_PARTIES.match(line.text.strip())


def page_numbers(lines: Sequence[SourceLine]) -> Reasons:
    """ "Seite 3 von 12" anywhere; a bare number only as first or last line of a page when the document has page breaks."""
    has_pages = lines[-1].page > 1
    reasons: Reasons = {}
    for before, line, after in in_threes(lines):
        at_edge = has_pages and (page_of(before) != line.page or page_of(after) != line.page)
        if NAMED_PAGE_NUMBER.match(line.text) or (at_edge and may_number_page(line)):
            reasons[line.number] = NUMBER
    return reasons


def in_threes(lines: Sequence[SourceLine]) -> Iterator[tuple[SourceLine | None, SourceLine, SourceLine | None]]:
    """Each line with its neighbours; None beyond the ends."""
    return zip([None, *lines[:-1]], lines, [*lines[1:], None], strict=True)


def page_of(line: SourceLine | None) -> int:
    """0, a page that no line stands on, beyond the ends of the document."""
    return line.page if line else 0


def may_number_page(line: SourceLine) -> bool:
    if not PAGE_NUMBER.match(line.text):
        return False
    first = re.search(r"\d+", line.text)
    return first is not None and int(first[0]) in nearby(line.page)


def nearby(page: int) -> range:
    """Page numbers that page `page` of a file may print: covers may be uncounted, excerpts start later."""
    return range(max(page - 3, 0), page + 500)


def numbers_beside(lines: Sequence[SourceLine], reasons: Mapping[int, str]) -> Reasons:
    """Bare numbers next to running lines count the pages when they rise from one to the next."""
    numbers: list[tuple[int, int]] = []
    for before, line, after in in_threes(lines):
        beside = any(near is not None and reasons.get(near.number) == RUNNING for near in (before, after))
        if beside and BARE_NUMBER.fullmatch(line.text):
            numbers.append((line.number, int(re.sub(r"\D", "", line.text))))
    rising = all(later > earlier for (_line, earlier), (_other, later) in pairwise(numbers))
    return {line: NUMBER for line, _printed in numbers} if len(numbers) > 1 and rising else {}


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
