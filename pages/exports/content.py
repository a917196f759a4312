"""Pure: a document as plain data, the same for every format it is given out in."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pages.importer.facts.reading import Facts
from pages.rich_runs import Block, Run


@dataclass(frozen=True)
class Edition:
    """Which text it is: the number of a version (0 where the document has none), the day from which it counts, and until when."""

    number: int = 0
    on: dt.date | None = None
    status: str = ""
    until: dt.date | None = None


@dataclass(frozen=True)
class Event:
    """In the life of a document: from that day on another text counts."""

    on: dt.date
    number: int
    is_major: bool = True


@dataclass(frozen=True)
class SectionContent:
    """`anchor` is its link on the page, `citation` how it is cited; `identity` stays when the number changes."""

    identity: str
    number: str
    level: int
    heading: str
    blocks: tuple[Block, ...]
    anchor: str = ""
    citation: str = ""

    @property
    def label(self) -> str:
        return " ".join(filter(None, (self.number, self.heading)))


@dataclass(frozen=True)
class PartyContent:
    name: str
    role: str = ""
    represented_by: str = ""
    left_on: dt.date | None = None


@dataclass(frozen=True)
class FactContent:
    """A line of "Auf einen Blick"; `clause` cites the section it rests on."""

    label: str
    sentences: tuple[str, ...]
    clause: str = ""


@dataclass(frozen=True)
class AnnexContent:
    number: str
    title: str
    url: str


@dataclass(frozen=True)
class DocumentContent:
    """`foot` says on each page which text it is; `stated` is what the importer takes over as data, in its own words."""

    title: str
    kind: str
    kind_name: str
    short_title: str
    summary: str
    language: str
    url: str
    edition: Edition
    foot: str
    stated: Facts
    sections: tuple[SectionContent, ...]
    parties: tuple[PartyContent, ...] = ()
    facts: tuple[FactContent, ...] = ()
    annexes: tuple[AnnexContent, ...] = ()
    history: tuple[Event, ...] = ()
    county: str = ""
    repealed_on: dt.date | None = None
    changed_at: dt.datetime | None = None

    @property
    def cite_name(self) -> str:
        return self.short_title or self.title


@dataclass(frozen=True)
class ChangedSection:
    """`words` say what became of it; heading and text have the words marked."""

    level: int
    words: tuple[str, ...]
    number: tuple[Run, ...]
    heading: tuple[Run, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class ChangedFact:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class ComparisonContent:
    """`document` is the newer text, `old_foot` says which the older one is."""

    document: DocumentContent
    old_number: int
    old_foot: str
    sections: tuple[ChangedSection, ...]
    facts: tuple[ChangedFact, ...]
    note: str = ""
    reason: str = ""


def with_subsections(sections: Sequence[SectionContent], identity: str) -> tuple[SectionContent, ...]:
    """The section of that identity and all below it; none where there is no such section."""
    start = next((index for index, section in enumerate(sections) if section.identity == identity), None)
    if start is None:
        return ()
    after = range(start + 1, len(sections))
    end = next((index for index in after if sections[index].level <= sections[start].level), len(sections))
    return tuple(sections[start:end])


def unskipped_levels(sections: Sequence[SectionContent]) -> Iterator[int]:
    """The level of each section, from 1 on and never more than one below the one before, as a PDF demands of its headings."""
    above: list[int] = []
    for section in sections:
        while above and above[-1] >= section.level:
            above.pop()
        above.append(section.level)
        yield len(above)
