"""Which words of an index look like one that is not in it."""

from collections.abc import Callable, Iterable

from search.language import compounds, edit_distance, german

SIMILAR = 3
LOOKED_AT = 80
PIECE = 5
# A shorter stem has too little left to tell words apart by.
STEM = 6

# Folded form, spelling to show, edits.
Like = tuple[str, str, int]


def nearest(form: str, words: Iterable[tuple[str, str]], df: Callable[[str], int]) -> list[Like]:
    """Of these words those within one edit (two in long words that begin alike): nearest and most common first.

    Whoever mistypes a word has its first letter right; two edits and another beginning make another word.
    """
    limit = edit_distance.allowed(form)
    near = [
        (other, shown, edits)
        for other, shown in words
        if (edits := apart(form, other, limit)) <= (limit if other[:1] == form[:1] else 1) and df(german.stem(other))
    ]
    fewest = min((edits for _other, _shown, edits in near), default=0)
    return sorted((word for word in near if word[2] == fewest), key=lambda word: -df(german.stem(word[0])))[:SIMILAR]


def apart(form: str, other: str, limit: int) -> int:
    """Edits between two words or, when fewer, between their stems: a typo in the singular of a word used in the plural."""
    if len(set(form) - set(other)) > limit + 2 or len(set(other) - set(form)) > limit + 2:
        return limit + 1
    whole = edit_distance.distance(form, other, limit)
    stems = german.stem(form), german.stem(other)
    return min(whole, edit_distance.distance(*stems, limit)) if min(map(len, stems)) >= STEM else whole


def begun_and_ended(form: str, frequency: Callable[[str], float]) -> tuple[str, ...]:
    """The longest indexed word that `form` begins with and the longest it ends with: what little is known of it."""
    cuts = range(len(form) - PIECE, PIECE - 1, -1)
    begun = next((base for cut in cuts for base in compounds.bases(form[:cut]) if frequency(base)), "")
    ended = next((form[-cut:] for cut in cuts if frequency(form[-cut:])), "")
    return tuple(piece for piece in (begun, ended) if len(piece) >= PIECE)
