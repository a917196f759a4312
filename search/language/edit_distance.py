"""How far two spellings are apart."""

TWO_EDITS = 9


def allowed(form: str) -> int:
    """How many edits a typo of that word may have: in shorter words two make as often another word as the same."""
    return 1 if len(form) < TWO_EDITS else 2


def middles(one: str, other: str) -> tuple[str, str]:
    """Two words without what they begin and end with alike: that takes no edits."""
    same = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        same += 1
    one, other = one[same:], other[same:]
    same = 0
    for a, b in zip(reversed(one), reversed(other), strict=False):
        if a != b:
            break
        same += 1
    return (one[:-same], other[:-same]) if same else (one, other)


def distance(one: str, other: str, limit: int) -> int:
    """Edits (letter more, less, other, two swapped) from one word to the other; limit + 1 when there are more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    one, other = middles(one, other)
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
