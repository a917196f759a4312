"""Official numbers as printed ("3.11.2", "§ 5", "(2)", "a)", "I.", "Artikel 3", "Anlage 1"): read, place, anchor, continue, check.

A document is a flat list of entries in reading order, each a printed number (or "") and a level from 1; what belongs to
what follows from the levels alone.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

MAX_LEVEL = 6
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
ROMAN_TEXT = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
WORDS = {
    "article": r"art(?:ikel|\.|(?=\s*\d))",
    "annex": r"(?:anlage|anhang|anl\.)",
    "chapter": r"kap(?:itel|\.)",
    "part": r"teil",
    "division": r"abschnitt",
    "book": r"buch",
    "main_part": r"hauptteil",
    "title": r"titel",
    "subtitle": r"untertitel",
    "subchapter": r"unterkapitel",
    "subdivision": r"unterabschnitt",
}
ANCHOR_WORDS = {
    "article": "art",
    "annex": "anlage",
    "chapter": "kap",
    "part": "teil",
    "division": "abschnitt",
    "book": "buch",
    "main_part": "hauptteil",
    "title": "titel",
    "subtitle": "untertitel",
    "subchapter": "unterkap",
    "subdivision": "unterabschnitt",
}
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("paragraph", re.compile(r"§+\s*(?P<n>\d+)\s*(?P<x>[a-z]?)\.?", re.I)),
    *(
        (style, re.compile(rf"(?:{word})\s*(?P<n>\d+|[ivxl]+|[a-z])?(?P<x>(?<=\d)[a-z])?\.?", re.I))
        for style, word in WORDS.items()
    ),
    ("clause", re.compile(r"\((?P<n>\d+)(?P<x>[a-z]?)\)", re.I)),
    ("bracketed", re.compile(r"\((?P<n>[a-z]{1,2})\)(?P<x>)", re.I)),
    ("decimal", re.compile(r"(?P<n>\d+(?:\.\d+)*)(?P<x>[a-z]?)(?P<close>[.)]?)")),
    ("double", re.compile(r"(?P<n>([a-z])\2)\)(?P<x>)")),
    ("roman", re.compile(r"(?P<n>[IVX]|[IVXLC]{2,})[.)](?P<x>)")),
    ("upper", re.compile(r"(?P<n>[A-Z])(?P<x>)(?P<close>[.)])")),
    ("lower", re.compile(r"(?P<n>[a-z])(?P<x>)(?P<close>[.)])")),
)


@dataclass(frozen=True)
class Number:
    """A printed number: `parts` are the ordinals from the top ("3.11.2" is 3, 11, 2; "b)" is 2); `suffix` the a of "5a"."""

    style: str
    parts: tuple[int, ...]
    printed: str
    suffix: str = ""

    @property
    def slug(self) -> str:
        """Its share of an anchor, without what stands above it."""
        tail = "-".join(str(part) for part in self.parts) + self.suffix
        if self.style in ANCHOR_WORDS:
            return "-".join(filter(None, (ANCHOR_WORDS[self.style], tail)))
        if self.style in {"lower", "double", "upper", "bracketed", "roman"}:
            return re.sub(r"\W", "", self.printed).lower()
        return {"paragraph": "p-", "clause": "abs-"}.get(self.style, "") + tail


@dataclass(frozen=True)
class Finding:
    """A number that needs a look: `kind` is "duplicate" (stood before at `other`) or "gap" (`expected` was due)."""

    index: int
    kind: str
    number: str
    expected: str = ""
    other: int | None = None


def roman_value(text: str) -> int:
    values = [ROMAN[letter] for letter in text.lower()]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def roman_text(value: int) -> str:
    text = ""
    for worth, letters in ROMAN_TEXT:
        text, value = text + letters * (value // worth), value % worth
    return text


def letter_value(text: str) -> int:
    return ord(text.lower()[0]) - ord("a") + 1


def ordinal(style: str, text: str) -> tuple[int, ...]:
    if not text:
        return ()
    if style == "decimal":
        return tuple(int(part) for part in text.split("."))
    if text.isdigit():
        return (int(text),)
    if style == "roman" or (style in WORDS and set(text.lower()) <= set(ROMAN) and text.lower() not in {"c", "l"}):
        return (roman_value(text),)
    return (letter_value(text),)


@lru_cache(maxsize=4096)
def parse(text: str) -> Number | None:
    """The number that `text` prints, or None when it is none: "i)" is the letter, "I." the Roman numeral."""
    printed = " ".join(text.split())
    for style, pattern in PATTERNS:
        match = pattern.fullmatch(printed)
        if match and not (style == "roman" and roman_text(roman_value(match["n"])) != match["n"]):
            return Number(style, ordinal(style, match["n"] or ""), printed, (match["x"] or "").lower())
    return None


def paths(entries: Iterable[tuple[str, int]]) -> list[tuple[str, ...]]:
    """For each entry the printed numbers from the top down to itself; unnumbered levels are left out."""
    stack: list[tuple[int, str]] = []
    printed_paths = []
    for number, level in entries:
        while stack and stack[-1][0] >= level:
            stack.pop()
        stack.append((level, number))
        printed_paths.append(tuple(printed for _level, printed in stack if printed))
    return printed_paths


def parents(levels: Iterable[int]) -> list[int]:
    """For each level the index of the entry above it, -1 at the top."""
    stack: list[tuple[int, int]] = []
    above = []
    for index, level in enumerate(levels):
        while stack and stack[-1][0] >= level:
            stack.pop()
        above.append(stack[-1][1] if stack else -1)
        stack.append((level, index))
    return above


def slug(path: Sequence[str]) -> str:
    """The anchor of a path of printed numbers: z-3-11-2, z-p-4-abs-2, anlage-1, anlage-1-2."""
    anchor = ""
    for printed in path:
        number = parse(printed)
        anchor = extended(anchor, number) if number else below(anchor, re.sub(r"\W+", "-", printed.lower()).strip("-"))
    return anchor


def extended(anchor: str, number: Number) -> str:
    """`anchor` with one number more; some styles of number say by themselves where they stand."""
    if number.style in ANCHOR_WORDS:
        return f"{anchor}-{number.slug}" if anchor and number.style != "annex" else number.slug
    if number.style == "decimal":
        return continued(anchor, number)
    if number.style in {"paragraph", "roman"} and not is_named(anchor):
        return f"z-{number.slug}"
    return below(anchor, number.slug)


def below(anchor: str, own: str) -> str:
    return f"{anchor}-{own}" if anchor else f"z-{own}"


def is_named(anchor: str) -> bool:
    return anchor.startswith("anlage")


def continued(anchor: str, number: Number) -> str:
    """A number of several parts says itself where it stands; a single one restarts below an annex, a letter or a word."""
    if is_named(anchor):
        return f"{anchor.split('-z-')[0]}-z-{number.slug}"
    return f"z-{number.slug}"


def anchors(entries: Sequence[tuple[str, int]]) -> list[str]:
    """One anchor an entry, "" for unnumbered ones; a number that stands twice gets _2, _3 … from its second place on."""
    seen: dict[str, int] = {}
    unique = []
    for (number, _level), path in zip(entries, paths(entries), strict=True):
        anchor = slug(path) if number else ""
        if anchor:
            seen[anchor] = seen.get(anchor, 0) + 1
            anchor = f"{anchor}_{seen[anchor]}" if seen[anchor] > 1 else anchor
        unique.append(anchor)
    return unique


def citation(path: Sequence[str]) -> str:
    """How a section is cited: ("§ 4", "(2)", "a)") is "§ 4 Abs. 2 Buchst. a"; ("3", "3.11", "3.11.2") is "3.11.2"."""
    cited: list[str] = []
    for printed in path:
        number = parse(printed)
        bare = printed.strip("().")
        if number is None:
            cited.append(printed)
        elif number.style == "clause":
            cited.append(f"Abs. {bare}")
        elif number.style in {"lower", "double", "upper", "bracketed"}:
            cited.append(f"Buchst. {bare}")
        elif number.style == "decimal" and cited and parse(cited[-1]) and len(number.parts) > 1:
            cited[-1] = printed.rstrip(".")
        else:
            cited.append(printed.rstrip("."))
    return " ".join(cited)


def following(number: Number) -> str:
    """The next sibling, in the same print: "3.11.2" → "3.11.3", "§ 5" → "§ 6", "a)" → "b)"."""
    return printed_as(number, (*number.parts[:-1], number.parts[-1] + 1)) if number.parts else number.printed


def first_child(number: Number) -> str:
    """The first number one level below, as this style of document prints it."""
    if number.style == "decimal":
        return ".".join(str(part) for part in (*number.parts, 1))
    return {"paragraph": "(1)", "article": "(1)", "clause": "a)", "lower": "aa)", "bracketed": "aa)"}.get(
        number.style, "1."
    )


def printed_as(number: Number, parts: tuple[int, ...]) -> str:
    """`parts` printed the way `number` is: same word, sign, brackets, final stop."""
    last = parts[-1]
    if number.style == "decimal":
        close = number.printed[-1] if number.printed[-1] in ".)" else ""
        return ".".join(str(part) for part in parts) + close
    core = str(last)
    if number.style == "roman" or re.search(r" [IVX]+\.?$", number.printed):
        core = roman_text(last)
    elif number.style in {"lower", "upper", "double", "bracketed"}:
        letter = chr(ord("a") + (last - 1) % 26)
        core = letter * 2 if number.style == "double" else letter
        core = core.upper() if number.style == "upper" else core
    pattern = r"\d+[a-z]?" if re.search(r"\d", number.printed) else r"(?<![^\W\d_])[A-Za-z]+(?=[.)]?$)|(?<=\()[A-Za-z]+"
    return re.sub(pattern, core, number.printed, count=1)


def expected(entries: Sequence[tuple[str, int]], index: int) -> str:
    """The number due at `index` after the numbers before it; "" where nothing can be told (first of its kind)."""
    level = entries[index][1]
    for number, above in reversed(entries[:index]):
        if above > level or not number:
            continue
        before = parse(number)
        if before is None:
            return ""
        return following(before) if above == level else first_child(before)
    return ""


def renumber(entries: Sequence[tuple[str, int]], start: int) -> list[str]:
    """All printed numbers, those from `start` on continued in sequence; unnumbered entries stay unnumbered.

    The number at `start` itself is corrected too when one is due there. A number keeps its own print ("4.", "4").
    """
    done = list(entries)
    for index in range(start, len(done)):
        number, level = done[index]
        due = expected(done, index) if number else ""
        if due:
            done[index] = (in_print_of(number, due), level)
    return [number for number, _level in done]


def in_print_of(number: str, due: str) -> str:
    """`due`, with the final stop or bracket that `number` has, when both are of one style."""
    own, new = parse(number), parse(due)
    if own is None or new is None or own.style != new.style or own.style != "decimal":
        return due
    return printed_as(own, new.parts)


def check(entries: Sequence[tuple[str, int]]) -> list[Finding]:
    """Numbers that stand twice at one place of the tree, and numbers that skip one; in reading order."""
    findings: list[Finding] = []
    seen: dict[tuple[str, ...], int] = {}
    for index, path in enumerate(paths(entries)):
        number = entries[index][0]
        if not number:
            continue
        key = tuple(part.rstrip(".) ").casefold() for part in path)
        if key in seen:
            findings.append(Finding(index, "duplicate", number, other=seen[key]))
            continue
        seen[key] = index
        due = expected(entries, index)
        if due and skips(number, due):
            findings.append(Finding(index, "gap", number, expected=due))
    return findings


def skips(number: str, due: str) -> bool:
    """True when `number` lies behind `due`: "3.4" where "3.3" was due; another style or an earlier number is no gap."""
    own, new = parse(number), parse(due)
    return own is not None and new is not None and own.style == new.style and own.parts > new.parts
