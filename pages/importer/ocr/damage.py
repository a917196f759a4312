"""Whether a document is a damaged scan at all. A clean one is left alone: what it shows itself must prove the damage."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from pages.importer.ocr import lexicon
from pages.importer.ocr.confusions import ANYWHERE, Used, certain_text, is_umlaut, variants
from pages.importer.ocr.foreign import is_sound_elsewhere
from pages.importer.ocr.languages import GERMAN
from pages.importer.ocr.tokens import Token

SAMPLE = 6000
SOUND_SHARE = 0.04
MIN_ODD, ODD_SHARE = 3, 0.0004
LETTERS = re.compile(r"[^\W\d_]{2,}")
UMLAUT = re.compile(r"[äöüßÄÖÜ]")
ODD = re.compile(
    r"[b-hj-zäöüß]ii[a-zäöü]|[a-zäöü]B(?![A-ZÄÖÜ])|[a-zäöü][0-9|!{][a-zäöü]|[a-zäöü]?[éèêáàâãåùúûòóôõíìï][a-zäöü]{2}|[({]i[bf][a-z]"
)
# In 720 clean texts at most 0.14 % of the words and an eighth of the unknown ones could be damage; of a scan in which two letters
# of a thousand are misread it is 0.2 % and a quarter.
MIN_WORDS, MIN_KINDS = 5, 4
MIN_SHARE, MIN_EXPLAINED = 0.0018, 0.16
COST, USUAL, MORE_USUAL = 1.6, 2.5, 1.5
BLIND = 0.03
MANY_KINDS = 12


def looks_clean(texts: Sequence[str]) -> bool:
    """Without a dictionary: nearly every tenth German word has an umlaut or ß, and damage leaves letters and small words that none has."""
    words = [word for text in texts for word in LETTERS.findall(text)]
    odd = len(ODD.findall("\n".join(texts))) + sum(1 for word in words if word in misread_small_words())
    is_odd = odd >= MIN_ODD and odd >= ODD_SHARE * len(words)
    return not words or (not is_odd and umlaut_share(words) >= SOUND_SHARE)


def umlaut_share(words: Sequence[str]) -> float:
    return sum(1 for word in words if UMLAUT.search(word)) / max(len(words), 1)


@cache
def misread_small_words() -> frozenset[str]:
    """ "wcrden", "nieht": what the small words become, in the four letters or more that make it hardly another word."""
    return (
        frozenset(
            word[:at] + written + word[at + len(printed) :]
            for word in GERMAN
            if len(word) > 3
            for written, printed, _cost in ANYWHERE
            for at in range(len(word))
            if word.startswith(printed, at)
        )
        - GERMAN
    )


def is_damaged(tokens: Sequence[Token]) -> bool:
    """Scanned text has many different unknown words, and one typical confusion explains a good part of them."""
    sample = tokens[:: max(len(tokens) // SAMPLE, 1)]
    unknown = Counter(token.text for token in sample if is_unknown(token) and not is_sound_elsewhere(token.text))
    explained = {word: used for word in unknown if (used := explanation(word))}
    words = sum(unknown[word] for word in explained)
    enough = len(explained) >= MIN_KINDS and len(explained) >= MIN_EXPLAINED * len(unknown)
    often = words >= MIN_WORDS and words >= MIN_SHARE * len(sample)
    return enough and often and not loses_nothing_but_umlauts(explained.values(), sample)


def loses_nothing_but_umlauts(explained: Iterable[Used], sample: Sequence[Token]) -> bool:
    """A few names without their umlaut in a text that prints umlauts well are names."""
    kinds = list(explained)
    sees_umlauts = umlaut_share([token.text for token in sample]) >= BLIND
    return sees_umlauts and len(kinds) < MANY_KINDS and all(is_dropped_umlaut(used) for used in kinds)


def is_dropped_umlaut(used: Used) -> bool:
    return is_umlaut(used) and all(before in "aouAOU" for before, _after in used)


def is_unknown(token: Token) -> bool:
    text = token.text
    return len(text) > 3 and not text.isupper() and not token.front and lexicon.level(text) < lexicon.COMPOUND


@lru_cache(maxsize=20_000)
def explanation(word: str) -> Used:
    """The confusion that makes a much more usual dictionary word of it, () for none."""
    certain = certain_text(word)
    if certain and lexicon.level(certain) >= lexicon.COMPOUND:
        return (("", ""),)
    least = max(USUAL, lexicon.zipf(word) + MORE_USUAL)
    return next((used for text, used in explanations(word) if lexicon.zipf(text) >= least), ())


def explanations(word: str) -> Iterator[tuple[str, Used]]:
    for text, _cost, used in variants(word, 1, COST, None):
        if text.isalpha() and lexicon.level(text) == lexicon.DICTIONARY:
            yield text, used
