"""The numbers that the steps in a text make up: one below the other, side by side, or with all between two."""

import re
from collections.abc import Iterable, Sequence

from search.language.numbers.parts import LOWER, TOP, Part, Steps
from search.language.numbers.steps import Step

LONGEST_RANGE = 12


class Citations:
    """The numbers read so far, each from the top down, the last one still growing at `place`."""

    def __init__(self) -> None:
        self.whole: list[Steps] = []
        self.current: list[Part] = []
        self.place = 0

    def beside(self, step: Step, level: int) -> None:
        """Another number that differs from the current one from this level on."""
        self.whole.append(tuple(self.current))
        above, before = self.current[:level], self.current[level]
        between = values_between(before.value, step.part.value) if step.link == "range" else []
        self.whole += [(*above, Part(step.part.style, value)) for value in between]
        self.current = [*above, step.part]
        self.place = level + 1

    def above(self, part: Part) -> None:
        self.current.insert(0, part)
        self.place = 1

    def below(self, part: Part) -> None:
        self.current.insert(self.place, part)
        self.place += 1

    def followed(self, step: Step) -> None:
        self.whole += [tuple(self.current), *((*self.current[:-1], part) for part in following(step.part, step.link))]


def cited_in(steps: Iterable[Step]) -> list[Steps]:
    """The numbers that these steps make up, in their order. Sentences are no steps: no section is that small."""
    citations = Citations()
    for step in steps:
        if step.link == "beyond":
            break
        level = level_of(citations.current, step)
        if step.part.style == "satz":
            continue
        if step.link in {"following", "next"}:
            citations.followed(step)
        elif level is not None:
            citations.beside(step, level)
        elif step.link == "above" or (step.part.style in TOP and {part.style for part in citations.current} & LOWER):
            citations.above(step.part)
        else:
            citations.below(step.part)
    return list(dict.fromkeys([*citations.whole, tuple(citations.current)]))


def level_of(current: Sequence[Part], step: Step) -> int | None:
    """Where the number so far has the step that this one stands beside, not below: after "und", and for a second §."""
    if step.link not in {"list", "range"} and step.part.style not in TOP:
        return None
    return next((level for level in range(len(current))[::-1] if current[level].style == step.part.style), None)


def following(part: Part, link: str) -> list[Part]:
    """What "f." and "ff." add to a number: those with its letters, and the next ones; for "f." also the section 15f itself."""
    match = re.fullmatch(r"((?:\d+\.)*)(\d+)([a-z]?)", part.value)
    if match is None:
        return []
    head, number, letter = match[1], int(match[2]), match[3]
    several = link == "following"
    letters = chr(ord(letter) + 1) if letter else "ab" if several else "a"
    values = [f"{head}{number}{after}" for after in letters]
    values += [f"{head}{number + ahead}" for ahead in ((1, 2) if several else (1,))]
    values += [f"{part.value}f"] if not (several or letter or head) else []
    return [Part(part.style, value) for value in values]


def values_between(first: str, last: str) -> list[str]:
    """The values after `first` up to before `last`, as far as they can be told: numbers, parts of one number, letters."""
    low, high = (re.fullmatch(r"((?:\d+\.)*)(\d*)([a-z]?)", value) for value in (first, last))
    if low is None or high is None or low[1] != high[1]:
        return []
    if low[2] == high[2] and low[3] and high[3]:
        return [f"{low[1]}{low[2]}{chr(letter)}" for letter in range(ord(low[3]) + 1, ord(high[3]))]
    if not low[2] or not high[2]:
        return []
    numbers = range(int(low[2]) + 1, int(high[2]) + bool(high[3]))
    return [f"{low[1]}{number}" for number in numbers[:LONGEST_RANGE]]
