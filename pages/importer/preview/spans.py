"""Numbers as people list them: "3–7, 12"."""

from collections.abc import Iterable, Iterator


def spans(numbers: Iterable[int]) -> str:
    return ", ".join(f"{first}–{last}" if last > first else str(first) for first, last in runs(sorted(set(numbers))))


def runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of numbers that follow each other without a hole."""
    first = None
    for at, number in enumerate(numbers):
        first = number if first is None else first
        if at + 1 == len(numbers) or numbers[at + 1] != number + 1:
            yield first, number
            first = None
