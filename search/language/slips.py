"""How likely it is that one word was meant and the other typed: slips of the finger and of the ear cost less than others."""

from itertools import pairwise

from search.language import edit_distance

SWAPPED, DOUBLED, SOUNDS_ALIKE, ONE_LETTER, OTHER_LETTER = 0.5, 0.5, 0.75, 1.0, 1.4
VOWELS = frozenset("aeiouy")
ROWS = ("qwertzuiop", "asdfghjkl", "yxcvbnm")
ALIKE = frozenset(map(frozenset, ("iy", "ij", "dt", "bp", "gk", "ck", "sz", "cz", "fv", "vw", "mn", "qk")))


def neighbours() -> frozenset[frozenset[str]]:
    """Keys that lie side by side, or one below the other in the staggered rows."""
    side = [{row[at], row[at + 1]} for row in ROWS for at in range(len(row) - 1)]
    below = [
        {upper[at + shift], lower[at]}
        for upper, lower in pairwise(ROWS)
        for shift in (0, 1)
        for at in range(len(lower))
        if at + shift < len(upper)
    ]
    return frozenset(map(frozenset, side + below))


NEIGHBOURS = neighbours()


def replaced(letter: str, other: str) -> float:
    if letter == other:
        return 0.0
    pair = frozenset((letter, other))
    return SOUNDS_ALIKE if pair in ALIKE else ONE_LETTER if pair in NEIGHBOURS else OTHER_LETTER


def left_out(word: str, at: int) -> float:
    """A letter that is heard without being written: the second of two, h and e that lengthen a vowel."""
    letter, before = word[at], word[at - 1] if at else ""
    is_silent = (letter == "h" and before in VOWELS) or (letter == "e" and before == "i")
    return DOUBLED if before and (letter == before or is_silent) else ONE_LETTER


def between(first: str, second: str) -> float:
    """The least that it costs to come from one word to the other."""
    start = next(
        (at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )
    one, other = map(len, edit_distance.middles(first, second))
    row = [0.0]
    for j in range(other):
        row.append(row[-1] + left_out(second, start + j))
    before: list[float] = []
    for i in range(one):
        older, before, row = before, row, [row[0] + left_out(first, start + i)]
        for j in range(other):
            a, b = start + i, start + j
            cost = min(
                before[j + 1] + left_out(first, a),
                row[j] + left_out(second, b),
                before[j] + replaced(first[a], second[b]),
            )
            if i and j and first[a] == second[b - 1] and first[a - 1] == second[b]:
                cost = min(cost, older[j - 1] + SWAPPED)
            row.append(cost)
    return row[-1]
