"""A thesaurus in the format of MyThes: what stands in its lines, without the marks that people read."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SENSE = "-|"
BROADER = "(Oberbegriff)"
BRACKETS = re.compile(r"\(([^()]*)\)")
LAST_BRACKETS = re.compile(r"\s\(([^()]*)\)$")
NEGATION = re.compile(r"\b(?:kein|nicht\b|ohne\b)", re.IGNORECASE)
SPELLED = re.compile(r"[^\W\d_][\w-]*(?: [^\W\d_][\w-]*){0,2}")
# Who says so in an office; everything else that is said of a word's tone keeps it from standing for another.
TONES = {
    "Hauptform": 1.0, "fachspr.": 1.0, "Amtsdeutsch": 1.0, "Verwaltungsdeutsch": 1.0, "Papierdeutsch": 1.0, "jur.": 1.0,
    "juristisch": 1.0, "Abkürzung": 1.0, "Kurzform": 1.0, "weibl.": 1.0, "männl.": 1.0, "Plural": 1.0, "offiziell": 1.0,
    "medizinisch": 0.8, "engl.": 0.8, "geh.": 0.6, "bildungssprachlich": 0.6, "kaufm.": 0.8, "kaufmännisch": 0.8, "ugs.": 0.5,
}  # fmt: skip
# Marks of words that no office writes or that mean one thing only in a picture.
UNFIT = re.compile(
    r"\.$|derb|veralte|abwertend|variabel|regional|iron|Spruch|Sprichw|sprichw|salopp|scherz|deutsch$|Jargon|verhüllend|isch$"
    r"|selten|floskel|redensart|histor|sprach(?:e|lich)$|altmod|Verstärkung|negativ|emotional|Markenname|Handelsname"
    r"|landschaftlich|Anrede|Gruß|DDR|Superlativ|formelhaft|Zitat|Eigenname|geflügelt|zärtlich|passiv|aufwertend"
)
# What only shows how a word is used in a sentence.
GRAMMAR = frozenset(
    [
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "ein",
        "eine",
        "einen",
        "einem",
        "eines",
        "einer",
        "jemand",
        "jemanden",
        "jemandem",
        "jemandes",
        "etwas",
        "es",
        "sein",
        "seine",
        "seinen",
        "zu",
        "für",
        "von",
        "mit",
        "an",
        "auf",
        "in",
        "über",
        "nach",
        "bei",
        "um",
        "aus",
        "als",
        "gegen",
        "dass",
        "haben",
        "können",
        "müssen",
        "wollen",
        "werden",
        "lassen",
        "sache",
        "tun",
    ]
)
REFLEXIVE = re.compile(r"\(sich\b")


@dataclass(frozen=True)
class Term:
    """A word or phrase of a sense. `tone`: how fit it is to be looked for in the place of another, 0 for never;
    `is_plain`: it has this sense by itself, not only as "sich entfernen" or "(die Rechnung) begleichen"."""

    word: str
    tone: float
    is_plain: bool


def senses(lines: Iterable[str]) -> Iterator[tuple[Term, ...]]:
    """Each group of words that mean the same, once; broader words are not among them."""
    seen: set[int] = set()
    for line in lines:
        if not line.startswith(SENSE):
            continue
        told = [said for said in line.rstrip("\n").split("|")[1:] if said and BROADER not in said]
        mark = hash(tuple(told))
        if len(told) < 2 or mark in seen:
            continue
        seen.add(mark)
        terms = tuple(term for said in told if (term := term_of(said)))
        if len(terms) > 1:
            yield terms


def term_of(said: str) -> Term | None:
    """None for what is no word or short phrase."""
    marks: list[str] = []
    is_plain = not REFLEXIVE.search(said)
    while last := LAST_BRACKETS.search(said):
        marks += [mark.strip() for mark in last.group(1).split(",")]
        said = said[: last.start()]
    for inner in BRACKETS.finditer(said):
        is_attached = said[: inner.start()][-1:].isalpha() or said[inner.end() :][:1].isalpha()
        is_plain = is_plain and (is_attached or is_grammar(inner.group(1)))
        if inner.start() and not (is_attached or is_grammar(inner.group(1))):
            return None  # what is left of "im (dritten) Monat" says nothing
    word = " ".join(BRACKETS.sub("", said).split())
    if NEGATION.search(said) or not SPELLED.fullmatch(word):
        return None  # without its smallest word "keine Arbeitserlaubnis" would say the opposite
    tones = [tone_of(mark) for mark in marks]
    narrowed = any(tone is None for tone in tones)
    return Term(word, min((tone for tone in tones if tone is not None), default=1.0), is_plain and not narrowed)


def tone_of(mark: str) -> float | None:
    """None for a mark that says what the word is used of: begleichen (Rechnung)."""
    if mark in TONES or is_grammar(mark):
        return TONES.get(mark, 1.0)
    return 0.0 if UNFIT.search(mark) else None


def is_grammar(text: str) -> bool:
    return all(word.strip(".") in GRAMMAR or word == "/" for word in text.casefold().split())
