"""Whether a document is a damaged scan at all. A clean one is left alone."""

import re
from collections.abc import Sequence
from functools import lru_cache

from pages.importer.ocr import lexicon
from pages.importer.ocr.candidates import is_doubtful
from pages.importer.ocr.confusions import COMMON, certain_text, is_umlaut, variants
from pages.importer.ocr.tokens import Token

MIN_TOKENS_HIT = 5
MIN_SHARE = 0.006
SAMPLE = 4000
SOUND_SHARE = 0.06
MIN_ODD = 3
LETTERS = re.compile(r"[^\W\d_]{2,}")
UMLAUT = re.compile(r"[äöüßÄÖÜ]")
ODD = re.compile(r"[b-hj-zäöüß]ii[a-zäöü]|[a-zäöü]B(?![A-ZÄÖÜ])|[a-zäöü]6[a-zäöü]|[a-zäöü]?é[a-zäöü]{2}|[({]i[bf][a-z]")


def looks_clean(texts: Sequence[str]) -> bool:
    """Without a dictionary: nearly every tenth German word has an umlaut or ß, and damage leaves letters no word has."""
    words = [word for text in texts for word in LETTERS.findall(text)]
    sound = sum(1 for word in words if UMLAUT.search(word))
    odd = len(ODD.findall("\n".join(texts)))
    return not words or (odd < MIN_ODD and sound >= SOUND_SHARE * len(words))


def is_damaged(tokens: Sequence[Token]) -> bool:
    """Scanned text has many unknown words that one typical confusion explains; a typed one has nearly none."""
    sample = tokens[:: max(len(tokens) // SAMPLE, 1)]
    hits = sum(1 for token in sample if is_doubtful(token) and looks_damaged(token.text))
    return hits >= MIN_TOKENS_HIT and hits >= MIN_SHARE * len(sample)


@lru_cache(maxsize=20_000)
def looks_damaged(word: str) -> bool:
    if certain_text(word):
        return True
    return any(
        lexicon.level(text) == lexicon.DICTIONARY and lexicon.zipf(text) >= lexicon.zipf(word) + 1.0
        for text, _cost, used in variants(word, 1, COMMON, None)
        if text.isalpha() and is_umlaut(used)
    )
