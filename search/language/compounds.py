"""German compounds: the words in a word, by how frequent its pieces are."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.language.german import MAX_WORD
from search.language.word_lists import NEVER_PARTS, SHORT_PARTS

MIN_COMPOUND = 7
MIN_PART = 4
# In powers of ten of a word's frequency: what one part more must win, and what a division may cost at all.
PART_COST = 1.5
MAX_COST = 9.0
IMPOSSIBLE: tuple[float, list[tuple[str, str]]] = (-math.inf, [])
# What German puts between the parts: Amts-, Bundes-, Zahlen-, Kinder-.
LINKS = ("", "s", "es", "n", "en", "er", "e")


@dataclass(frozen=True)
class Compound:
    """The words in a compound: `parts` the fewest that make it up, `atoms` the smallest, `spans` all others in it.

    Migrationsberatungsstelle: parts Migration, Beratungsstelle; atoms Migration, Beratung, Stelle; spans
    Migrationsberatung, Beratungsstelle.
    """

    parts: tuple[str, ...] = ()
    atoms: tuple[str, ...] = ()
    spans: tuple[str, ...] = ()


def threshold(length: int) -> float:
    """How frequent a word of that length must be to count as part of a compound: short ones are often noise."""
    return {3: 1e-6, 4: 3e-6, 5: 1e-6, 6: 5e-7}.get(length, 3e-8 if length < 10 else 1e-8)


def worth(word: str, frequency: Callable[[str], float]) -> float:
    """How well a word does as a part, 0 at best; minus infinity when it cannot be one."""
    known = frequency(word) if len(word) >= MIN_PART or word in SHORT_PARTS else 0.0
    if word in NEVER_PARTS or known < threshold(len(word)):
        return -math.inf
    return math.log10(min(known, 1e-5)) + 5


def bases(piece: str) -> Iterator[str]:
    """The words that `piece` can stand for at the front of a compound, linking letters taken off: Verwendungs- → Verwendung."""
    for link in LINKS:
        if piece.endswith(link) and len(piece) - len(link) >= 3:
            yield piece[: len(piece) - len(link)]


def modifiers(piece: str) -> Iterator[str]:
    """As `bases`, and the word that lost its last letter: Schul- → Schule."""
    yield from bases(piece)
    yield piece + "e"


def best_modifier(piece: str, frequency: Callable[[str], float]) -> tuple[float, str]:
    return max((worth(base, frequency) - 0.5 * (len(base) > len(piece)), base) for base in modifiers(piece))


def tail_worth(word: str, frequency: Callable[[str], float]) -> float:
    endings = [word[:-length] for length in (1, 2) if word[-length:] in {"s", "n", "e", "en", "es"}]
    return max(worth(word, frequency), *(worth(base, frequency) - 0.1 for base in endings), -math.inf)


def segments(word: str, frequency: Callable[[str], float]) -> list[tuple[str, str]]:
    """The best few words that make up `word`, each as it stands there and by itself; only `word` if it is no compound."""
    # For each place the best way to divide the word from there on, found from the end towards the beginning.
    best: dict[int, tuple[float, list[tuple[str, str]]]] = {}
    for start in range(len(word) - 3, -1, -1):
        options = [(tail_worth(word[start:], frequency), [(word[start:], word[start:])])] if start else []
        for cut in (cut for cut in best if cut - start >= 3):
            value, base = best_modifier(word[start:cut], frequency)
            options.append((value + best[cut][0] - PART_COST, [(word[start:cut], base), *best[cut][1]]))
        option = max(options, default=IMPOSSIBLE, key=lambda option: option[0])
        if option[0] > -math.inf:
            best[start] = option
    cost, parts = best.get(0, IMPOSSIBLE)
    return parts if cost >= -MAX_COST and is_rarer(word, parts, frequency) else [(word, word)]


def is_rarer(word: str, parts: list[tuple[str, str]], frequency: Callable[[str], float]) -> bool:
    """Whether a word is rare beside its rarest part, as compounds are; a common one only looks like a compound."""
    rarest = min((frequency(base) or 1.0 for _piece, base in parts), default=0.0)
    return rarest >= frequency(word) * 0.3


def atoms(parts: list[tuple[str, str]], frequency: Callable[[str], float]) -> list[tuple[str, str]]:
    """The parts of the parts, each as it stands in the whole word and by itself."""
    smallest: list[tuple[str, str]] = []
    for piece, base in parts:
        inner = segments(base, frequency) if len(base) >= MIN_COMPOUND else [(base, base)]
        before = sum(len(part) for part, _base in inner[:-1])
        smallest += [*inner[:-1], (piece[before:], inner[-1][1])]
    return smallest


def split(word: str, frequency: Callable[[str], float]) -> Compound:
    """The words inside `word`, none if it is no compound; `frequency` tells how often a word occurs (0 for none)."""
    parts = segments(word, frequency) if MIN_COMPOUND <= len(word) <= MAX_WORD else []
    if len(parts) < 2:
        return Compound()
    small = atoms(parts, frequency)
    smallest = tuple(base for _piece, base in small)
    spans = [*(base for _piece, base in parts), *spans_of(small)]
    return Compound(
        tuple(base for _piece, base in parts),
        smallest,
        tuple(span for span in dict.fromkeys(spans) if span not in smallest),
    )


def spans_of(small: Sequence[tuple[str, str]]) -> Iterator[str]:
    """The words that two or more atoms in a row make, but for all of them."""
    for size in range(2, len(small)):
        for first in range(len(small) - size + 1):
            *before, (_piece, last) = small[first : first + size]
            yield "".join(piece for piece, _base in before) + last


@lru_cache(maxsize=1)
def dictionary() -> dict[str, float]:
    """German words and their frequencies; takes half a second the first time, so only indexing asks for it."""
    from wordfreq import get_frequency_dict

    return get_frequency_dict("de", "best")


def dictionary_parts(word: str) -> Compound:
    """The parts of a word in its real spelling, by the general dictionary; participles (festgehalten) hold no nouns."""
    compound = split(word.lower(), lambda part: dictionary().get(part, 0.0))
    # Spelled with a small letter and ending like a participle, it is one: festgehalten is no Fest.
    is_verb = word.islower() and bool(compound.parts) and bool(re.fullmatch(r"ge\w+(?:t|en)", compound.parts[-1]))
    return Compound() if is_verb else compound
