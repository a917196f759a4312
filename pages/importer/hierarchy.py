"""Decides which numbered lines are sections, list items or mere text, by a beam search over readings that make a plausible sequence."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pages.importer.headings import Heading
from pages.importer.line_marks import Mark
from pages.importer.places import list_places, section_places, succession
from pages.importer.plausibility import item_look, section_look
from pages.importer.source_lines import SourceLine
from pages.importer.states import Choice, Open, Stack, State, without_lists
from pages.importer.surroundings import Context, Surroundings

# How many readings are followed at once, and how far behind the best one falls before it is given up.
BEAM = 24
HOPELESS = 14.0

Looks = Sequence[tuple[Mark, float, float | None]]


def decide(
    lines: Sequence[SourceLine], headings: Mapping[int, Heading], parties: set[int], width: int
) -> dict[int, Choice]:
    """For each numbered line index how it is read; unnumbered explicit headings bound the search."""
    states = [State()]
    surroundings = Surroundings(lines, headings, parties, width)
    for index, line in enumerate(lines):
        heading = headings.get(index)
        if heading:
            states = [pass_heading(state, index, heading) for state in states]
        elif context := surroundings.of(index):
            states = pass_number(states, context, line.level)
    return choices(max(states, key=lambda state: state.score))


def choices(state: State | None) -> dict[int, Choice]:
    decided: dict[int, Choice] = {}
    while state:
        if state.choice:
            decided[state.choice[0]] = state.choice[1]
        state = state.before
    return decided


def prune(states: Iterable[State]) -> list[State]:
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
    if heading.level:
        opened = Open(True, "head", (), index, heading.level)
        last = {} if heading.kind == "annex" else state.last
        return State(state.score, (*above_level(state.stack, heading.level), opened), last, -1, None, state)
    if heading.kind in {"annex", "part", "signatures"}:
        return State(state.score, (Open(True, heading.kind, (), index),), {}, -1, None, state)
    return State(state.score, without_lists(state.stack), state.last, index, None, state)


def above_level(stack: Stack, level: int) -> Stack:
    return tuple(opened for opened in stack if opened.level and opened.level < level)


def pass_number(states: list[State], context: Context, level: int) -> list[State]:
    if level:
        return [pass_explicit(state, context, level) for state in states]
    looks = [(mark, section_look(context, mark), item_look(context, mark)) for mark in context.readings]
    return prune(option for state in states for option in options(state, context, looks))


def pass_explicit(state: State, context: Context, level: int) -> State:
    """A numbered line in a heading style is a section whatever its number."""
    mark = likeliest_reading(state, context.readings)
    stack = above_level(state.stack, level)
    parent = stack[-1].line if stack else -1
    note = "" if follows(mark.values, state.last.get(mark.scheme)) else "gap"
    opened = Open(True, mark.scheme, mark.reached, context.index, level)
    last = {**state.last, mark.scheme: mark.reached}
    chosen = context.index, Choice("section", mark, parent, note)
    return State(state.score, (*stack, opened), last, -1, chosen, state)


def likeliest_reading(state: State, readings: Sequence[Mark]) -> Mark:
    """ "I." may be a letter or a Roman numeral: the last of those that continue their sequence, else the first of all."""
    mark = readings[0]
    for reading in readings:
        last = state.last.get(reading.scheme)
        if last and reading.value == last[-1] + 1:
            mark = reading
    return mark


def follows(values: tuple[int, ...], last: tuple[int, ...] | None) -> bool:
    return succession(last, values) is not None if last else set(values) == {1}


def options(state: State, context: Context, looks: Looks) -> Iterator[State]:
    """The readings that go on from `state`: the number is mere text, a section in one of its places, or a list item."""
    yield State(state.score, state.stack, state.last, state.head, (context.index, Choice("text", None)), state)
    for mark, as_section, as_item in looks:
        for stack, worth, note in section_places(state, mark):
            if mark.doubtful and not is_awaited(state, mark, worth):
                continue
            yield section_at(state, context, mark, stack, as_section + worth, note)
        if as_item is not None:
            for stack, worth in list_places(state, mark, context):
                yield item_at(state, context, mark, stack, as_item + worth)


def is_awaited(state: State, mark: Mark, worth: float) -> bool:
    """What reads like a reference is a section where it goes on right after the last number of its kind."""
    return worth > 0 and (mark.scheme in state.last or mark.value == 1)


def section_at(state: State, context: Context, mark: Mark, stack: Stack, worth: float, note: str) -> State:
    chosen = context.index, Choice("section", mark, section_above(stack), note)
    opened = Open(True, mark.scheme, mark.reached, context.index, suffix=mark.suffix)
    last = {**state.last, mark.scheme: mark.reached}
    return State(state.score + worth, (*stack, opened), last, -1, chosen, state)


def item_at(state: State, context: Context, mark: Mark, stack: Stack, worth: float) -> State:
    chosen = context.index, Choice("item", mark, section_above(stack))
    opened = Open(False, mark.scheme, mark.values, context.index, suffix=mark.suffix)
    return State(state.score + worth, (*stack, opened), state.last, state.head, chosen, state)


def section_above(stack: Stack) -> int:
    """The line index of the innermost open section, -1 for none."""
    return next((level.line for level in reversed(stack) if level.section), -1)
