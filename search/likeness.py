"""Which words of an index look like one that is not in it."""

from collections.abc import Callable, Iterable

from . import german

SIMILAR = 3
LOOKED_AT = 80
PIECE = 5

# Folded form, spelling to show, edits.
Like = tuple[str, str, int]


def nearest(form: str, words: Iterable[tuple[str, str]], df: Callable[[str], int]) -> list[Like]:
    """Of these words those within one edit (two from six letters on): nearest and most common first."""
    limit = 1 if len(form) < 6 else 2
    near = [
        (other, shown, edits)
        for other, shown in words
        if (edits := apart(form, other, limit)) <= limit and df(german.stem(other))
    ]
    fewest = min((edits for _other, _shown, edits in near), default=0)
    return sorted((word for word in near if word[2] == fewest), key=lambda word: -df(german.stem(word[0])))[:SIMILAR]


def apart(form: str, other: str, limit: int) -> int:
    """Edits between two words or, when fewer, between their stems: a typo in the singular of a word used in the plural."""
    return min(german.distance(form, other, limit), german.distance(german.stem(form), german.stem(other), limit))


def begun_and_ended(form: str, frequency: Callable[[str], float]) -> tuple[str, ...]:
    """The longest indexed word that `form` begins with and the longest it ends with: what little is known of it."""
    cuts = range(len(form) - PIECE, PIECE - 1, -1)
    begun = next((base for cut in cuts for base in german.bases(form[:cut]) if frequency(base)), "")
    ended = next((form[-cut:] for cut in cuts if frequency(form[-cut:])), "")
    return tuple(piece for piece in (begun, ended) if len(piece) >= PIECE)
