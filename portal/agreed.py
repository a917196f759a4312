"""What is agreed, for apps that must not know where it is written: sections by identity, and terms that start clocks.

An app that holds agreements adds one `Agreements` to `agreements`; whoever needs a section or a term asks the functions below.
"""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils import timezone

from portal.extensions import Point

DEFAULT_RESPONSE_DAYS = 5
CLAUSE = re.compile(r"^(?P<document>.+?) (?P<number>\S+)$")


@dataclass(frozen=True)
class SectionKey:
    """A section: of a document (its permanent key, or a name it goes by: "LÖ-RL"), by permanent identity or by number."""

    document: str
    identity: str = ""
    number: str = ""


@dataclass(frozen=True)
class AgreedSection:
    """A section as it is today. `document` and `identity` are permanent, `title` is how it is cited: "KV 5.3"."""

    document: str
    identity: str
    title: str
    number: str
    heading: str
    url: str


@dataclass(frozen=True)
class Agreed:
    """A value that an agreement sets, and the section it rests on; `document_key` is "" where no agreement says anything."""

    value: int
    document_title: str = ""
    document_key: str = ""
    section_number: str = ""
    url: str = ""


@dataclass(frozen=True)
class Agreements:
    """`sections` leaves out what it does not find; `response_days` is told the parties (keys of organisations) and the day."""

    name: str
    sections: Callable[[Collection[SectionKey]], Mapping[SectionKey, AgreedSection]]
    response_days: Callable[[Collection[int], dt.date], Iterable[Agreed]]


@dataclass(frozen=True)
class Pointer:
    """Something of the portal that rests on a section, in words for everybody: "Pflicht: Halbjahresmeldung"."""

    key: SectionKey
    label: str
    url: str = ""


agreements: Point[Agreements] = Point(key=lambda source: source.name)
# What rests on sections, in the active language and the same for all readers; what an app keeps of it in rows, it names to
# `page_cache.follow`.
pointing: Point[Callable[[], Iterable[Pointer]]] = Point()


def sections(keys: Iterable[SectionKey]) -> dict[SectionKey, AgreedSection]:
    """All in one go; what no document holds is missing."""
    wanted = list(dict.fromkeys(keys))
    found: dict[SectionKey, AgreedSection] = {}
    for source in agreements:
        missing = [key for key in wanted if key not in found]
        found |= source.sections(missing) if missing else {}
    return found


def section(document: str, *, identity: str = "", number: str = "") -> AgreedSection | None:
    key = SectionKey(document, identity, number)
    return sections([key]).get(key)


def clause_key(clause: str) -> SectionKey | None:
    """The section that a clause names as it is cited in the code: "LÖ-RL 4.3"."""
    parts = CLAUSE.match(clause)
    return SectionKey(parts["document"], number=parts["number"]) if parts else None


def cited(clauses: Iterable[str]) -> dict[str, AgreedSection]:
    """By the clause as it is cited in the code; what no document holds is missing. One look-up for all."""
    keys = {clause: key for clause in clauses if (key := clause_key(clause)) is not None}
    found = sections(keys.values()) if keys else {}
    return {clause: found[key] for clause, key in keys.items() if key in found}


def pointers(clauses: Iterable[tuple[str, object, str]]) -> Iterator[Pointer]:
    """From clause as it is cited in the code, label and address."""
    for clause, label, url in clauses:
        if key := clause_key(clause):
            yield Pointer(key, str(label), url)


def response_days(parties: Collection[int], on: dt.date | None = None) -> list[Agreed]:
    """Working days for an answer, the shortest first: of each agreement in force that day and signed by all of the parties."""
    day = on or timezone.localdate()
    found = [agreed for source in agreements for agreed in source.response_days(parties, day)] if parties else []
    return sorted(found, key=lambda agreed: (agreed.value, agreed.document_title))


def response_time(parties: Collection[int], on: dt.date | None = None) -> Agreed:
    """The one that counts between these organisations: the shortest, or five working days where nothing is agreed."""
    return next(iter(response_days(parties, on)), Agreed(DEFAULT_RESPONSE_DAYS))
