"""The facts of a document in plain German words, as files of the portal state them, and back."""

import datetime as dt
import re
from collections.abc import Sequence

from pages.importer.facts.days import MONTHS, day_of
from pages.importer.facts.parties import PartyFact
from pages.importer.facts.reading import Facts

KINDS = {
    "Kooperationsvereinbarung": "agreement",
    "Richtlinie": "guideline",
    "Muster": "template",
    "Empfehlung": "recommendation",
}
LANGUAGES = {"Deutsch": "de", "Englisch": "en"}
TITLE, KIND, LANGUAGE, SIGNED, SIGNED_AT = "Titel", "Art", "Sprache", "Unterzeichnet am", "Unterzeichnet in"
IN_FORCE, NOTICE, TERM = "In Kraft seit", "Kündigungsfrist in Monaten", "Laufzeit"
INDEFINITE, YEARLY, UNTIL = "unbestimmte Zeit", "1 Jahr, kann jeweils um 1 Jahr verlängert werden", "bis "
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def written(facts: Facts) -> list[tuple[str, str]]:
    """Without the parties, and without what is not known."""
    rows = [
        (TITLE, facts.title),
        (KIND, word_for(facts.kind, KINDS)),
        (LANGUAGE, word_for(facts.language, LANGUAGES)),
        (SIGNED, day_in_words(facts.signed)),
        (SIGNED_AT, facts.signed_at),
        (IN_FORCE, day_in_words(facts.in_force)),
        (NOTICE, str(facts.notice_months or "")),
        (TERM, term_in_words(facts)),
    ]
    return [(label, value) for label, value in rows if value]


def word_for(value: str, words: dict[str, str]) -> str:
    return next((word for word, known in words.items() if known == value), value)


def day_in_words(day: dt.date | None) -> str:
    return f"{day.day}. {MONTHS[day.month - 1].capitalize()} {day.year:04}" if day else ""


def term_in_words(facts: Facts) -> str:
    if facts.renewal == "fixed":
        return f"{UNTIL}{day_in_words(facts.term_until)}" if facts.term_until else ""
    return {"indefinite": INDEFINITE, "yearly": YEARLY}.get(facts.renewal or "", "")


def read(pairs: Sequence[tuple[str, str]], parties: Sequence[Sequence[str]]) -> Facts:
    """The first of each name counts; what cannot be read is left to the editor."""
    said: dict[str, str] = {}
    for label, value in pairs:
        said.setdefault(label.strip(), value.strip())
    renewal, until = term_of(said.get(TERM, ""))
    months = said.get(NOTICE, "")
    return Facts(
        title=said.get(TITLE, ""),
        kind=KINDS.get(said.get(KIND, ""), "agreement"),
        language=LANGUAGES.get(said.get(LANGUAGE, ""), "de"),
        parties=tuple(party for party in map(party_of, parties) if party.name),
        signed=day_from(said.get(SIGNED, "")),
        signed_at=said.get(SIGNED_AT, ""),
        in_force=day_from(said.get(IN_FORCE, "")),
        notice_months=int(months) if re.fullmatch(r"[1-9]\d{0,2}", months) else None,
        renewal=renewal,
        term_until=until,
    )


def party_of(cells: Sequence[str]) -> PartyFact:
    name, role, represented_by, *_more = (*(cell.strip() for cell in cells), "", "", "")
    return PartyFact(name, role, represented_by)


def term_of(text: str) -> tuple[str | None, dt.date | None]:
    if text in {INDEFINITE, YEARLY}:
        return ("indefinite" if text == INDEFINITE else "yearly"), None
    day = day_from(text.removeprefix(UNTIL)) if text.startswith(UNTIL) else None
    return ("fixed" if day else None), day


def day_from(text: str) -> dt.date | None:
    if not ISO.fullmatch(text):
        return day_of(text)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
