"""What a document must have to be a hit, as every engine can look it up: words joined by and, or, and not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from search.answering.vocabulary import Variant

# A hit meets this share of the query; of a long question, or together with its main word, this much of that suffices.
NEEDED = 0.33
LONG_QUESTION = 4
LENIENT = 0.7
# So many concepts are weighed against each other, the weightiest; a condition on all would grow beyond measure.
DECIDING = 6
# So many words may stand between those of a name: "Agentur für Arbeit".
BETWEEN_WORDS = 3


class Wish(NamedTuple):
    """One concept: the variants by which it is met, and what it is worth."""

    variants: tuple[Variant, ...]
    worth: float


class AnyOf(NamedTuple):
    """`variants`: one of them; `parts`: one of these holds."""

    variants: tuple[Variant, ...] = ()
    parts: tuple["AllOf", ...] = ()


class AllOf(NamedTuple):
    """All of these hold."""

    parts: tuple[AnyOf, ...]


@dataclass(frozen=True)
class Condition:
    """`wishes` are all concepts, weightiest first; `enough` what is a hit, None where nothing typed is known.

    `phrases` must be there word for word, `excluded` must not. `cited` are documents that are hits whatever their words.
    """

    wishes: tuple[Wish, ...] = ()
    enough: AnyOf | None = None
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    cited: tuple[tuple[str | int, ...], ...] = ()


def enough(wishes: Sequence[Wish], typed: int) -> AnyOf | None:
    """What meets enough of the query by worth: a missing word counts against it, the main word for it.

    `wishes` are weightiest first, those without variants among them; `typed` is how many concepts were typed.
    """
    deciding = tuple(wishes[:DECIDING])
    whole = sum(wish.worth for wish in deciding)
    needed = whole * (NEEDED if typed < LONG_QUESTION else NEEDED * LENIENT)
    if not deciding:
        return None
    main, rest = deciding[0], deciding[1:]
    parts: list[AllOf] = []
    if main.variants:
        with_main = at_least(rest, needed * LENIENT - main.worth)
        if with_main is not None:
            parts.append(AllOf((AnyOf(main.variants), *with_main)))
    without = at_least(rest, needed)
    if without:
        parts.append(AllOf(without))
    return AnyOf(parts=tuple(parts)) if parts else None


@lru_cache(maxsize=256)
def at_least(wishes: tuple[Wish, ...], needed: float) -> tuple[AnyOf, ...] | None:
    """All of which must hold so that concepts of this worth are met: () for no condition, None where it cannot be."""
    if needed <= 0:
        return ()
    if not wishes or sum(wish.worth for wish in wishes if wish.variants) < needed:
        return None
    first, rest = wishes[0], wishes[1:]
    taken = at_least(rest, needed - first.worth) if first.variants else None
    left = at_least(rest, needed)
    options = [AllOf((AnyOf(first.variants), *taken))] if taken is not None else []
    if left is None:
        return options[0].parts if options else None
    if not left:
        return ()
    return (AnyOf(parts=(*options, AllOf(left))),) if options else left


def every(wishes: Iterable[Wish]) -> AllOf:
    """All concepts that are known at all."""
    return AllOf(tuple(AnyOf(wish.variants) for wish in wishes if wish.variants))
