"""The steps of official numbers in a text: where each stands, and how it goes on from the one before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.language.numbers import other_numbers
from search.language.numbers.laws import Law
from search.language.numbers.parts import CLAUSE, NAMED, TOP, Part, named_part

BARE = re.compile(r"(?<![\w.,/-])(?P<value>\d{1,2}(?:\.\d{1,3})+[a-z]?)\.?(?![\w€%/]|\.\d)", re.I)
COUNTED = re.compile(r"(?<![\w.,/-])(?P<value>\d{1,3}[a-z]?)(?![\w€%/]|[.,]\d)", re.I)
PRINTED_LETTER = re.compile(r"\s*(?P<value>[a-z])\)(?!\w)")
LISTED = re.compile(r"\s*(?:,|/|&|\bund\b|\boder\b|\bsowie\b|\bu\.)\s*(?:(?:die|der|des|auch)\s+)*", re.I)
REACHING = re.compile(r"\s*(?:-|–|\bbis\b)\s*(?:zu\s+)?", re.I)
BELONGING = re.compile(r"\s*(?:(?:der|des|dem|den|von|vom|aus|in|im)\s+)+", re.I)
BEYOND = re.compile(r"\s+(?:zu|zur|zum)\s+", re.I)
AND_FOLLOWING = re.compile(r"\s*(?P<all>ff?)(?:\.|(?!\w))", re.I)
ANOTHER = re.compile(r"(?P<value>\d{1,3}(?:\.\d{1,3})*[a-z]?)\.?(?![\w€%/]|[.,]\d)", re.I)
ANOTHER_LETTER = re.compile(r"(?P<value>[a-z])\)?(?!\w)", re.I)
# Between a number and its law; a law that was read is crossed out.
MORE_NUMBERS = re.compile(
    r"(?:[\s,–-]|\b(?:und|oder|bis|des|der|aus|dem|vom|im|nach)\b|\d{1,3}[a-z]?\b|\bff?\b\.?|x)*", re.I
)


@dataclass(frozen=True)
class Step:
    """A part where it stands in a text, and how it goes on from the one before: side by side with it ("list", "range"), as
    what it belongs to ("above"), as what it is about ("beyond"), as that and the next one or more ("next", "following"). `is_said`: a word or sign says that it is official."""

    part: Part
    start: int
    end: int
    link: str = ""
    is_said: bool = True


def steps_in(text: str, law: Law | None) -> list[Step]:
    """The steps of numbers; `text` has neither that law nor numbers of other kinds. Sentences alone are none."""
    uncounted = other_numbers.AMOUNT.sub(other_numbers.crossed_out, text)
    named = named_steps(text, uncounted)
    counted = counted_step(uncounted, named, law)
    steps = [*named, counted] if counted else named
    return with_listed(uncounted, steps) if any(step.part.style != "satz" for step in steps) else []


def named_steps(text: str, uncounted: str) -> list[Step]:
    """The steps that show by a word, a bracket or a point inside them."""
    named = [Step(named_part(match), *match.span()) for match in NAMED.finditer(text)]
    for pattern, style in ((BARE, ""), (CLAUSE, "abs")):
        steps = [Step(Part(style, match["value"].lower()), *match.span()) for match in pattern.finditer(uncounted)]
        named += [step for step in steps if not any(overlap(step, other) for other in named)]
    letters = ((step, PRINTED_LETTER.match(text, step.end)) for step in named)
    named += [Step(Part("lit", match["value"]), *match.span()) for step, match in letters if match]
    return named


def overlap(step: Step, other: Step) -> bool:
    return other.start < step.end and step.start < other.end


def counted_step(text: str, named: Sequence[Step], law: Law | None) -> Step | None:
    """A number without a word for it, beside a law or before a clause: "60a AufenthG", "44 Abs. 2"."""
    if any(step.part.style in TOP for step in named):
        return None
    clauses = [step.start for step in named if step.part.style == "abs"]
    style = "§" if law and not law.is_local else ""
    for match in COUNTED.finditer(text):
        step = Step(Part(style, match["value"].lower()), *match.span(), is_said=False)
        if any(overlap(step, other) for other in named):
            continue
        is_before_clause = any(not text[step.end : start].strip() for start in clauses if start >= step.end)
        if is_before_clause or (law and is_beside(law, step, text)):
            return step
    return None


def is_beside(law: Law, step: Step, text: str) -> bool:
    if law.end <= step.start:
        return not text[law.end : step.start].strip(" ,:")
    return step.end <= law.start and bool(MORE_NUMBERS.fullmatch(text, step.end, law.start))


def with_listed(text: str, steps: Sequence[Step]) -> list[Step]:
    """These steps in their order, with those they list ("§§ 15, 16"), and how each goes on from the one before."""
    ordered = sorted(steps, key=lambda step: step.start)
    ends = [*(step.start for step in ordered[1:]), len(text)]
    found: list[Step] = []
    for step, end in zip(ordered, ends, strict=True):
        found.append(linked(found[-1], step, text) if found else step)
        found += listed(text, step, end)
    return found


def linked(before: Step, step: Step, text: str) -> Step:
    """The step with its link, and with the words between as its own if they link the two."""
    between = text[before.end : step.start]
    beyond = "beyond" if before.part.style == "anl" else "above"
    patterns = (("list", LISTED), ("range", REACHING), ("above", BELONGING), (beyond, BEYOND))
    link = next((link for link, pattern in patterns if pattern.fullmatch(between)), "")
    return replace(step, start=before.end if link else step.start, link=link)


def listed(text: str, step: Step, until: int) -> list[Step]:
    """What is listed after a step without a word for it: "15, 16 und 18", "15 bis 17", "15 ff."."""
    steps: list[Step] = []
    last = step
    while another := next_listed(text, last, until):
        last = another
        steps.append(last)
    after = AND_FOLLOWING.match(text, last.end, until)
    if after and last.part.value[0].isdigit():
        link = "following" if after["all"].lower() == "ff" else "next"
        steps.append(Step(last.part, last.end, after.end(), link, last.is_said))
    return steps


def next_listed(text: str, last: Step, until: int) -> Step | None:
    style = last.part.style
    pattern = ANOTHER_LETTER if style == "lit" else ANOTHER
    for link, between in (("list", LISTED), ("range", REACHING)) if style != "satz" else ():
        gap = between.match(text, last.end, until)
        value = pattern.match(text, gap.end(), until) if gap else None
        if value:
            return Step(Part(style, value["value"].lower()), last.end, value.end(), link, last.is_said)
    return None
