"""Where a number can stand after the numbers before it, and how well it fits there."""

from collections.abc import Iterator

from pages.importer.sections.line_marks import DIVISIONS, Mark
from pages.importer.sections.plausibility import FORMAL, LISTABLE
from pages.importer.sections.states import Open, Stack, State, without_lists
from pages.importer.sections.surroundings import Context

REPEATED = -3.0
RESTART = 0.5
# Clauses of one section are not counted in two ways.
MIXED = -4.0
# What goes on with a list begins no sections.
TORN = -4.0
# Lower ranks stand above higher ones; a decimal number ranks between "(n)" and the paragraph, by how many parts it has.
RANKS = {
    **{name: 0.3 * place for place, name in enumerate(DIVISIONS)}, "I.": 3, "I)": 3, "A.": 3, "A)": 3, "A": 3, "§": 4, "artikel": 4,
    "(n)": 6, "n)": 7, "a)": 7, "a.": 7, "(a)": 7, "aa)": 8, "i)": 9, "i.": 9, "(i)": 9,
}  # fmt: skip
PARTS = {"I.", "A.", "I)", "A)", "A"}
COUNTING = LISTABLE - PARTS
MIXABLE = COUNTING | {"§", "artikel"}
CONTAINERS = {"annex", "part", "head", "signatures"}

Place = tuple[Stack, float, str]


def succession(last: tuple[int, ...], values: tuple[int, ...], suffixes: tuple[str, str] = ("", "")) -> float | None:
    """Worth of `values` right after `last`: next, child, one level up, one skipped, the same again; None when it cannot follow."""
    if values == last:
        return 2.0 if suffixes[1] > suffixes[0] else REPEATED
    common = 0
    while common < min(len(last), len(values)) and last[common] == values[common]:
        common += 1
    rest = values[common:]
    if common == len(last):
        return worth_below(rest)
    return worth_beside(rest[0] - last[common], rest[1:], len(values)) if rest else None


def worth_below(parts: tuple[int, ...]) -> float | None:
    """For the parts that a number adds to the one before it: 3.1 after 3; 3.1.1 skips a level, 3.2 a number."""
    if parts == (1,):
        return 2.5
    if set(parts) == {1}:
        return 0.5
    return -0.5 if parts == (2,) else None


def worth_beside(step: int, below: tuple[int, ...], size: int) -> float | None:
    """For a number whose first differing part is `step` larger; `below` are its parts behind that one."""
    starts_anew = set(below) <= {1}
    if step == 1:
        return 2.0 if starts_anew else -1.0
    if step == 2:
        return -1.0 if starts_anew else -2.0
    return -2.5 if step == 3 and size > 1 else None


def section_places(state: State, mark: Mark) -> Iterator[Place]:
    """Where a section with this number can stand: (levels that stay open above it, worth, "" or "gap" or "duplicate")."""
    stack = without_lists(state.stack)
    if mark.scheme == "decimal":
        yield from decimal_places(state, stack, mark)
        return
    for depth in range(len(stack) - 1, -1, -1):
        level = stack[depth]
        if level.scheme == mark.scheme and not level.level:
            worth = succession(level.values, mark.values, (level.suffix, mark.suffix))
            if worth is None:
                worth = worth_of_jump(level, mark)
            if worth is not None:
                yield stack[:depth], worth, note_of(worth)
            if mark.value == 1 and state.head > level.line:
                yield stack[:depth], RESTART, "restart"
            return
    yield from first_places(state, stack, mark)


def worth_of_jump(level: Open, mark: Mark) -> float | None:
    """§§ that were dropped leave a wide gap; a number that counts something else as well does not go on that far."""
    step = mark.value - level.values[-1]
    return max(-2.0 - 0.1 * step, -4.0) if mark.scheme in FORMAL and step > 0 and not mark.doubtful else None


def note_of(worth: float) -> str:
    return "duplicate" if worth == REPEATED else "gap" if worth < 0 else ""


def decimal_places(state: State, stack: Stack, mark: Mark) -> Iterator[Place]:
    chain = [depth for depth, level in enumerate(stack) if level.scheme == "decimal" and not level.level]
    if chain:
        yield from places_in_chain(state, stack, chain, mark)
    elif stack and stack[-1].scheme in FORMAL | {"decimal"} and len(mark.values) > 1:
        yield from places_below_formal(state, stack, mark)
    else:
        yield from first_places(state, stack, mark)


def places_in_chain(state: State, stack: Stack, chain: list[int], mark: Mark) -> Iterator[Place]:
    last = stack[chain[-1]]
    worth = succession(last.values, mark.values, (last.suffix, mark.suffix))
    if worth is not None:
        worth = min(worth, -1.0) if mark.suffix and mark.values != last.values else worth
        yield above_decimal(stack, chain[0], mark.values), worth, note_of(worth)
    if mark.values == (1,) and state.head > last.line:
        yield stack[: chain[0]], RESTART, "restart"


def places_below_formal(state: State, stack: Stack, mark: Mark) -> Iterator[Place]:
    """A number like 4.1 tells which § 4 it belongs to."""
    if mark.values[0] == stack[-1].values[-1]:
        yield (stack, 2.5, "") if mark.values[1:] == (1,) else (stack, -1.0, "gap")
        return
    yield from below_same_number(stack, mark)
    yield from first_places(state, stack, mark)


def below_same_number(stack: Stack, mark: Mark) -> Iterator[Place]:
    """Below the innermost level whose number is the first part of this one: 4.2 below § 4."""
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth].values[-1:] == mark.values[:1]:
            yield stack[: depth + 1], -1.0, "gap"
            return


def above_decimal(stack: Stack, first: int, values: tuple[int, ...]) -> Stack:
    """Keeps what stands above the chain and those of its numbers that `values` begins with."""
    kept = list(stack[:first])
    for level in stack[first:]:
        size = len(level.values)
        if level.scheme != "decimal" or size >= len(values) or values[:size] != level.values:
            break
        kept.append(level)
    return tuple(kept)


def first_places(state: State, stack: Stack, mark: Mark) -> Iterator[Place]:
    """As the first of a new level, or going on with a numbering that runs through the document."""
    worth, note = worth_as_first(state.last.get(mark.scheme), mark)
    worth += TORN if goes_on_in_list(state.stack, mark) else 0.0
    for depth in range(len(stack), 0, -1):
        above = stack[depth - 1]
        penalty = misplaced(above, mark) + (MIXED if mixes(stack[depth:], state.head, mark) else 0.0)
        yield stack[:depth], worth + penalty, note
        if penalty == 0.0 or above.scheme in CONTAINERS:
            return
    yield (), worth + (MIXED if mixes(stack, state.head, mark) else 0.0), note


def mixes(closed: Stack, head: int, mark: Mark) -> bool:
    """True when numbers of another kind counted here just now; a heading since then begins something new."""
    if mark.scheme not in COUNTING:
        return False
    return any(level.scheme in MIXABLE and not level.level and level.line > head for level in closed)


def worth_as_first(last: tuple[int, ...] | None, mark: Mark) -> tuple[float, str]:
    """(worth, note); `last` is the newest number of the same scheme anywhere above."""
    if last is not None and (succession(last, mark.values, ("", mark.suffix)) or REPEATED) > 0:
        return 2.0, ""
    if set(mark.values) != {1}:
        return (-3.0 if mark.scheme in FORMAL else -4.0), "gap"
    return (1.0 if last else 0.5), ""


def misplaced(above: Open, mark: Mark) -> float:
    """Penalty for a new level of this kind directly below `above`."""
    if above.scheme in CONTAINERS:
        return 0.0
    if above.scheme == mark.scheme:
        return -8.0
    if mark.value == 1 and mark.scheme in DIVISIONS and above.scheme in DIVISIONS:
        return 0.0
    if mark.scheme in PARTS and above.scheme in {"decimal", "§", "artikel"}:
        return -1.0
    if mark.scheme in PARTS and above.scheme in PARTS:
        return 0.0
    return 0.0 if rank(mark.scheme, len(mark.values)) > rank(above.scheme, len(above.values)) else -5.0


def rank(scheme: str, size: int) -> float:
    return 4.2 + 0.2 * size if scheme == "decimal" else RANKS.get(scheme, 5)


def list_places(state: State, mark: Mark, context: Context) -> Iterator[tuple[Stack, float]]:
    """As an item of an open list, or as the first item of a new one: also of one that begins anew below text behind the open one."""
    depth = open_list(state.stack, mark.scheme)
    if depth is None:
        if len(mark.values) == 1:
            yield state.stack, worth_as_first_item(mark, context)
        return
    worth = worth_in_list(state.stack[depth].values, mark.values)
    if worth is not None:
        yield state.stack[:depth], worth - (1.0 if context.prose_before else 0.0)
    elif mark.value == 1 and is_announced(context):
        yield state.stack[:depth], worth_as_first_item(mark, context)


def goes_on_in_list(stack: Stack, mark: Mark) -> bool:
    depth = open_list(stack, mark.scheme)
    return depth is not None and (worth_in_list(stack[depth].values, mark.values) or 0.0) > 0


def worth_in_list(last: tuple[int, ...], values: tuple[int, ...]) -> float | None:
    """As the next item, one after a skipped one, or a part of the last one: 1.1 after 1."""
    worth = succession(last, values)
    if worth is None or worth == REPEATED:
        return None
    return 3.0 if worth >= 2.0 else -0.5


def worth_as_first_item(mark: Mark, context: Context) -> float:
    return (0.3 if mark.value == 1 else -4.0) - (0.0 if is_announced(context) else 1.0)


def is_announced(context: Context) -> bool:
    return bool(context.intro or context.unfinished or context.in_parties)


def open_list(stack: Stack, scheme: str) -> int | None:
    """The depth of the innermost open list with this scheme."""
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth].section:
            return None
        if stack[depth].scheme == scheme:
            return depth
    return None
