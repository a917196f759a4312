"""What counts as a German word: dictionary forms, frequencies, compounds and prefixes.

wordfreq and simplemma are imported at first use: together they take half a second that no other command should wait for.
"""

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from pages.importer import word_lists

DICTIONARY, COMPOUND, SEEN, UNKNOWN = 3, 2, 1, 0
WORDS = word_lists.load("lexicon")
RARE_LINKS: tuple[str, ...] = tuple(WORDS["rare_links"])
LINKS = ("", *WORDS["links"], *RARE_LINKS)
FRONT_LINKS = ("", "s", "n")
PREFIXES: tuple[str, ...] = tuple(WORDS["prefixes"])
DERIVED = re.compile(rf"^(.{{4,}}?)(?:s|es|n|en)?(?:{word_lists.any_of(WORDS['suffixes'])})(?:e|en|er|es|em)?$")
ENDINGS = ("", "en", "n", "e")
SHORTEST_COMPOUND = 8
SHORT_PARTS = 4.0
PART = 2.0
LEAST_PART = {3: SHORT_PARTS, 4: 3.0, 5: 2.3, 6: PART, 7: PART}
SPOKEN = 2.5


@cache
def frequencies() -> dict[str, float]:
    from wordfreq import get_frequency_dict

    return get_frequency_dict("de")


@lru_cache(maxsize=200_000)
def zipf(word: str) -> float:
    """Frequency on the Zipf scale: 6 is "der", 3 a word known to all, 0 unheard of."""
    share = frequencies().get(word.casefold(), 0.0)
    return math.log10(share) + 9 if share else 0.0


@cache
def dictionary() -> Mapping[str, str]:
    from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY

    return DEFAULT_DICTIONARY_FACTORY.get_dictionary("de")


@lru_cache(maxsize=200_000)
def in_dictionary(word: str) -> bool:
    """As written, or with its first letter small or large."""
    other = word.lower() if word[:1].isupper() else word.capitalize()
    return dictionary().get(word) is not None or dictionary().get(other) is not None


@lru_cache(maxsize=100_000)
def level(word: str) -> int:
    """DICTIONARY, COMPOUND (of dictionary words), SEEN (only in frequency lists, often names) or UNKNOWN."""
    lower = word.lower()
    if in_dictionary(lower):
        return DICTIONARY
    if parts(lower) or is_derived(lower):
        return COMPOUND
    return SEEN if zipf(lower) >= SPOKEN else UNKNOWN


@lru_cache(maxsize=100_000)
def parts(word: str) -> tuple[str, ...]:
    """The dictionary words a compound or prefixed word is made of, () when it is none."""
    return (prefixed(word) or compound(word)) if len(word) >= SHORTEST_COMPOUND else ()


def prefixed(word: str) -> tuple[str, ...]:
    if not word.startswith(PREFIXES):
        return ()
    for prefix in PREFIXES:
        rest = word[len(prefix) :]
        if word.startswith(prefix) and len(rest) >= 4 and in_dictionary(rest) and zipf(rest) >= PART:
            return prefix, rest
    return ()


def compound(word: str) -> tuple[str, ...]:
    """Of all ways to take it apart the one with the fewest parts; the shortest last part decides between equals."""
    best: tuple[str, ...] = ()
    for cut in range(len(word) - 3, 2, -1):
        tail = word[cut:]
        front = front_parts(word[:cut]) if is_part(tail) else ()
        if front and (not best or len(front) + 1 < len(best)):
            best = (*front, tail)
    return best


def is_derived(word: str) -> bool:
    """An adjective made of a dictionary word or compound: "bürgerschaftliche", "zurechenbaren"."""
    match = DERIVED.match(word)
    if not match:
        return False
    stems = [match[1] + ending for ending in ENDINGS]
    return any(is_part(stem) or (len(match[1]) > 8 and parts(stem)) for stem in stems)


def front_parts(head: str) -> tuple[str, ...]:
    """The parts of what stands before the last part, its link taken off."""
    for stem in stems_before(head, LINKS):
        if len(stem) >= 3 and is_part(stem):
            return (stem,)
    for stem in stems_before(head, FRONT_LINKS):
        if len(stem) >= 7 and (inner := parts(stem)):
            return inner
    return ()


def stems_before(head: str, links: tuple[str, ...]) -> Iterator[str]:
    return (head[: len(head) - len(link)] for link in links if head.endswith(link))


@lru_cache(maxsize=100_000)
def is_part(word: str) -> bool:
    if len(word) < 3 or word.casefold() not in frequencies():
        return False
    return zipf(word) >= LEAST_PART.get(len(word), 1.0) and in_dictionary(word)


def is_word(word: str) -> bool:
    """Also the front of a split compound: "Integrations-", "Ansprech-"."""
    return level(word) >= COMPOUND or is_front(word)


def is_front(word: str) -> bool:
    lower = word.lower()
    return bool(front_parts(lower)) or any(in_dictionary(lower + ending) for ending in ENDINGS[1:])


@lru_cache(maxsize=100_000)
def worth(word: str) -> float:
    """How plausible the word is on its own, comparable between candidates for one place."""
    known = level(word)
    if known == DICTIONARY:
        return 3.0 + 0.5 * max(zipf(word), 1.0)
    if known == COMPOUND:
        made_of = parts(word.lower())
        if not made_of:
            return 3.0 + 0.3 * min(zipf(word), 3.0)
        weakest = min(zipf(part) for part in made_of)
        odd = 0.5 if has_rare_link(word.lower(), made_of) else 0.0
        return 2.0 + 0.35 * min(weakest, 5.0) - 0.3 * (len(made_of) - 2) + 0.3 * min(zipf(word), 3.0) - odd
    return 0.8 * zipf(word)


def has_rare_link(word: str, made_of: tuple[str, ...]) -> bool:
    gap = len(word) - sum(len(part) for part in made_of)
    return gap > 1 and not word.startswith(PREFIXES) and any(word.startswith(made_of[0] + link) for link in RARE_LINKS)
