"""Numbers of clauses and items that a scanner misread: "(l)" before (2) is (1), "{3)" after (2) is (3)."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from pages.importer.ocr.edits import Edit, line_edit
from pages.importer.source_lines import SourceLine
from portal.requests.confined_process import gettext_noop

WHY = gettext_noop("Ziffer falsch gelesen; die Zählung des Dokuments geht so weiter")
CLAUSE = re.compile(r"^(?P<open>[({\[<C])\s?(?P<number>[\dlIi|!OoSZz]{1,2})\s?(?P<close>[)}\]J>])(?=\s+\S|$)")
ITEM = re.compile(r"^(?P<open>)(?P<number>[\dlI|O]{1,3})(?P<close>[.)])(?=\s+\S|$)")
DIGITS = str.maketrans("lIi|!OoSZz", "1111100522")
FAR = 60


@dataclass(frozen=True)
class Number:
    """The number at the start of a line, `sound` when it is printed as it should be."""

    index: int
    value: int
    end: int
    sound: bool
    after: str


def clause_edits(lines: Sequence[SourceLine], heads: Collection[int]) -> Iterator[Edit]:
    """`heads` are the indexes of lines that begin a section: there clauses are counted anew."""
    for pattern in (CLAUSE, ITEM):
        found = [number for index, line in enumerate(lines) if (number := number_of(index, line, pattern))]
        for place, number in enumerate(found):
            if not number.sound and goes_on(found, place, heads):
                yield line_edit(lines[number.index], number.index, 0, number.end, number.after, WHY)


def number_of(index: int, line: SourceLine, pattern: re.Pattern[str]) -> Number | None:
    match = None if line.why or line.table else pattern.match(line.text)
    read = match["number"].translate(DIGITS) if match else "0"
    if match is None or read.startswith("0"):
        return None
    after = f"({read})" if pattern is CLAUSE else f"{read}{match['close']}"
    return Number(index, int(read), match.end(), match[0] == after, after)


def goes_on(numbers: Sequence[Number], place: int, heads: Collection[int]) -> bool:
    """A sound number before or after it in the same section counts on with it; what could be 1 needs the 2 after it."""
    number = numbers[place]
    before = numbers[place - 1] if place and same_section(numbers[place - 1], number, heads) else None
    after = numbers[place + 1] if place + 1 < len(numbers) and same_section(number, numbers[place + 1], heads) else None
    is_followed = after is not None and after.value == number.value + 1 and (after.sound or number.value > 1)
    if number.value == 1:
        return is_followed and (before is None or before.value != 1)
    return (before is not None and before.value == number.value - 1) or (is_followed and before is None)


def same_section(first: Number, second: Number, heads: Collection[int]) -> bool:
    between = range(first.index + 1, second.index + 1)
    return len(between) <= FAR and not any(index in heads for index in between)
