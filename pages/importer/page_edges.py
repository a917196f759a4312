"""What stands at the edges of printed pages: running headers and footers, and the numbers that count the pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median

from pages.importer.reasons import NUMBER, RUNNING
from pages.importer.sections import line_marks
from pages.importer.sections.phrases import VERBS
from pages.importer.source_lines import SourceLine

COUNT = r"\d{1,4}\s*(?:(?:von|of|/)\s*\d{1,4})?"
ORNAMENT = r"[\s\-–—|·•*~]*"
PAGE_NUMBER = re.compile(rf"^{ORNAMENT}(?:(?:seite|page|s\.|blatt)\s*)?{COUNT}{ORNAMENT}$", re.I)
NAMED_PAGE_NUMBER = re.compile(
    rf"^\W*(?:seite|page|blatt)\s*{COUNT}\W*$|^{ORNAMENT}\d{{1,4}}\s*(?:von|/)\s*\d{{1,4}}{ORNAMENT}$|^\s*[-–—]\s*\d{{1,4}}\s*[-–—]\s*$",
    re.I,
)
# "3." and "(2)" alone are official numbers, unless the pages count so from the first to the last; "§ 11" always is one.
LIKE_OFFICIAL = re.compile(r"\(\d{1,4}\)|\d{1,4}[.)]")
BARE_NUMBER = re.compile(rf"{ORNAMENT}\d{{1,4}}{ORNAMENT}")
NUMBERED = re.compile(r"\W*(§|\d+(\.\d+)*[.)]?\s*$|\d+(\.\d+)*[.)]?\s+\D|\(?\w{1,4}\))", re.I)
BLANK_TO_FILL = re.compile(r"_{3,}|\.{4,}")
BULLET_OR_DASH = re.compile(r"[-–•·*]\s")
OF_PARTIES = re.compile(r"(für|vertreten durch|ort, datum|unterschrift|zwischen|und)\b", re.I)
SENTENCE_END = re.compile(r"[.!?:;…][\"“”»’)\]]*\s*$")
WORD_WITH_STOP = re.compile(r"[a-zäöüß]{2}[.;,:-]$")
EDGE = 3
LONGEST_FURNITURE = 160
LONGEST_WITHOUT_PAGES = 100
SHORTEST_PAGE = 15  # lines

Reasons = dict[int, str]
Neighbours = tuple[SourceLine | None, SourceLine, SourceLine | None]


def edges(lines: Sequence[SourceLine]) -> Reasons:
    """Why lines at page edges are no text, by line number."""
    reasons = {**running_lines(lines), **page_numbers(lines)}
    return reasons | numbers_beside(lines, reasons)


def running_lines(lines: Sequence[SourceLine]) -> Reasons:
    """Lines that come again on many pages at the same edge; without page breaks only those that something else shows to be none."""
    pages: dict[int, list[SourceLine]] = defaultdict(list)
    for line in lines:
        pages[line.page].append(line)
    if len(pages) == 1:
        return dict.fromkeys(repeated_without_pages(lines), RUNNING)
    repeated = repeated_at_edges(list(pages.values()))
    return {number: RUNNING for page in pages.values() for number in outermost(page, repeated)}


def repeated_without_pages(lines: Sequence[SourceLine]) -> Iterator[int]:
    groups: dict[str, list[Neighbours]] = defaultdict(list)
    for around in in_threes(lines):
        line = around[1]
        if line.gap and not line.level and len(line.text) < LONGEST_WITHOUT_PAGES and may_run(line, paged=False):
            groups[shape_of(line.text)].append(around)
    for group in groups.values():
        if len(group) >= 3 and breaks_pages(group):
            yield from (line.number for _before, line, _after in group)


def breaks_pages(group: Sequence[Neighbours]) -> bool:
    """Whether pages end at these lines: they count them, a page number stands beside them, or they cut sentences in two.

    A clause that comes again and again does nothing of it.
    """
    texts = [line.text for _before, line, _after in group]
    if len(set(texts)) > 1:
        return counts_on(texts)
    needed = 0.6 * len(group)
    named = sum(
        any(near and NAMED_PAGE_NUMBER.match(near.text) for near in (before, after)) for before, _line, after in group
    )
    if named >= needed or sum(cuts_sentence(before, after) for before, _line, after in group) >= needed:
        return True
    counters = [
        [near.text for near in (before, after) if near and BARE_NUMBER.fullmatch(near.text)]
        for before, _line, after in group
    ]
    return are_far_apart(group) and all(counters) and counts_on([found[0] for found in counters])


def counts_on(texts: Iterable[str]) -> bool:
    """True when one of the numbers in the lines grows by one from each to the next."""
    numbers = [[int(number[:6]) for number in re.findall(r"\d+", text)] for text in texts]
    return any(
        all(len(later) > at and later[at] == earlier[at] + 1 for earlier, later in pairwise(numbers))
        for at in range(len(numbers[0]))
    )


def cuts_sentence(before: SourceLine | None, after: SourceLine | None) -> bool:
    if before is None or after is None or SENTENCE_END.search(before.text):
        return False
    return after.text[:1].islower() and not line_marks.readings(after.text)


def are_far_apart(group: Sequence[Neighbours]) -> bool:
    numbers = [line.number for _before, line, _after in group]
    return median(later - earlier for earlier, later in pairwise(numbers)) >= SHORTEST_PAGE


def repeated_at_edges(pages: Sequence[Sequence[SourceLine]]) -> set[int]:
    """Where a line stands as often inside of pages it is no header, though chance has put it at some edges."""
    groups: dict[tuple[int, str], list[SourceLine]] = defaultdict(list)
    for page in pages:
        for edge, lines in enumerate((page[:EDGE], page[-EDGE:])):
            for line in lines:
                if may_run(line, paged=True):
                    groups[edge, shape_of(line.text)].append(line)
    everywhere = Counter(shape_of(line.text) for page in pages for line in page)
    running: set[int] = set()
    for (_edge, shape), group in groups.items():
        if is_running(group, len(pages)) and everywhere[shape] < 2 * len(group) + 1:
            running |= {line.number for line in group}
    return running


def is_running(group: Sequence[SourceLine], pages: int) -> bool:
    """The same words on many pages; numbers in them may only count the pages. What ends like a sentence must stand on most and say nothing."""
    on = {line.page for line in group}
    text = group[0].text.strip()
    ends_sentence = WORD_WITH_STOP.search(text) or SENTENCE_END.search(text)
    if ends_sentence and VERBS.search(text):
        return False
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


def may_run(line: SourceLine, *, paged: bool) -> bool:
    """Fill-in lines and signature fields repeat too, numbered lines differ only by their number, "(weggefallen)" is a text of its own."""
    text = line.text.strip()
    if line.level or line.table or not 4 <= len(line.text) <= LONGEST_FURNITURE or BLANK_TO_FILL.search(text):
        return False
    if is_numbered(text):
        return bool(NAMED_PAGE_NUMBER.match(text))
    if not paged and (text.endswith((":", ".", ";", ",")) or BULLET_OR_DASH.match(text)):
        return False
    return not (OF_PARTIES.match(text) or line_marks.DROPPED.match(text))


def is_numbered(text: str) -> bool:
    return bool(NUMBERED.match(text) or line_marks.readings(text) or line_marks.annex(text))


def page_numbers(lines: Sequence[SourceLine]) -> Reasons:
    """ "Seite 3 von 12" anywhere; a bare number only as first or last line of a page when the document has page breaks."""
    numbers = {line.number for line in lines if NAMED_PAGE_NUMBER.match(line.text)}
    if lines[-1].page > 1:
        numbers |= bare_page_numbers(lines) | page_numbers_like_official(lines)
    return dict.fromkeys(numbers, NUMBER)


def bare_page_numbers(lines: Sequence[SourceLine]) -> set[int]:
    at_edge = [line for before, line, after in in_threes(lines) if is_at_edge(before, line, after)]
    return {line.number for line in at_edge if may_number_page(line)} - official_numbers(lines, at_edge)


def is_at_edge(before: SourceLine | None, line: SourceLine, after: SourceLine | None) -> bool:
    return page_of(before) != line.page or page_of(after) != line.page


def in_threes(lines: Sequence[SourceLine]) -> Iterator[Neighbours]:
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


def official_numbers(lines: Sequence[SourceLine], at_edge: Sequence[SourceLine]) -> set[int]:
    """Bare numbers at page edges that go on with a count of bare numbers inside the pages, and count no pages."""
    edge = {line.number for line in at_edge}
    inside = {value_of(line) for line in lines if line.number not in edge and BARE_NUMBER.fullmatch(line.text)}
    bare = [line for line in at_edge if BARE_NUMBER.fullmatch(line.text)]
    beside = Counter(value_of(line) - line.page for line in bare)
    return {
        line.number
        for line in bare
        if {value_of(line) - 1, value_of(line) + 1} & inside
        and beside[value_of(line) - line.page] < 0.6 * lines[-1].page
    }


def page_numbers_like_official(lines: Sequence[SourceLine]) -> set[int]:
    """Numbers like "3." below all pages, from one page to the next, where no section is counted so."""
    below = [line for _before, line, after in in_threes(lines) if page_of(after) != line.page]
    groups: dict[str, list[SourceLine]] = defaultdict(list)
    for line in below:
        if LIKE_OFFICIAL.fullmatch(line.text.strip()):
            groups[shape_of(line.text)].append(line)
    pages = len({line.page for line in lines})
    counted = [group for group in groups.values() if len(group) >= max(3, pages - 1) and counts_pages(group)]
    return {line.number for group in counted if not counts_sections(lines, group) for line in group}


def counts_sections(lines: Sequence[SourceLine], group: Sequence[SourceLine]) -> bool:
    numbers = {line.number for line in group}
    schemes = {mark.scheme for mark in line_marks.marks(group[0].text)}
    return any(
        mark.scheme in schemes for line in lines if line.number not in numbers for mark in line_marks.marks(line.text)
    )


def value_of(line: SourceLine) -> int:
    return int(re.sub(r"\D", "", line.text))


def numbers_beside(lines: Sequence[SourceLine], reasons: Mapping[int, str]) -> Reasons:
    """Bare numbers next to running lines count the pages when they rise from one to the next."""
    numbers: list[tuple[int, int]] = []
    for before, line, after in in_threes(lines):
        beside = any(near is not None and reasons.get(near.number) == RUNNING for near in (before, after))
        if beside and BARE_NUMBER.fullmatch(line.text):
            numbers.append((line.number, value_of(line)))
    rising = all(later > earlier for (_line, earlier), (_other, later) in pairwise(numbers))
    return {line: NUMBER for line, _printed in numbers} if len(numbers) > 1 and rising else {}
