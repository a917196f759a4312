"""The official number in what somebody typed, and the words beside it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from search.language.numbers import laws, other_numbers
from search.language.numbers.citations import cited_in
from search.language.numbers.notations import normalised
from search.language.numbers.parts import Part, Steps, printed_part
from search.language.numbers.steps import BARE, Step, steps_in

ALONE = re.compile(r"\s*\(?(?P<value>\d{1,3}[a-z]?|[ivxl]{1,6}|[a-z]\))\)?\.?\s*", re.I)
SPACED = re.compile(r"\s*(?P<number>\d{1,3})\s+(?P<letter>[a-eg-z])\s*", re.I)
LOOSE = re.compile(r"(?:^|\s)(\d{1,3}[a-z]?)\.?\s*$|^\s*(\d{1,3}[a-z]?)\.?(?:\s|$)", re.I)


@dataclass(frozen=True)
class NumberQuery:
    """The number asked for, from the top down, and the words left over. `is_certain`: nothing else can be meant.

    `law`: the law it is to be found in, as typed; `also`: further numbers, in their order ("§§ 15, 16", "§ 15 ff.");
    `instead`: what else it may mean ("§ 4 a" is § 4a or § 4 Buchst. a).
    """

    parts: Steps
    rest: str
    is_certain: bool = True
    law: str = ""
    also: tuple[Steps, ...] = ()
    instead: Steps = ()


def in_query(text: str) -> NumberQuery | None:
    """The official number in a query and the words beside it; dates, amounts and counts are none."""
    if ALONE.fullmatch(text):
        part = printed_part(text.strip())
        return NumberQuery((part,), "") if part else None
    if spaced := SPACED.fullmatch(text):
        number, letter = spaced["number"], spaced["letter"].lower()
        return NumberQuery((Part("", number + letter),), "", instead=(Part("", number), Part("lit", letter)))
    usual = normalised(text)
    clear = other_numbers.hidden(other_numbers.DATE.sub(hidden, usual))
    law = laws.beside_number(clear)
    if law:
        clear = blanked(clear, [law], "x")
    steps = steps_in(clear, law)
    if not steps:
        return loose_number(usual, clear)
    first, *others = cited_in(steps)
    return NumberQuery(
        first,
        left_over(usual, [*steps, *([law] if law else [])]),
        is_certain=any(step.is_said for step in steps),
        law=law.name if law else "",
        also=tuple(other for other in others if other != first),
        instead=read_apart(first, text),
    )


def hidden(date: re.Match[str]) -> str:
    """A date by as many letters, so that nothing in it reads as a number; "3.11." may be a section and stays."""
    may_be_section = BARE.fullmatch(date.group()) and not re.search(r"\.\d{3}(?!\d)", date.group())
    return date.group() if may_be_section else other_numbers.crossed_out(date)


def blanked(text: str, taken: Iterable[Step | laws.Law], letter: str) -> str:
    for one in taken:
        text = text[: one.start] + letter * (one.end - one.start) + text[one.end :]
    return text


def left_over(text: str, taken: Iterable[Step | laws.Law]) -> str:
    return " ".join(blanked(text, taken, " ").split())


def read_apart(parts: Steps, text: str) -> Steps:
    """What "§ 4 a" is if it is not § 4a, and "§ 16f" if it is not § 16f but "§ 16 f."; nothing for what was typed as one."""
    for place, part in enumerate(parts):
        match = re.fullmatch(r"(\d+)([a-z])", part.value)
        if match is None:
            continue
        is_typed = re.search(rf"(?<!\d){part.value}(?!\w)", text, re.I)
        if not is_typed or match[2] == "f":
            letter = [] if is_typed else [Part("lit", match[2])]
            return (*parts[:place], Part(part.style, match[1]), *letter, *parts[place + 1 :])
    return ()


def loose_number(usual: str, clear: str) -> NumberQuery | None:
    """ "Richtlinie 10", "10 Richtlinie": a number only if the other words turn out to name a document."""
    match = LOOSE.search(other_numbers.AMOUNT.sub(other_numbers.crossed_out, clear))
    if not match:
        return None
    rest = f"{usual[: match.start()]} {usual[match.end() :]}"
    return NumberQuery((Part("", (match[1] or match[2]).lower()),), " ".join(rest.split()), is_certain=False)


def cited_parts(citation: str) -> Steps:
    """The steps of a citation in one string: "§ 4 Abs. 2 Buchst. a"."""
    whole = printed_part(citation)
    number = in_query(citation)
    if number and not (number.rest or number.law or number.also):
        return number.parts
    return (whole,) if whole else ()
