"""How far two spellings are apart."""

# From so many letters on two edits still leave a word that is like no other.
TWO_EDITS = 9


def allowed(form: str) -> int:
    """How many edits a typo of that word may have: in shorter words two make as often another word as the same."""
    return 1 if len(form) < TWO_EDITS else 2


def middles(first: str, second: str) -> tuple[str, str]:
    """Two words without what they begin and end with alike: that takes no edits."""
    same = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        same += 1
    first, second = first[same:], second[same:]
    same = 0
    for a, b in zip(reversed(first), reversed(second), strict=False):
        if a != b:
            break
        same += 1
    return (first[:-same], second[:-same]) if same else (first, second)


def distance(first: str, second: str, limit: int) -> int:
    """Edits (letter more, less, other, two swapped) from one word to the other; limit + 1 when there are more."""
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    first, second = middles(first, second)
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        older, before, row = before, row, [i]
        for j, opposite in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == second[j - 2] and first[i - 2] == opposite:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
