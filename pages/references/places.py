"""Where references lead: the sections of one document by the steps of their numbers."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pages import numbering
from pages.references.parser import Reference, Step

KINDS = {
    "paragraph": "paragraph",
    "article": "article",
    "annex": "annex",
    "chapter": "chapter",
    "part": "part",
    "division": "division",
    **{style: style for style in ("book", "main_part", "title", "subtitle", "subchapter", "subdivision")},
    "clause": "clause",
    "bracketed": "letter",
    "lower": "letter",
    "upper": "letter",
    "double": "letter",
    "decimal": "number",
    "roman": "roman",
}
TOP = frozenset({"paragraph", "article"})
RELATIVE = frozenset({"clause", "letter"})
HIGHEST_PLAIN_NUMBER = 99
PLAUSIBLY_BEYOND = 10


class Numbered(Protocol):
    """A section: `path` are the printed numbers from the top down to its own, the last of them its `number`."""

    @property
    def identity(self) -> str: ...

    @property
    def number(self) -> str: ...

    @property
    def path(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Place:
    identity: str
    steps: tuple[Step, ...]

    @property
    def annex(self) -> Step | None:
        return next((step for step in self.steps if step.kind == "annex"), None)


@dataclass(frozen=True)
class Found:
    """`identity` is the section that comes nearest ("" if none); `is_missing`: the document surely has not what is named.

    `is_former`: the number is one that the section had before. `url` leads to what is no section, such as an annex that is a file.
    """

    identity: str = ""
    is_missing: bool = False
    is_former: bool = False
    url: str = ""


NOWHERE = Place("", ())


class Places:
    """`further` are addresses of what has a number and is no section, `former` identities by anchors of earlier numbers."""

    def __init__(
        self,
        sections: Sequence[Numbered],
        further: Mapping[str, str] | None = None,
        former: Mapping[str, str] | None = None,
    ) -> None:
        self.all = [Place(one.identity, steps) for one in sections if one.number and (steps := steps_of(one.path))]
        self.by_identity = {place.identity: place for place in self.all}
        self.above = {one.identity: steps_of(one.path) for one in sections}
        # A document of thousands of sections has thousands of references: each is looked up, none is searched for.
        self.by_steps: dict[tuple[Step, ...], str] = {}
        self.by_step: dict[Step, list[Place]] = defaultdict(list)
        self.divided: set[tuple[tuple[Step, ...], str]] = set()
        self.highest: dict[str, int] = {}
        for place in self.all:
            self.by_steps.setdefault(place.steps, place.identity)
            self.divided |= {(place.steps[:end], step.kind) for end, step in enumerate(place.steps) if end}
            for step in dict.fromkeys(place.steps):
                self.by_step[step].append(place)
                self.highest[step.kind] = max(self.highest.get(step.kind, 0), int_of(step.value))
        self.begun = {step.parts[0] for step in self.by_step if step.kind == "number"}
        self.has_top_numbers = any(len(one.steps) == 1 and one.steps[0].kind == "number" for one in self.all)
        self.kinds = {step.kind for place in self.all for step in place.steps if place.annex is None}
        self.further = {step: url for number, url in (further or {}).items() for step in steps_of((number,))}
        self.former = {anchor: one for anchor, one in (former or {}).items() if one in self.above}

    def find(self, reference: Reference, here: str = "") -> Found:
        """`here` is the section the reference stands in, "" for one from outside."""
        found = self.today(reference, here)
        if found.is_missing and (former := self.former.get(anchor_of(reference.steps))):
            return Found(former, is_former=True)
        return found

    def today(self, reference: Reference, here: str) -> Found:
        wanted = tuple(normal(step) for step in reference.steps)
        standing = Place(here, self.above.get(here, ()))
        if self.is_relative(wanted, standing):
            return Found(self.beside(wanted, standing))
        found = self.place(wanted, standing)
        if found:
            return Found(found)
        if wanted[-1] in self.further:
            return Found(url=self.further[wanted[-1]])
        shorter = next((end for end in range(len(wanted) - 1, 0, -1) if self.place(wanted[:end], standing)), 0)
        if shorter:
            nearest = self.place(wanted[:shorter], standing)
            return Found(nearest, self.has_others(nearest, wanted[shorter].kind))
        return Found(is_missing=self.should_have(wanted[0], reference))

    def is_relative(self, wanted: tuple[Step, ...], standing: Place) -> bool:
        first = wanted[0]
        if first.kind in RELATIVE:
            return True
        is_plain = first.kind == "number" and "." not in first.value
        return is_plain and any(step.kind in TOP for step in standing.steps)

    def beside(self, wanted: tuple[Step, ...], standing: Place) -> str:
        """A smaller step without the larger: looked for from where it is said upwards."""
        for end in range(len(standing.steps), 0, -1):
            if found := self.exact((*standing.steps[:end], *wanted)):
                return found
        return ""

    def exact(self, steps: tuple[Step, ...]) -> str:
        return self.by_steps.get(steps, "")

    def place(self, wanted: tuple[Step, ...], standing: Place) -> str:
        for variant in variants(wanted):
            rarest = min((self.by_step.get(step, ()) for step in variant), key=len)
            fitting = [one for one in rarest if one.steps[-1] == variant[-1] and holds_in_order(one.steps, variant)]
            if fitting:
                return min(fitting, key=lambda one: distance(one, standing)).identity
        return ""

    def has_others(self, identity: str, kind: str) -> bool:
        """Whether the section is divided the way the reference says: then what it names is missing and not only unnumbered."""
        return (self.by_identity[identity].steps, kind) in self.divided

    def should_have(self, first: Step, reference: Reference) -> bool:
        if first.kind == "annex":
            return True
        if reference.is_doubtful or (not reference.is_own and self.is_far_beyond(first)):
            return False
        if first.kind == "number" and "." not in first.value:
            is_plain = first.value.isdigit() and int(first.value) <= HIGHEST_PLAIN_NUMBER
            return is_plain and not reference.is_bare and first.value not in self.begun and self.has_top_numbers
        kinds = {"division": {"division", "number"} if first.value[0].isdigit() else {"division"}}
        return bool(kinds.get(first.kind, {first.kind}) & self.kinds)

    def is_far_beyond(self, first: Step) -> bool:
        """A number so high that it can hardly be a slip: that of a law whose name stands elsewhere."""
        return int_of(first.value) > self.highest.get(first.kind, 0) + PLAUSIBLY_BEYOND


def int_of(value: str) -> int:
    digits = re.match(r"\d+", value)
    return int(digits[0]) if digits else 0


def distance(place: Place, standing: Place) -> tuple[int, int]:
    """The annex one stands in comes first, then the text itself, then other annexes."""
    if place.annex == standing.annex:
        return (0, len(place.steps))
    return (1 if place.annex is None else 2, len(place.steps))


def variants(wanted: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    """ "Abschnitt 2.1" may be printed "Abschnitt 2.1" or "2.1", "Abschnitt II" as "II."."""
    yield wanted
    first, *rest = wanted
    if first.kind in {"division", "chapter"}:
        yield (Step("number", first.value), *rest)
        yield (Step("roman", first.value), *rest)


def holds_in_order(steps: tuple[Step, ...], wanted: tuple[Step, ...]) -> bool:
    """Whether `wanted` occurs in `steps` in this order, its last step at their end."""
    remaining = iter(steps)
    return all(step in remaining for step in wanted) and steps[-1] == wanted[-1]


def steps_of(path: Iterable[str]) -> tuple[Step, ...]:
    return tuple(step for printed in path if (step := step_of(printed)) is not None)


def step_of(printed: str) -> Step | None:
    number = numbering.parse(printed)
    if number is None:
        return None
    if number.style in {"lower", "upper", "bracketed", "double"}:
        return Step("letter", printed.strip("() .").lower())
    return Step(KINDS[number.style], ".".join(str(part) for part in number.parts) + number.suffix)


PRINTS = {"paragraph": "§ {}", "article": "Artikel {}", "clause": "({})", "letter": "{})", "number": "{}"}
WORDS = {"annex": "Anlage", "chapter": "Kapitel", "division": "Abschnitt"}


def normal(step: Step) -> Step:
    """As the steps of sections are written: "Anlage II" and "Anlage B" are the second."""
    if step.kind in WORDS and "." not in step.value:
        return step_of(f"{WORDS[step.kind]} {step.value}") or step
    return Step(step.kind, step.value.lower())


def anchor_of(steps: Iterable[Step]) -> str:
    """The anchor of the section that these steps name, as `numbering` makes it."""
    return numbering.slug([printed(step) for step in steps])


def printed(step: Step) -> str:
    return PRINTS[step.kind].format(step.value) if step.kind in PRINTS else f"{WORDS[step.kind]} {step.value}"
