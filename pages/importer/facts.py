"""What an agreement or guideline says about itself (title, kind, parties, dates, term), each with the line it was read from."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pages.importer import flowtext, word_lists
from pages.importer.dates import in_force_of, signed_of
from pages.importer.evidence import Evidence, shortened
from pages.importer.parties import PartyFact, parties_of
from pages.importer.phrases import PART
from pages.importer.running_text import RunningText
from pages.importer.source_lines import SourceLine
from pages.importer.term import notice_of, renewal_of
from pages.importer.title_block import title_end

WORDS = word_lists.load("facts")
KINDS: dict[str, re.Pattern[str]] = {
    kind: re.compile("|".join(patterns), re.I) for kind, patterns in WORDS["kinds"].items()
}
GERMAN = frozenset(WORDS["german"])
ENGLISH = frozenset(WORDS["english"])
LONG_TITLE = 120
MAX_TITLE = 250
BEFORE_RELATIVE_CLAUSE = re.compile(r"^.{30,}?(?=,\s(?:die|der|das|welche[rs]?)\s)")


@dataclass(frozen=True)
class Facts:
    """Suggestions for an editor to confirm. `evidence` tells what each was read from, by field name and "parties"; none where the file itself states it."""

    title: str = ""
    kind: str = "agreement"
    language: str = "de"
    parties: tuple[PartyFact, ...] = ()
    signed: dt.date | None = None
    signed_at: str = ""
    in_force: dt.date | None = None
    notice_months: int | None = None
    renewal: str | None = None
    term_until: dt.date | None = None
    evidence: Mapping[str, Evidence] = field(default_factory=dict)


def read(lines: Sequence[SourceLine], first_section: int = 0) -> Facts:
    """Facts from the lines of a document; `first_section` is the source line of its first numbered section, 0 for none."""
    if not lines:
        return Facts()
    running = RunningText(lines)
    title = title_of(lines)
    parties = parties_of(lines, title, first_section)
    signed = signed_of(lines, running, first_section)
    renewal = renewal_of(running)
    in_force = in_force_of(running, signed)
    notice = notice_of(running)
    texts = {line.number: line.text for line in lines}
    found = {
        "signed": signed.line,
        "renewal": renewal.line,
        "in_force": in_force.line,
        "notice_months": notice.line,
        "title": lines[0].number,
        "parties": parties[0].line if parties else 0,
    }
    return Facts(
        title=title,
        kind=kind_of(title, running.text, has_parties=bool(parties)),
        language=language_of(running.text),
        parties=parties,
        signed=signed.day,
        signed_at=signed.place,
        in_force=in_force.day,
        notice_months=notice.months,
        renewal=renewal.kind,
        term_until=renewal.until,
        evidence={name: Evidence(line, shortened(texts[line])) for name, line in found.items() if line},
    )


def title_of(lines: Sequence[SourceLine]) -> str:
    """The title block in one line; a relative clause that makes it very long is left to the text."""
    end = title_end(lines, flowtext.line_width(lines))
    texts = [flowtext.plain(line.text) for line in lines[:end]]
    start = next((index for index, text in enumerate(texts) if PART.match(text)), 0)
    title = flowtext.joined(texts[start:])
    if len(title) > LONG_TITLE and (clause := BEFORE_RELATIVE_CLAUSE.search(title)):
        title = clause[0]
    return title.rstrip(": ")[:MAX_TITLE]


def kind_of(title: str, text: str, *, has_parties: bool) -> str:
    """By the wording of the title, the first word that tells; else by what the text calls itself most."""
    places = {kind: match.start() for kind, pattern in KINDS.items() if (match := pattern.search(title))}
    if "template" in places and "recommendation" not in places:
        return "template"
    if places:
        return min(places, key=lambda kind: (places[kind], kind))
    if has_parties:
        return "agreement"
    count, kind = max((len(pattern.findall(text)), kind) for kind, pattern in KINDS.items())
    return kind if count else "guideline"


def language_of(text: str) -> str:
    words = re.findall(r"[a-zäöüß]+", text.lower())
    german = sum(1 for word in words if word in GERMAN)
    english = sum(1 for word in words if word in ENGLISH)
    return "en" if english > german else "de"
