"""What an agreement or guideline says about itself (title, kind, parties, dates, term), each with what it was read from."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pages.importer import word_lists
from pages.importer.facts.dates import in_force_of, signed_of
from pages.importer.facts.evidence import PROBABLE, SURE, UNSURE, Evidence, shortened
from pages.importer.facts.own_statements import OwnDocument
from pages.importer.facts.parties import PartyFact, parties_of
from pages.importer.facts.running_text import Head, RunningText
from pages.importer.facts.term import notice_of, renewal_of
from pages.importer.sections import flowtext
from pages.importer.sections.phrases import PART
from pages.importer.sections.title_block import title_end
from pages.importer.source_lines import SourceLine

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


def read(lines: Sequence[SourceLine], heads: Sequence[Head] = ()) -> Facts:
    """Facts from the lines of a document and from where its sections begin."""
    if not lines:
        return Facts()
    running = RunningText(lines, heads)
    title = title_of(lines)
    parties = () if is_of_one_side(title) else parties_of(lines, title, running.first_numbered)
    kind = kind_of(title, running.text, has_parties=bool(parties))
    own = OwnDocument(running, title, [name for party in parties for name in (party.name, party.role)])
    signed = signed_of(lines, running, own, title_end(lines, flowtext.line_width(lines)))
    renewal = renewal_of(running, own)
    in_force = in_force_of(running, signed, own)
    notice = notice_of(running, own)
    found = {
        "title": title_evidence(lines[0], title),
        "kind": kind_evidence(lines[0], title, kind, parties),
        "parties": parties_evidence(lines, parties),
        "signed": signed.evidence,
        "signed_at": signed.evidence if signed.place else None,
        "in_force": in_force.evidence,
        "notice_months": notice.evidence,
        "renewal": renewal.evidence,
        "term_until": renewal.until_evidence,
    }
    return Facts(
        title=title,
        kind=kind,
        language=language_of(running.text),
        parties=parties,
        signed=signed.day,
        signed_at=signed.place,
        in_force=in_force.day,
        notice_months=notice.months,
        renewal=renewal.kind,
        term_until=renewal.until,
        evidence={name: one for name, one in found.items() if one},
    )


def is_of_one_side(title: str) -> bool:
    """Guidelines and recommendations name others that are to agree, and are signed by none of them."""
    return kind_in_title(title) in {"guideline", "recommendation"}


def title_evidence(first: SourceLine, title: str) -> Evidence | None:
    return Evidence(first.number, shortened(title), SURE if first.styled else PROBABLE) if title else None


def kind_evidence(first: SourceLine, title: str, kind: str, parties: Sequence[PartyFact]) -> Evidence:
    """Sure by the title, probable by who signs, a guess by what the text calls itself most."""
    if KINDS[kind].search(title):
        return Evidence(first.number, shortened(title), SURE)
    if parties:
        return Evidence(parties[0].line, shortened(parties[0].name), PROBABLE)
    return Evidence(first.number, shortened(title), UNSURE)


def parties_evidence(lines: Sequence[SourceLine], parties: Sequence[PartyFact]) -> Evidence | None:
    """Sure where each has a place of its own below "zwischen"."""
    if not parties:
        return None
    quote = next((line.text for line in lines if line.number == parties[0].line), "")
    certainty = SURE if len({party.line for party in parties}) == len(parties) > 1 else PROBABLE
    return Evidence(parties[0].line, shortened(quote), certainty)


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
    if in_title := kind_in_title(title):
        return in_title
    if has_parties:
        return "agreement"
    count, kind = max((len(pattern.findall(text)), kind) for kind, pattern in KINDS.items())
    return kind if count else "guideline"


def kind_in_title(title: str) -> str:
    """ "" where no word of it tells."""
    places = {kind: match.start() for kind, pattern in KINDS.items() if (match := pattern.search(title))}
    if "template" in places and "recommendation" not in places:
        return "template"
    return min(places, key=lambda kind: (places[kind], kind), default="")


def language_of(text: str) -> str:
    words = re.findall(r"[a-zäöüß]+", text.lower())
    german = sum(1 for word in words if word in GERMAN)
    english = sum(1 for word in words if word in ENGLISH)
    return "en" if english > german else "de"
