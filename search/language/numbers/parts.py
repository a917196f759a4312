"""The steps of official numbers as printed: what each means, how a whole one is shown, how close one is to another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search.documents import Document
from search.language.german import fold
from search.language.numbers.numerals import roman

STYLES = (
    ("§", r"§{1,2}|paragraph"),
    ("art", r"artikeln?|art\.?"),
    ("anl", r"anlagen?|anhang|anl\.?"),
    ("abs", r"absatz|abs[aä]tzen?|abs\.?"),
    ("satz", r"satz|s\.|s(?=\s*\d)"),
    ("lit", r"buchstaben?|buchst\.?|lit\.?"),
    ("part", r"teil|kapitel|kap\.?"),
    ("", r"ziffern?|ziff\.?|nummern?|nr\.?|punkt|pkt\.?|abschnitt|abschn\.?|tz\.?|rn\.?"),
)
TOP = frozenset(["§", "art"])
LOWER = frozenset(["abs", "lit", ""])
# Steps that nobody names when they stand above the one that is meant.
UNTOLD = frozenset(["", "rom", "part", "name"])
OTHER_NOTATION, OTHER_STEPS, STEP_LEFT_OUT = 0.6, 0.4, 0.02
VALUE = r"\(?(?P<value>\d{1,3}(?:\.\d{1,3})*[a-z]?|[ivxl]{1,6}|[a-z])(?![\w€%])\)?\.?(?!\w)"
NAMED = re.compile(
    r"(?<!\w)(?:" + "|".join(rf"(?P<s{i}>{words})" for i, (_style, words) in enumerate(STYLES)) + rf")\s*{VALUE}", re.I
)
CLAUSE = re.compile(r"\(\s*(?P<value>\d{1,2}[a-z]?)\s*\)")


@dataclass(frozen=True)
class Part:
    """One step of a number: ("§", "4"), ("abs", "2"), ("", "3.11.2")."""

    style: str
    value: str


Steps = tuple[Part, ...]


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


def printed_parts(path: Sequence[str]) -> Steps:
    return tuple(part for part in map(printed_part, path) if part)


def number_shown(document: Document) -> str:
    """The number of a document as `shown`; "" for what has none itself."""
    path = document.number_path
    return shown(path) if path and path[-1] == document.number else document.number


def shown(path: Sequence[str]) -> str:
    """The number at the end of a printed path as it tells where it stands: "(3)" below "§ 15" is "§ 15 (3)"."""
    own = printed_part(path[-1]) if path else None
    if own is None:
        return ""
    place = head_of(own, list(map(printed_part, path[:-1])))
    if place is None:
        return path[-1]
    return " ".join([without_stop(path[place]), *map(below_head, path[place + 1 :])])


def head_of(own: Part, above: Sequence[Part | None]) -> int | None:
    """The nearest step above that says where a part stands: a § does, and for clauses and letters a number or an annex, too."""
    if own.style not in LOWER or "." in own.value:
        return None
    heads = TOP if own.style == "" else TOP | {"", "anl"}
    return next((place for place in range(len(above))[::-1] if (part := above[place]) and part.style in heads), None)


def without_stop(printed: str) -> str:
    return printed.strip().rstrip(".")


def below_head(printed: str) -> str:
    bare = without_stop(printed)
    return f"Nr. {bare}" if re.fullmatch(r"\d+[a-z]?", bare) else bare


def closeness(sought: Sequence[Part], path: Sequence[Part]) -> float:
    """How well the number at the end of `path` is the one asked for: 1 exactly, less in another notation, 0 not at all.

    Steps that the asker left out ("Ziffer 2" for "§ 4 (2)") cost a little, steps that are not there cost more; where
    other ones stand ("§ 5 (2)" for "§ 4 Abs. 2"), it is another number.
    """
    if not sought or not path or not is_step(sought[-1], path[-1]):
        return 0.0
    score = 1.0 if same_style(sought[-1], path[-1]) else OTHER_NOTATION
    above = list(path[:-1])
    for part in reversed(sought[:-1]):
        if is_contradicted(part, above):
            return 0.0
        while above and not is_step_above(part, above[-1]):
            above.pop()
        if not above:
            return score * OTHER_STEPS
        above.pop()
    left_out = [part for part in above if part.style not in UNTOLD or len(sought) == 1]
    return score - STEP_LEFT_OUT * len(left_out)


def is_step(sought: Part, printed: Part) -> bool:
    """Whether one may be meant by the other: a § is no clause, but a mere number may be either."""
    styles = {sought.style, printed.style}
    is_related = len(styles) == 1 or "" in styles or styles <= TOP or styles <= {"rom", "part"}
    return sought.value == printed.value and is_related


def is_step_above(sought: Part, printed: Part) -> bool:
    return printed.value == sought.value and (sought.style == "" or same_style(sought, printed))


def is_contradicted(sought: Part, above: Sequence[Part]) -> bool:
    there = {part.value for part in above if same_style(sought, part)}
    return bool(there) and sought.value not in there and sought.style != ""


def same_style(sought: Part, printed: Part) -> bool:
    return sought.style == printed.style


def keys(parts: Sequence[Part]) -> set[str]:
    """What a printed number is looked up by: its last step as it is, in any notation, and each one above it."""
    return {as_printed(parts[-1]), parts[-1].value, *map(below, parts[:-1])}


def as_printed(part: Part) -> str:
    """The key of a number in its own notation: "§22"."""
    return f"{part.style}{part.value}"


def below(part: Part) -> str:
    """The key of all numbers below this one."""
    return f"/{as_printed(part)}"
