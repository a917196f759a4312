"""Decides which numbered lines are sections, list items or mere text, by a beam search over readings that make a plausible sequence."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pages.importer import line_marks
from pages.importer.flowtext import TERMINAL, ends_open, is_bullet, join
from pages.importer.headings import Heading, is_title, names_party, wrapped
from pages.importer.line_marks import Mark
from pages.importer.source_lines import SourceLine

BEAM = 24
HOPELESS = 14.0
RANKS = {
    "teil": 0,
    "kapitel": 1,
    "abschnitt": 2,
    "I.": 3,
    "I)": 3,
    "A.": 3,
    "A)": 3,
    "A": 3,
    "§": 4,
    "artikel": 4,
    "(n)": 6,
    "n)": 7,
    "a)": 7,
    "a.": 7,
    "(a)": 7,
    "aa)": 8,
    "i)": 9,
    "i.": 9,
    "(i)": 9,
}
PARTS = {"I.", "A.", "I)", "A)", "A"}
LETTERED = {"a)", "a.", "(a)", "aa)", "i)", "i.", "(i)", "n)", "A)", "A.", "A", "I)", "I."}
LISTABLE = LETTERED | {"decimal", "(n)"}
ITEM_END = re.compile(r"(?:[,;]|\b(?:und|oder|sowie|bzw\.))\s*$")


@dataclass(frozen=True)
class Context:
    """What stands around a numbered line."""

    index: int
    readings: tuple[Mark, ...]
    more: str
    gap: bool
    gap_after: bool
    styled: bool
    mid_sentence: float
    intro: bool
    unfinished: bool
    in_parties: bool
    prose_before: bool
    title_next: bool
    after_heading: bool


class Open(NamedTuple):
    """An open level: a section (or list) scheme and its last number. `index` is the line of the last one; `level` an explicit heading level."""

    section: bool
    scheme: str
    values: tuple[int, ...]
    index: int  # type: ignore[assignment]  # nobody asks this tuple for the place of a value
    level: int = 0
    suffix: str = ""


@dataclass(frozen=True)
class Choice:
    """How a numbered line was read; `parent` is the line index of the section above, -1 for none."""

    kind: str
    mark: Mark | None
    parent: int = -1
    note: str = ""


@dataclass(frozen=True)
class State:
    score: float = 0.0
    stack: tuple[Open, ...] = ()
    last: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    head: int = -1
    choice: tuple[int, Choice] | None = None
    before: "State | None" = None

    def key(self) -> tuple[tuple[Open, ...], int]:
        return self.stack, self.head


def decide(
    lines: Sequence[SourceLine], headings: Mapping[int, Heading], parties: set[int], width: int
) -> dict[int, Choice]:
    """For each numbered line index how it is read; unnumbered explicit headings bound the search."""
    states = [State()]
    inside = covered(headings)
    for index, line in enumerate(lines):
        heading = headings.get(index)
        if heading:
            states = [pass_heading(state, index, heading) for state in states]
        elif index not in inside and not line.table:
            context = context_of(lines, index, headings, inside, parties, width)
            if context and line.level:
                states = [pass_explicit(state, context, line.level) for state in states]
            elif context:
                looks = [(mark, section_look(context, mark), item_look(context, mark)) for mark in context.readings]
                states = prune(option for state in states for option in options(state, context, looks))
    return choices(max(states, key=lambda state: state.score))


def covered(headings: Mapping[int, Heading]) -> set[int]:
    return {at for index, heading in headings.items() for at in range(index + 1, index + heading.size)}


def choices(state: State | None) -> dict[int, Choice]:
    found: dict[int, Choice] = {}
    while state:
        if state.choice:
            found[state.choice[0]] = state.choice[1]
        state = state.before
    return found


def prune(states: Iterator[State]) -> list[State]:
    best: dict[object, State] = {}
    top = -math.inf
    for state in states:
        top = max(top, state.score)
        if state.score < top - HOPELESS:
            continue
        key = state.key()
        if key not in best or best[key].score < state.score:
            best[key] = state
    return sorted(best.values(), key=lambda state: -state.score)[:BEAM]


def pass_heading(state: State, index: int, heading: Heading) -> State:
    if heading.kind in {"annex", "part", "signatures"} and not heading.level:
        return State(state.score, (Open(True, heading.kind, (), index),), {}, -1, None, state)
    if heading.level:
        stack = tuple(one for one in state.stack if one.level and one.level < heading.level)
        last = {} if heading.kind == "annex" else state.last
        return State(state.score, (*stack, Open(True, "head", (), index, heading.level)), last, -1, None, state)
    stack = state.stack
    while stack and not stack[-1].section:
        stack = stack[:-1]
    return State(state.score, stack, state.last, index, None, state)


def pass_explicit(state: State, context: Context, level: int) -> State:
    """A numbered line in a heading style is a section whatever its number."""
    mark = context.readings[0]
    for reading in context.readings:
        expected = state.last.get(reading.scheme)
        if expected and reading.value == expected[-1] + 1:
            mark = reading
    stack = tuple(one for one in state.stack if one.level and one.level < level)
    parent = stack[-1].index if stack else -1
    note = "" if follows(mark.values, state.last.get(mark.scheme)) else "gap"
    opened = Open(True, mark.scheme, mark.values, context.index, level)
    return State(
        state.score,
        (*stack, opened),
        {**state.last, mark.scheme: mark.values},
        -1,
        (context.index, Choice("section", mark, parent, note)),
        state,
    )


def follows(values: tuple[int, ...], last: tuple[int, ...] | None) -> bool:
    return succession(last, values) is not None if last else set(values) == {1}


def context_of(
    lines: Sequence[SourceLine],
    index: int,
    headings: Mapping[int, Heading],
    inside: set[int],
    parties: set[int],
    width: int,
) -> Context | None:
    line = lines[index]
    readings = tuple(line_marks.marks(line.text))
    if not readings:
        return None
    size = wrapped(lines, index, width, limit=12)
    more = ""
    for one in lines[index + 1 : index + size]:
        more = join(more, one.text)
    before = lines[index - 1] if index else None
    end = before.text.rstrip() if before else ""
    above_is_heading = (index - 1) in inside or (index - 1) in headings
    after = index + size
    return Context(
        index=index,
        readings=readings,
        more=more,
        gap=line.gap,
        gap_after=after >= len(lines) or lines[after].gap,
        styled=line.styled,
        mid_sentence=0.0 if above_is_heading or before is None else mid_sentence(before, line, width),
        intro=end.endswith(":") and not above_is_heading and (index - 1 not in parties),
        unfinished=bool(end) and not above_is_heading and not TERMINAL.search(end) and not is_title_line(end),
        in_parties=index in parties,
        prose_before=bool(end) and len(end) > 60 and end.endswith("."),
        title_next=after < len(lines) and is_title(lines[after].text) and not is_bullet(lines[after]),
        after_heading=above_is_heading,
    )


def is_title_line(text: str) -> bool:
    mark = line_marks.marks(text)
    rest = mark[0].rest if mark else text
    return is_title(rest or "X") and not ends_open(text) and not ITEM_END.search(text) and len(text) < 120


def mid_sentence(before: SourceLine, line: SourceLine, width: int) -> float:
    """How surely the line goes on with the sentence above: 0 not at all, 1 surely."""
    end = before.text.rstrip()
    if TERMINAL.search(end) or line.styled or before.level or before.table:
        return 0.0
    if ends_open(end) or re.search(
        r"\b(?:Ziff(?:er|\.)?|Nr\.|Nummern?|Abs\.|Absatz|Satz|gemäß|gem\.|siehe|vgl\.|i\.\s?S\.\s?v\.|Art\.|Artikel|§+|Anlage|Seite|Stand|vom)$",
        end,
    ):
        return 1.0
    if line.gap:
        return 0.0
    if ITEM_END.search(end) or is_title_line(end):
        return 0.0
    return 0.8 if width and len(end) >= 0.72 * width else 0.3


def options(state: State, context: Context, looks: Sequence[tuple[Mark, float, float | None]]) -> Iterator[State]:
    yield State(state.score, state.stack, state.last, state.head, (context.index, Choice("text", None)), state)
    for mark, as_section, as_item in looks:
        for stack, worth, note in section_places(state, mark):
            yield accept(state, context, mark, stack, as_section + worth, "section", note)
        if as_item is not None:
            for stack, worth in list_places(state, mark, context):
                yield accept(state, context, mark, stack, as_item + worth, "item", "")


def item_look(context: Context, mark: Mark) -> float | None:
    """None for numbers that never count items: §, Artikel, 1.1."""
    if mark.scheme not in LISTABLE or (mark.scheme == "decimal" and len(mark.values) > 1):
        return None
    return list_look(context, mark)


def accept(
    state: State, context: Context, mark: Mark, stack: tuple[Open, ...], worth: float, kind: str, note: str
) -> State:
    section = kind == "section"
    above = [one.index for one in stack if one.section]
    opened = Open(section, mark.scheme, mark.values, context.index, suffix=mark.suffix)
    last = {**state.last, mark.scheme: mark.values} if section else state.last
    chosen = Choice(kind, mark, above[-1] if above else -1, note)
    return State(
        state.score + worth, (*stack, opened), last, -1 if section else state.head, (context.index, chosen), state
    )


def section_look(context: Context, mark: Mark) -> float:
    """How much the line looks like a section, without its place in the sequence."""
    many = mark.scheme == "decimal" and len(mark.values) > 1
    single = mark.scheme == "decimal" and not many
    lettered = mark.scheme in LETTERED
    formal = mark.scheme in {"§", "artikel", "abschnitt", "teil", "kapitel"}
    rest = join(mark.rest, context.more)
    worth = form_worth(context, mark, rest, many=many, single=single, formal=formal)
    worth += (1.0 if context.gap else -0.5) + (2.5 if context.styled else 0.0)
    if rest[:1].islower():
        worth -= {"(n)": 2.0}.get(mark.scheme, 1.5 if many else 5.0 if formal else 3.0)
    if context.mid_sentence:
        worth -= (4.0 if many or formal or mark.scheme == "(n)" else 6.0) * context.mid_sentence
    if context.intro:
        worth -= 4.0 if lettered else 3.5 if single else 1.5 if mark.scheme == "(n)" else 0.5 if many else 0.0
    elif context.unfinished:
        worth -= 2.0 if lettered else 1.5 if single else 0.0
    if ITEM_END.search(join(mark.rest, context.more)):
        worth -= 2.5 if lettered or single else 0.5
    if context.in_parties and (lettered or single):
        worth -= 6.0 if names_party(rest) else 4.0 if lettered else 2.0
    return worth


def form_worth(context: Context, mark: Mark, rest: str, *, many: bool, single: bool, formal: bool) -> float:
    if not mark.rest:
        bare = 1.0 if mark.dotted else (0.3 if context.title_next else -1.5)
        return 3.0 if many else 2.0 if formal else bare if single else 0.5 if mark.scheme == "(n)" else -1.0
    if is_title(rest) or mark.rest in {"…", "..."}:
        plain = 1.5 if single and not mark.dotted else 3.0
        return (1.5 if mark.scheme in LETTERED - {"I.", "A."} else plain) + (0.5 if context.gap_after else 0.0)
    if mark.scheme == "(n)":
        return 3.0
    if many:
        return 2.0
    if formal:
        return 1.0
    return (0.8 if mark.dotted else -2.5) if single else 0.4


def list_look(context: Context, mark: Mark) -> float:
    rest = mark.rest
    worth = 0.5 + (2.5 if context.intro else 1.5 if context.unfinished and not context.mid_sentence else 0.0)
    worth += 1.5 if rest[:1].islower() else 0.0
    worth += 1.2 if ITEM_END.search(join(mark.rest, context.more)) else 0.0
    worth += 2.0 if context.in_parties else 0.0
    worth -= 2.5 if context.styled else 0.0
    worth -= 5.0 * context.mid_sentence
    worth -= 1.5 if mark.scheme == "(n)" and not context.intro else 0.0
    worth -= 2.0 if not mark.rest else 0.0
    worth -= (
        2.0 if mark.scheme == "decimal" and not mark.dotted and not context.intro and not context.in_parties else 0.0
    )
    return worth


def succession(last: tuple[int, ...], values: tuple[int, ...], suffixes: tuple[str, str] = ("", "")) -> float | None:
    """Worth of `values` right after `last`: next, child, one level up, one skipped, the same again; None when it cannot follow."""
    if values == last:
        return 2.0 if suffixes[1] > suffixes[0] else -3.0
    common = 0
    while common < min(len(last), len(values)) and last[common] == values[common]:
        common += 1
    rest = values[common:]
    if common == len(last):
        return (
            2.5
            if set(rest) == {1} and len(rest) == 1
            else 0.5
            if set(rest) == {1}
            else -0.5
            if len(rest) == 1 and rest[0] == 2
            else None
        )
    if not rest:
        return None
    step = rest[0] - last[common]
    if step == 1:
        return 2.0 if not rest[1:] or set(rest[1:]) == {1} else -1.0
    if step == 2:
        return -1.0 if not rest[1:] or set(rest[1:]) == {1} else -2.0
    return -2.5 if step == 3 and len(values) > 1 else None


def section_places(state: State, mark: Mark) -> Iterator[tuple[tuple[Open, ...], float, str]]:
    """Where a section with this number can stand: (levels that stay open above it, worth, "" or "gap" or "duplicate")."""
    stack = state.stack
    while stack and not stack[-1].section:
        stack = stack[:-1]
    if mark.scheme == "decimal":
        yield from decimal_places(state, stack, mark)
        return
    for depth in range(len(stack) - 1, -1, -1):
        one = stack[depth]
        if one.scheme == mark.scheme and not one.level:
            worth = succession(one.values, mark.values, (one.suffix, mark.suffix))
            if worth is not None:
                yield stack[:depth], worth, note_of(worth)
            if mark.value == 1 and (state.head > one.index):
                yield stack[:depth], 0.5, "restart"
            return
    yield from first_places(state, stack, mark)


def note_of(worth: float) -> str:
    return "duplicate" if worth == -3.0 else "gap" if worth < 0 else ""


def decimal_places(state: State, stack: tuple[Open, ...], mark: Mark) -> Iterator[tuple[tuple[Open, ...], float, str]]:
    chain = [depth for depth, one in enumerate(stack) if one.scheme == "decimal" and not one.level]
    if chain:
        last = stack[chain[-1]]
        worth = succession(last.values, mark.values)
        if worth is not None:
            yield above_decimal(stack, chain[0], mark.values), worth, note_of(worth)
        if mark.values == (1,) and state.head > last.index:
            yield stack[: chain[0]], 0.5, "restart"
        return
    top = stack[-1] if stack else None
    if top and top.scheme in {"§", "artikel", "abschnitt", "teil", "kapitel", "decimal"} and len(mark.values) > 1:
        if mark.values[0] == top.values[-1]:
            yield stack, 2.5 if mark.values[1:] == (1,) else -1.0, "" if mark.values[1:] == (1,) else "gap"
            return
        above = next(
            (depth for depth in range(len(stack) - 1, -1, -1) if stack[depth].values[-1:] == mark.values[:1]), None
        )
        if above is not None:
            yield stack[: above + 1], -1.0, "gap"
    yield from first_places(state, stack, mark)


def above_decimal(stack: tuple[Open, ...], first: int, values: tuple[int, ...]) -> tuple[Open, ...]:
    """Keeps what stands above the chain and those of its numbers that `values` begins with."""
    kept = list(stack[:first])
    for one in stack[first:]:
        if one.scheme != "decimal" or len(one.values) >= len(values) or values[: len(one.values)] != one.values:
            break
        kept.append(one)
    return tuple(kept)


def first_places(state: State, stack: tuple[Open, ...], mark: Mark) -> Iterator[tuple[tuple[Open, ...], float, str]]:
    """As the first of a new level, or going on with a numbering that runs through the document."""
    last = state.last.get(mark.scheme)
    goes_on = last is not None and (succession(last, mark.values, ("", mark.suffix)) or -9) > 0
    worth = 2.0 if goes_on else -4.0 if set(mark.values) != {1} else 1.0 if last else 0.5
    note = "" if goes_on or set(mark.values) == {1} else "gap"
    depth = len(stack)
    while depth:
        penalty = misplaced(stack[depth - 1], mark)
        yield stack[:depth], worth + penalty, note
        if penalty == 0.0 or stack[depth - 1].scheme in {"annex", "part", "head", "signatures"}:
            return
        depth -= 1
    yield (), worth, note


def misplaced(above: Open, mark: Mark) -> float:
    """Penalty for a new level of this kind directly below `above`."""
    if above.scheme in {"annex", "part", "head", "signatures"}:
        return 0.0
    own = rank(mark.scheme, len(mark.values))
    over = rank(above.scheme, len(above.values))
    if above.scheme == mark.scheme:
        return -8.0
    if mark.scheme in PARTS and above.scheme in {"decimal", "§", "artikel"}:
        return -1.0
    if mark.scheme in PARTS and above.scheme in PARTS:
        return 0.0
    return 0.0 if own > over else -5.0


def rank(scheme: str, size: int) -> float:
    return 4.2 + 0.2 * size if scheme == "decimal" else RANKS.get(scheme, 5)


def list_places(state: State, mark: Mark, context: Context) -> Iterator[tuple[tuple[Open, ...], float]]:
    """As an item of an open list, or as the first item of a new one."""
    stack = state.stack
    for depth in range(len(stack) - 1, -1, -1):
        one = stack[depth]
        if one.section:
            break
        if one.scheme == mark.scheme:
            step = mark.value - one.values[-1]
            if step in {1, 2}:
                yield stack[:depth], (3.0 if step == 1 else -0.5) - (1.0 if context.prose_before else 0.0)
            return
    worth = 0.3 if mark.value == 1 else -4.0
    if not context.intro and not context.unfinished and not context.in_parties:
        worth -= 1.0
    yield stack, worth
