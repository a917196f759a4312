"""Words that no German dictionary has and that are sound all the same: of another language, or written with a capital inside."""

import re
from functools import cache, lru_cache

from pages.importer.ocr import lexicon

LANGUAGES = ("en", "fr", "es", "it", "tr", "pl", "nl", "pt", "ro", "sv", "cs")
# One of a hundred thousand words.
USUAL = 1e-5 / 2
CAPITAL_INSIDE = re.compile(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])")


@cache
def frequencies() -> tuple[dict[str, float], ...]:
    from wordfreq import get_frequency_dict

    return tuple(get_frequency_dict(language, "small") for language in LANGUAGES)


def is_sound_elsewhere(word: str) -> bool:
    return is_foreign(word) or is_joined(word)


@lru_cache(maxsize=50_000)
def is_foreign(word: str) -> bool:
    """A usual word of another language."""
    lower = word.lower()
    return any(known.get(lower, 0.0) >= USUAL for known in frequencies())


@lru_cache(maxsize=50_000)
def is_joined(word: str) -> bool:
    """A name made of words that each begin with a capital: "KursBörse", "LeihBox", "eAkte"."""
    parts = CAPITAL_INSIDE.split(word)
    return (
        len(parts) > 1 and is_name_part(parts[-1]) and all(is_name_part(part) or len(part) <= 2 for part in parts[:-1])
    )


def is_name_part(part: str) -> bool:
    return len(part) > 2 and (lexicon.is_word(part) or is_foreign(part))
