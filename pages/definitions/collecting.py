"""Definitions in the text of a document: „X“ im Sinne dieser Vereinbarung ist …, … (im Folgenden: X), X ist … below "Begriffe"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

LONGEST_TERM, MOST_WORDS, LONGEST_TEXT = 60, 5, 400
QUOTED = r"[„“\"»](?P<{0}>[^„“”\"«»]{{2,60}})[“”\"«]"
CAPITAL = r"[A-ZÄÖÜ][\wÄÖÜäöüß-]+"
PLAIN = rf"(?P<{{0}}>(?:[a-zäöüß]+e[nrs]?\s+){{{{0,2}}}}{CAPITAL}(?:\s+(?:der|des|für|im|in|und|zur|zum|von)\s+{CAPITAL}|\s+{CAPITAL}){{{{0,3}}}})"
HEADED = re.compile(
    r"\b(?:Begriffe|Begriffs(?:bestimmung(?:en)?|erklärung(?:en)?|definition(?:en)?)|Definition(?:en)?)\b", re.I
)
IN_THE_SENSE = re.compile(
    rf"{QUOTED.format('term')}\s+(?:im\s+Sinne|nach)\s+(?:dieser|dieses|der|des)\s+[^.;]{{2,80}}?\s*(?:ist|sind|meint|bezeichnet|umfasst|gelten|gilt)\b"
)
LEAD = r"(?:im\s+(?:Folgenden|folgenden|Weiteren|weiteren)|nachfolgend|nachstehend|künftig|kurz)"
SHORT = re.compile(
    rf"\(\s*{LEAD}(?:\s+auch)?(?:\s+(?:nur|kurz))?\s*[:,]?\s*(?:(?:die|der|das|als)\s+)?"
    rf"(?:{QUOTED.format('quoted')}|{PLAIN.format('plain')})(?:\s+genannt)?\s*\)"
)
OPENING = re.compile(
    rf"^(?:(?:Ein|Eine|Einen|Der|Die|Das|Unter|Als)\s+)?(?:{QUOTED.format('quoted')}|{PLAIN.format('plain')})\s*"
    r"(?:\([^)]{1,40}\)\s*)?(?:im\s+Sinne\s+[^.;]{2,60}?\s+(?:ist|sind|gilt|gelten)\b|(?:meint|meinen|bezeichnet|bezeichnen|bedeutet|heißt)\b"
    r"|(?:ist|sind)\s*,?\s+(?:eine?[nrms]?|jede[rnsm]?|wer|was|der|die|das|alle|solche|diejenigen?|[A-ZÄÖÜ]\w+)\b|:|–)"
)
SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?!\s+[A-ZÄÖÜ„]|\s*$)[^.!?]*)*[.!?]?")
NO_TERMS = frozenset(
    [
        "Diese",
        "Dieser",
        "Dieses",
        "Es",
        "Sie",
        "Er",
        "Hier",
        "Dabei",
        "Dies",
        "Das",
        "Die",
        "Der",
        "Ziel",
        "Ziele",
        "Grundlage",
        "Voraussetzung",
        "Folgende",
    ]
)


class Defined(Protocol):
    """A section: `blocks` are its paragraphs and list items as plain text."""

    @property
    def identity(self) -> str: ...

    @property
    def heading(self) -> str: ...

    @property
    def level(self) -> int: ...


@dataclass(frozen=True)
class Definition:
    """`identity` is the section that says so, "" for one that an editor has written without a section."""

    term: str
    text: str
    identity: str = ""


def definitions(sections: Sequence[tuple[Defined, Sequence[str]]]) -> list[Definition]:
    """In reading order; each term once, as it is defined first."""
    found: dict[str, Definition] = {}
    for one in read(sections):
        found.setdefault(one.term.casefold(), one)
    return list(found.values())


def read(sections: Sequence[tuple[Defined, Sequence[str]]]) -> Iterator[Definition]:
    glossary = 0  # the level of a section headed "Begriffe" that the reading stands in
    for section, blocks in sections:
        if glossary and section.level <= glossary:
            glossary = 0
        if glossary and is_term(section.heading) and blocks:
            yield Definition(section.heading.strip(), shortened(blocks[0]), section.identity)
        if not glossary and HEADED.search(section.heading):
            glossary = section.level
        for text in blocks:
            yield from in_block(text, section.identity, is_glossary=bool(glossary))


def in_block(text: str, identity: str, *, is_glossary: bool) -> Iterator[Definition]:
    plain = " ".join(text.split())
    for found in IN_THE_SENSE.finditer(plain):
        if is_term(found["term"]):
            yield Definition(found["term"], shortened(sentence_at(plain, found.start())), identity)
    for found in SHORT.finditer(plain):
        term = found["quoted"] or found["plain"] or ""
        if is_term(term):
            yield Definition(term, shortened(sentence_at(plain, found.start())), identity)
    opening = OPENING.match(plain) if is_glossary else None
    term = (opening["quoted"] or opening["plain"] or "") if opening else ""
    if is_term(term):
        yield Definition(term, shortened(plain), identity)


def is_term(text: str) -> bool:
    words = text.split()
    return (
        0 < len(words) <= MOST_WORDS
        and 3 <= len(text.strip()) <= LONGEST_TERM
        and any(letter.isupper() for letter in text)
        and words[0] not in NO_TERMS
    )


def sentence_at(text: str, position: int) -> str:
    return next(
        (found[0] for found in SENTENCE.finditer(text) if found.start() <= position < found.end()), text
    ).strip()


def shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_TEXT else f"{plain[:LONGEST_TEXT].rsplit(' ', 1)[0]} …"
