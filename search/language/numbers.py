"""Official numbers: the keys a printed number is found by, and the numbers in what somebody typed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search.language.german import fold

ROMAN = re.compile(r"(?=[ivxl])(x{0,3}l?x{0,3})(ix|iv|v?i{0,3})", re.I)
STYLES = (
    ("§", r"§+|paragraph"),
    ("art", r"artikel|art\.?"),
    ("anl", r"anlage|anhang|anl\.?"),
    ("abs", r"absatz|abs\.?"),
    ("satz", r"satz|s\."),
    ("lit", r"buchstaben?|buchst\.?|lit\.?"),
    ("part", r"teil|kapitel|kap\.?"),
    ("", r"ziffern?|ziff\.?|nummern?|nr\.?|punkt|pkt\.?|abschnitt|abschn\.?|tz\.?|rn\.?"),
)
# Steps that nobody names when they stand above the one that is meant.
UNTOLD = frozenset(["", "rom", "part", "name"])
OTHER_NOTATION, OTHER_STEPS, STEP_LEFT_OUT = 0.6, 0.4, 0.02
VALUE = r"\(?(?P<value>\d{1,3}(?:\.\d{1,3})*[a-z]?|[ivxl]{1,6}|[a-z])(?![\w€%])\)?\.?(?!\w)"
NAMED = re.compile(
    r"(?<!\w)(?:" + "|".join(rf"(?P<s{i}>{words})" for i, (_style, words) in enumerate(STYLES)) + rf")\s*{VALUE}", re.I
)
BARE = re.compile(
    r"(?<![\w.,/-])(?P<value>\d{1,2}(?:\.\d{1,3})+[a-z]?)\.?(?![\w€%/]|\.\d|\s*(?:€|euro|%|prozent|vzä))", re.I
)
DATE = re.compile(r"\b[0-3]?\d\.[01]?\d\.(?:\d{4}|\d{2})?(?!\d)|\b\d{1,3}(?:\.\d{3})+\b")
ALONE = re.compile(r"\s*\(?(?P<value>\d{1,3}[a-z]?|[ivxl]{1,6}|[a-z]\))\)?\.?\s*", re.I)
SENTENCE = re.compile(r"\bsatz\s*\d+", re.I)
CLAUSE = re.compile(r"\(\s*(?P<value>\d{1,2}[a-z]?)\s*\)")


@dataclass(frozen=True)
class Part:
    """One step of a number: ("§", "4"), ("abs", "2"), ("", "3.11.2")."""

    style: str
    value: str


@dataclass(frozen=True)
class NumberQuery:
    """The number asked for, from the top down, and the words left over. `is_certain`: nothing else can be meant."""

    parts: tuple[Part, ...]
    rest: str
    is_certain: bool = True


def roman(text: str) -> str:
    if not ROMAN.fullmatch(text):
        return ""
    worth = {"i": 1, "v": 5, "x": 10, "l": 50}
    values = [worth[letter] for letter in text.lower()]
    return str(sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True)))


def printed_part(printed: str) -> Part | None:
    """What a printed number means: "§ 5", "(2)", "a)", "I.", "Artikel 3", "Anlage 1", "3.11.2"."""
    text = " ".join(printed.split())
    named = NAMED.fullmatch(text)
    if named:
        return named_part(named)
    if CLAUSE.fullmatch(text):
        return Part("abs", text.strip("() ").lower())
    bare = text.strip("().: ").lower()
    if re.fullmatch(r"\d+(\.\d+)*[a-z]?", bare):
        return Part("", bare)
    if re.fullmatch(r"[IVXL]+", text.strip("().: ")) and roman(bare):
        return Part("rom", roman(bare))
    if re.fullmatch(r"([a-z])\1?", bare):
        return Part("lit", bare)
    return Part("name", fold(text)) if bare else None


def named_part(match: re.Match[str]) -> Part:
    style = next(style for i, (style, _words) in enumerate(STYLES) if match[f"s{i}"])
    value = match["value"].lower()
    if style in {"", "art", "anl", "part"} and not value[0].isdigit():
        return Part("rom" if style == "" and roman(value) else style, roman(value) or value)
    return Part(style, value)


def printed_parts(path: Sequence[str]) -> tuple[Part, ...]:
    return tuple(part for part in map(printed_part, path) if part)


def in_query(text: str) -> NumberQuery | None:
    """The official number in a query and the words beside it; dates, amounts and counts are none."""
    if ALONE.fullmatch(text):
        part = printed_part(text.strip())
        return NumberQuery((part,), "") if part else None
    parts = parts_in(DATE.sub(hidden, text))
    if not parts:
        return loose_number(text)
    rest = text
    for match in (*(match for match, _part in parts), *SENTENCE.finditer(text)):
        rest = rest[: match.start()] + " " * len(match.group()) + rest[match.end() :]
    return NumberQuery(tuple(part for _match, part in parts), " ".join(rest.split()))


def hidden(date: re.Match[str]) -> str:
    """A date by as many letters, so that nothing in it reads as a number; "3.11." may be a section and stays."""
    return date.group() if BARE.fullmatch(date.group()) else "x" * len(date.group())


def parts_in(text: str) -> list[tuple[re.Match[str], Part]]:
    """The steps of a number where they stand. Sentences are none: no section is that small."""
    named = [(match, named_part(match)) for match in NAMED.finditer(text)]
    unnamed = [
        (match, Part(style, match["value"].lower()))
        for pattern, style in ((BARE, ""), (CLAUSE, "abs"))
        for match in pattern.finditer(text)
        if not any(overlap(match, other) for other, _part in named)
    ]
    steps = [(match, part) for match, part in (*named, *unnamed) if part.style != "satz"]
    return sorted(steps, key=lambda step: step[0].start())


def overlap(match: re.Match[str], other: re.Match[str]) -> bool:
    return other.start() < match.end() and match.start() < other.end()


def loose_number(text: str) -> NumberQuery | None:
    """ "Richtlinie 10", "10 Richtlinie": a number only if the other words turn out to name a document."""
    match = re.search(r"(?:^|\s)(\d{1,3}[a-z]?)\.?$|^(\d{1,3}[a-z]?)\.?(?:\s|$)", text.strip(), re.I)
    if not match:
        return None
    rest = f"{text.strip()[: match.start()]} {text.strip()[match.end() :]}"
    return NumberQuery((Part("", (match[1] or match[2]).lower()),), " ".join(rest.split()), is_certain=False)


def closeness(sought: Sequence[Part], path: Sequence[Part]) -> float:
    """How well the number at the end of `path` is the one asked for: 1 exactly, less in another notation, 0 not at all.

    Steps that the asker left out ("Ziffer 2" for "§ 4 (2)") cost a little, steps that are not there cost more.
    """
    if not sought or not path or sought[-1].value != path[-1].value:
        return 0.0
    score = 1.0 if same_style(sought[-1], path[-1]) else OTHER_NOTATION
    above = list(path[:-1])
    for part in reversed(sought[:-1]):
        while above and not is_step(part, above[-1]):
            above.pop()
        if not above:
            return score * OTHER_STEPS
        above.pop()
    left_out = [part for part in above if part.style not in UNTOLD or len(sought) == 1]
    return score - STEP_LEFT_OUT * len(left_out)


def is_step(sought: Part, printed: Part) -> bool:
    return printed.value == sought.value and (sought.style == "" or same_style(sought, printed))


def same_style(sought: Part, printed: Part) -> bool:
    return sought.style == printed.style


def cited_parts(citation: str) -> tuple[Part, ...]:
    """The steps of a citation in one string: "§ 4 Abs. 2 Buchst. a"."""
    whole = printed_part(citation)
    number = in_query(citation)
    if number and not number.rest:
        return number.parts
    return (whole,) if whole else ()
