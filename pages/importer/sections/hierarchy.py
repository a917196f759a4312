"""Decides which numbered lines are sections, list items or mere text, by a beam search over readings that make a plausible sequence."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pages.importer.sections.headings import Heading
from pages.importer.sections.line_marks import Mark
from pages.importer.sections.places import goes_on_in_list, list_places, section_places, succession
from pages.importer.sections.plausibility import LISTABLE, announced_loss, item_look, section_look
from pages.importer.sections.run_in import Pieces
from pages.importer.sections.states import Choice, Open, Slot, Stack, State, slot_of, without_lists
from pages.importer.sections.surroundings import Context, Surroundings

# How many readings are followed at once, and how far behind the best one falls before it is given up.
BEAM = 16
HOPELESS = 14.0


@dataclass(frozen=True)
class Step:
    """A line the search passes: an unnumbered heading, or a number with how much each of its readings looks like a section and an item."""

    index: int
    level: int
    heading: Heading | None = None
    context: Context | None = None
    looks: Sequence[tuple[Mark, float, float | None]] = ()


def decide(pieces: Pieces, headings: Mapping[int, Heading], parties: set[int], width: int) -> dict[int, Choice]:
    """For each numbered line index how it is read; unnumbered explicit headings bound the search.

    A document that counts its sections right below some headings does so below all of that kind: then it is read once more.
    """
    steps = list(steps_of(pieces, headings, Surroundings(pieces, headings, parties, width)))
    decided = search(steps, frozenset())
    counting = slots_of_sections(decided.values())
    return search(steps, counting) if counting else decided


def steps_of(pieces: Pieces, headings: Mapping[int, Heading], surroundings: Surroundings) -> Iterator[Step]:
    for index, line in enumerate(pieces.lines):
        heading = headings.get(index)
        if heading:
            yield Step(index, line.level, heading)
        elif context := surroundings.of(index):
            yield Step(index, line.level, None, context, looks_of(context))


def looks_of(context: Context) -> list[tuple[Mark, float, float | None]]:
    return [(mark, section_look(context, mark), item_look(context, mark)) for mark in context.readings]


def slots_of_sections(decided: Iterable[Choice]) -> frozenset[Slot]:
    """Slots that begin with sections here and with items there, at least as often with sections."""
    counts: Counter[Slot] = Counter()
    items = set()
    for choice in decided:
        if choice.slot:
            counts[choice.slot] += 1 if choice.kind == "section" else -1
            items |= {choice.slot} if choice.kind == "item" else set()
    sections = {choice.slot for choice in decided if choice.slot and choice.kind == "section"}
    return frozenset(slot for slot in items & sections if counts[slot] >= 0)


def search(steps: Iterable[Step], counting: frozenset[Slot]) -> dict[int, Choice]:
    """`counting` are the slots whose numbers count sections."""
    states = [State()]
    for step in steps:
        if step.heading:
            states = prune(pass_heading(state, step.index, step.heading) for state in states)
        elif step.context and step.level:
            states = prune(pass_explicit(state, step.context, step.level) for state in states)
        else:
            states = prune(option for state in states for option in options(state, step, counting))
    return choices(states[0])


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


def options(state: State, step: Step, counting: frozenset[Slot]) -> Iterator[State]:
    """The readings that go on from `state`: the number is mere text, a section in one of its places, or a list item."""
    if step.context is None:
        return
    yield State(state.score, state.stack, state.last, state.head, (step.index, Choice("text", None)), state)
    for mark, as_section, as_item in step.looks:
        for stack, worth, note in section_places(state, mark):
            if mark.doubtful and not is_awaited(state, mark, worth):
                continue
            yield section_at(state, step.context, mark, stack, as_section + worth, note)
        if as_item is not None and slot_at(state.stack, mark, step.context) not in counting:
            for stack, worth in list_places(state, mark, step.context):
                yield item_at(state, step.context, mark, stack, as_item + worth)


def slot_at(stack: Stack, mark: Mark, context: Context) -> Slot | None:
    return slot_of(without_lists(stack), mark) if context.below_heading and mark.value == 1 else None


def is_awaited(state: State, mark: Mark, worth: float) -> bool:
    """What reads like a reference is a section where it goes on right after the last number of its kind."""
    return worth > 0 and (mark.scheme in state.last or mark.value == 1)


def section_at(state: State, context: Context, mark: Mark, stack: Stack, worth: float, note: str) -> State:
    chosen = context.index, Choice("section", mark, section_above(stack), note, slot_at(stack, mark, context))
    goes_on, announced = level_begun(state, stack, mark, context)
    worth -= announced_loss(mark) if goes_on and announced else 0.0
    opened = Open(True, mark.scheme, mark.reached, context.index, suffix=mark.suffix, announced=announced)
    last = {**state.last, mark.scheme: mark.reached}
    return State(state.score + worth, (*stack, opened), last, -1, chosen, state)


def level_begun(state: State, stack: Stack, mark: Mark, context: Context) -> tuple[bool, bool]:
    """Whether the number goes on with a level, and whether that level rather counts items: a sentence led up to it, or its first is missing."""
    before = state.stack[len(stack)] if len(state.stack) > len(stack) else None
    if before and before.section and before.scheme == mark.scheme:
        return True, before.announced
    is_led_up_to = context.intro or context.unfinished or goes_on_in_list(state.stack, mark)
    lacks_first = set(mark.values) != {1}
    return False, bool(state.stack) and mark.scheme in LISTABLE and (is_led_up_to or lacks_first)


def item_at(state: State, context: Context, mark: Mark, stack: Stack, worth: float) -> State:
    chosen = context.index, Choice("item", mark, section_above(stack), slot=slot_at(stack, mark, context))
    opened = Open(False, mark.scheme, mark.values, context.index, suffix=mark.suffix)
    return State(state.score + worth, (*stack, opened), state.last, state.head, chosen, state)


def section_above(stack: Stack) -> int:
    """The line index of the innermost open section, -1 for none."""
    return next((level.line for level in reversed(stack) if level.section), -1)
