"""Source lines -> outline of numbered sections, with scan defects repaired and every line accounted for."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pages import numbering, rich_runs
from pages.importer import stated
from pages.importer.facts import reading as fact_reader
from pages.importer.facts.reading import Facts
from pages.importer.facts.running_text import Head
from pages.importer.furniture import Leftover, without_furniture
from pages.importer.notes import Note
from pages.importer.ocr.edits import Repair
from pages.importer.ocr.repairs import repair_lines
from pages.importer.ocr.section_signs import head_lines
from pages.importer.reasons import NO_TEXT
from pages.importer.sections import flowtext
from pages.importer.sections.drafts import Draft, Drafts, draft_sections
from pages.importer.source_lines import SourceLine
from portal.requests.confined_process import gettext_noop

TWICE = gettext_noop("Die Ziffer „%(number)s“ kommt zweimal vor (Zeilen %(first)d und %(line)d).")
SKIPPED = gettext_noop("Zeile %(line)d: Vor „%(number)s“ fehlt mindestens eine Ziffer.")


@dataclass(frozen=True)
class OutlineSection:
    """One section: `number` as printed or None, `path` the printed numbers from the top, lines of the source it was made of."""

    number: str | None
    level: int
    path: tuple[str, ...]
    heading: str
    text: str
    html: str
    first_line: int
    last_line: int
    lines: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Outline:
    """A document as read: `title`, suggested `kind` and facts, sections in order, repairs made, lines left over, notes on numbers."""

    title: str
    kind: str
    language: str
    facts: Facts
    sections: tuple[OutlineSection, ...]
    repairs: tuple[Repair, ...] = ()
    unplaced: tuple[Leftover, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def duplicates(self) -> tuple[tuple[str, int, int], ...]:
        """Numbers that stand twice at one place: (number, first line, line of the repetition)."""
        return duplicates(self.sections)

    @property
    def pages_without_text(self) -> tuple[int, ...]:
        return tuple(left.page for left in self.unplaced if left.why == NO_TEXT)

    @property
    def is_numbered(self) -> bool:
        return any(section.number for section in self.sections)


def build_outline(lines: Sequence[SourceLine], *, revoked: Collection[str] = ()) -> Outline:
    """Reads lines into sections. Repairs whose id is in `revoked` are reported but not made.

    A file of the portal says by itself what its lines are; nothing is guessed or repaired there.
    """
    if any(line.said for line in lines):
        return stated_outline(lines)
    kept, left = without_furniture(lines, held=head_lines(lines))
    repaired, repairs = repair_lines(kept, revoked=revoked)
    sections = finish(draft_sections(repaired))
    facts = fact_reader.read(repaired, heads(sections))
    return Outline(
        title=facts.title or next((section.heading for section in sections if section.heading), ""),
        kind=facts.kind,
        language=facts.language,
        facts=facts,
        sections=sections,
        repairs=repairs,
        unplaced=tuple(left),
        notes=notes(sections),
    )


def stated_outline(lines: Sequence[SourceLine]) -> Outline:
    facts, sections = stated.facts_of(lines), tuple(stated_sections(lines))
    left = tuple(Leftover(line.number, line.text, line.why, line.page) for line in lines if line.why)
    return Outline(facts.title, facts.kind, facts.language, facts, sections, unplaced=left, notes=notes(sections))


def stated_sections(lines: Sequence[SourceLine]) -> Iterator[OutlineSection]:
    parts = list(stated.sections(lines))
    paths = numbering.paths([(part.number, part.level) for part in parts])
    for part, path in zip(parts, paths, strict=True):
        placed = tuple(line.number for line in part.lines)
        yield OutlineSection(
            number=part.number or None,
            level=part.level,
            path=path,
            heading=part.heading,
            text=rich_runs.text_of(part.blocks),
            html=rich_runs.html_of(part.blocks),
            first_line=placed[0],
            last_line=placed[-1],
            lines=placed,
        )


def heads(sections: Sequence[OutlineSection]) -> list[Head]:
    """Where each section begins; a section without a heading is about what the one above it is about."""
    found: list[Head] = []
    about: dict[int, str] = {}
    for section in sections:
        above = next((about[level] for level in range(section.level - 1, 0, -1) if level in about), "")
        about = {level: text for level, text in about.items() if level < section.level}
        about[section.level] = section.heading or above
        found.append(Head(section.first_line, section.heading, about[section.level], bool(section.number)))
    return found


def finish(drafted: Drafts) -> tuple[OutlineSection, ...]:
    """A section stands one level below its parent, whatever level the source gave it.

    Where another section of the parent's level has begun meanwhile, it stands beside that one: in the order of the text it would
    else read as its part.
    """
    sections: list[OutlineSection] = []
    parents: list[int | None] = []
    last: dict[int, int] = {}  # by level, of those that are not closed
    for draft in drafted.drafts:
        above = draft.parent
        while above is not None and last.get(sections[above].level) != above:
            above = parents[above]
        section = finished(draft, sections[above] if above is not None else None, drafted)
        last = {level: index for level, index in last.items() if level < section.level} | {section.level: len(sections)}
        sections.append(section)
        parents.append(above)
    return tuple(sections)


def finished(draft: Draft, parent: OutlineSection | None, drafted: Drafts) -> OutlineSection:
    above = parent.path if parent else ()
    parts = flowtext.blocks(draft.body, drafted.labels, drafted.width)
    lines = sorted({*draft.head_lines, *(line.number for line in draft.body)})
    return OutlineSection(
        number=draft.number or None,
        level=parent.level + 1 if parent else 1,
        path=(*above, draft.number) if draft.number else above,
        heading=flowtext.plain(flowtext.joined(draft.heading)),
        text=flowtext.plain_text(parts),
        html=flowtext.rich_text(parts),
        first_line=lines[0],
        last_line=lines[-1],
        lines=tuple(lines),
        note=draft.note,
    )


def parents(sections: Sequence[OutlineSection]) -> list[int]:
    """For each section the index of the one above it, -1 at the top."""
    return numbering.parents(section.level for section in sections)


def duplicates(sections: Sequence[OutlineSection]) -> tuple[tuple[str, int, int], ...]:
    """Numbers below one section that differ in no more than a final stop or capitals: (number, first line, line of the repetition)."""
    seen: dict[tuple[int, str], int] = {}
    repeated = []
    for section, above in zip(sections, parents(sections), strict=True):
        if not section.number:
            continue
        key = (above, re.sub(r"[.\s]+$", "", section.number).casefold())
        if key in seen:
            repeated.append((section.number, seen[key], section.first_line))
        seen.setdefault(key, section.first_line)
    return tuple(repeated)


def notes(sections: Sequence[OutlineSection]) -> tuple[Note, ...]:
    """What an editor should look at: numbers that stand twice, numbers that skip one."""
    twice = [
        Note(TWICE, {"number": number, "first": first, "line": second})
        for number, first, second in duplicates(sections)
    ]
    skipped = [
        Note(SKIPPED, {"number": section.number, "line": section.first_line})
        for section in sections
        if section.note == "gap"
    ]
    return (*twice, *skipped)
