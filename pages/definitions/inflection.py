"""The forms in which a German term occurs: "Vertragspartner" finds "Vertragspartnern", "Fachkraft" finds "Fachkräfte"."""

import re
from collections.abc import Iterable

GAP = r"[\s\u00a0]+"
UMLAUTS = {"a": "[aä]", "o": "[oö]", "u": "[uü]", "A": "[AÄ]", "O": "[OÖ]", "U": "[UÜ]"}
NOUN = r"(?:e|en|er|ern|n|s|es|se|sen|in|innen|nen)?"
ADJECTIVE = r"(?:e|en|er|es|em)"
LAST_VOWEL = re.compile(r"[aou](?=[^aeiouäöü]*$)|a(?=u[^aeiouäöü]*$)")
SHORTEST_STEM = 4


def pattern_of(term: str) -> str:
    """A regular expression for the term in all its forms; an acronym has none but the plural s."""
    words = term.split()
    return GAP.join(word_pattern(word, is_last=place == len(words) - 1) for place, word in enumerate(words))


def word_pattern(word: str, *, is_last: bool) -> str:
    if sum(letter.isupper() for letter in word) > 1 and "-" not in word:
        return rf"{re.escape(word)}s?"
    stem = re.sub(r"e[nrsm]?$", "", word)
    if not is_last and len(stem) >= 3 and stem != word:
        return rf"[{stem[0].upper()}{stem[0].lower()}]{re.escape(stem[1:])}{ADJECTIVE}"
    if word[0].islower():
        return re.escape(word)
    if not is_last:
        return rf"{re.escape(word)}{NOUN}"
    return rf"{umlauted(stem_of(word))}{NOUN}"


def stem_of(word: str) -> str:
    """Without the ending of a plural or an agent, so that "Klientinnen" and "Klient" are one."""
    if word.endswith("innen") and len(word) > 9:
        return word[:-5]
    if word.endswith("in") and len(word) > 7:
        return word[:-2]
    for ending in ("en", "e", "n"):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def umlauted(stem: str) -> str:
    """The last vowel may become an umlaut: "Kraft", "Kräfte"."""
    found = LAST_VOWEL.search(stem)
    if found is None:
        return re.escape(stem)
    return re.escape(stem[: found.start()]) + UMLAUTS[found[0]] + re.escape(stem[found.end() :])


def finder(terms: Iterable[str]) -> "re.Pattern[str] | None":
    """Longer terms first; the group that matched is "t" with the place of the term."""
    ordered = sorted(enumerate(terms), key=lambda pair: -len(pair[1]))
    alternatives = "|".join(rf"(?P<t{place}>{pattern_of(term)})" for place, term in ordered)
    return re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-])") if ordered else None
