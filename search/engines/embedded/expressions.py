"""A condition as FTS5 takes it."""

from collections.abc import Iterable, Sequence

from search.answering.vocabulary import Variant
from search.answering.wanted import BETWEEN_WORDS, AllOf, AnyOf, Condition

# Words in a row are looked for where they stand as they were written, not among forms and parts of words.
AS_WRITTEN = "{heading path title text}"


def quoted(stem: str) -> str:
    """A stem as FTS5 takes it, whatever characters it has."""
    return '"' + stem.replace('"', "") + '"'


def near(stems: Iterable[str]) -> str:
    words = list(map(quoted, stems))
    # What stands between the first and the last of them, the others included.
    return f"{AS_WRITTEN} : NEAR({' '.join(words)}, {BETWEEN_WORDS + len(words) - 2})"


def row(stems: Sequence[str]) -> str:
    return f"{AS_WRITTEN} : {quoted(' '.join(stems))}"


def variant(one: Variant) -> str:
    if len(one.stems) == 1:
        return quoted(one.stems[0])
    return "(" + " AND ".join(map(quoted, one.stems)) + ")" if one.is_bag else f"({near(one.stems)})"


def any_of(one: AnyOf) -> str:
    return "(" + " OR ".join([*map(variant, one.variants), *map(all_of, one.parts)]) + ")"


def all_of(one: AllOf) -> str:
    return "(" + " AND ".join(map(any_of, one.parts)) + ")"


def restricted(expression: str, condition: Condition) -> str:
    """With all phrases, and nothing that is excluded."""
    whole = " AND ".join([expression, *(f"({row(phrase)})" for phrase in condition.phrases)])
    return f"({whole})" + "".join(f" NOT ({row(phrase)})" for phrase in condition.excluded)
