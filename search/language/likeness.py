"""Which words of an index look like one that is not in it."""

import re
from collections.abc import Callable, Iterable

from search.language import compounds, edit_distance, german, slips

SIMILAR = 3
LOOKED_AT = 80
PIECE = 5
# A shorter stem has too little left to tell words apart by.
STEM = 6

# A typo of a word of so many letters costs that much at most; of shorter words each letter makes another.
TYPO_COSTS = ((4, 0.5), (5, 0.75), (6, 1.0), (8, 1.4), (9, 1.5), (13, 2.0), (german.MAX_WORD, 2.4))
# Who mistypes a word has its first letter right, but in words so long that nothing else could be meant.
FIRST_SWAPPED, FIRST_WRONG = 6, 8
SOUNDS = ((re.compile(r"[ae][iy]"), "ei"), (re.compile("ph"), "f"), (re.compile("th|dt"), "t"), (re.compile("ck"), "k"))
PREFIXES = (
    "ab", "an", "auf", "aus", "be", "bei", "ein", "ent", "er", "fest", "fort", "ge", "her", "hin", "hinter", "mit", "nach",
    "uber", "um", "un", "unter", "ver", "vor", "weg", "weiter", "zer", "zu", "zuruck",
)  # fmt: skip

# Folded form, edits.
Like = tuple[str, int]


def nearest(form: str, words: Iterable[str], df: Callable[[str], int]) -> list[Like]:
    """Of these words those within one edit (two in long words that begin alike): nearest and most common first.

    What makes another word, not the same one mistyped, tells `is_typo`.
    """
    limit = edit_distance.allowed(form)
    near = [
        (other, edits)
        for other in words
        if (edits := apart(form, other, limit)) <= limit
        and is_typo_in_any_shape(form, other)
        and df(german.stem(other))
    ]
    fewest = min((edits for _other, edits in near), default=0)
    return sorted((word for word in near if word[1] == fewest), key=lambda word: -df(german.stem(word[0])))[:SIMILAR]


def is_typo_in_any_shape(typed: str, other: str) -> bool:
    """As `is_typo`, of the words or of their stems: a typo in the singular of a word used in the plural."""
    stems = german.stem(typed), german.stem(other)
    return is_typo(typed, other) or (min(map(len, stems)) >= STEM and stems != (typed, other) and is_typo(*stems))


def is_typo(typed: str, other: str) -> bool:
    """Whether `other` may have been meant. Not where one begins the other (Mayer, may), nor by another first letter in
    short words (Olena, Lena), nor by another prefix (Anmeldung, Abmeldung)."""
    first, second = german.fold(typed), german.fold(other)
    if not may_be_one(first, second):
        return False
    if sound(first) == sound(second):
        return True
    cost, longest = slips.between(first, second), max(len(first), len(second))
    if first[0] == second[0]:
        return cost <= next((most for length, most in TYPO_COSTS if longest <= length), TYPO_COSTS[-1][1])
    if first[:2] == second[1::-1]:
        return longest >= FIRST_SWAPPED and cost <= slips.SWAPPED
    return longest >= FIRST_WRONG and cost <= slips.ONE_LETTER


def may_be_one(first: str, second: str) -> bool:
    shorter, longer = sorted((first, second), key=len)
    if first == second or len(shorter) < 4 or len(longer) - len(shorter) > 2 or not (first + second).isalpha():
        return False
    if longer.startswith(shorter):
        return longer == shorter + shorter[-1]
    return without_prefix(first).isdisjoint(without_prefix(second))


def sound(form: str) -> str:
    for pattern, said in SOUNDS:
        form = pattern.sub(said, form)
    return form


def without_prefix(form: str) -> set[str]:
    """Ansprache and Absprache, Vertrag and Ertrag are the same without, and no typos of each other."""
    rests = (form[len(prefix) :] for prefix in PREFIXES if form.startswith(prefix))
    return {form, *(rest for rest in rests if len(rest) >= 4)}


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
