"""Sound words that a scanner made of others: "konnen" is no word, "forderung" is one and was "förderung"."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from pages.importer.ocr import lexicon
from pages.importer.ocr.candidates import Candidate
from pages.importer.ocr.confusions import Used, is_umlaut, variants
from pages.importer.ocr.tokens import Evidence, Token, stem_of

UMLAUT = re.compile(r"[äöüß]")
# Zipf steps: a word this usual is left alone, one this much rarer than the other form is not.
USUAL = 4.5
MUCH_RARER = 2.0
ENOUGH = 0.7


def decide_look_alikes(
    tokens: Iterable[Token], decided: Mapping[str, Candidate], evidence: Evidence
) -> dict[str, Candidate]:
    """Much rarer than the form with umlaut, or of a stem that this document prints with umlaut."""
    stems = Counter(stem_of(repair.text) for repair in decided.values() if UMLAUT.search(stem_of(repair.text)))
    look_alikes: dict[str, Candidate] = {}
    for word in {token.text for token in tokens if lexicon.level(token.text) == lexicon.DICTIONARY}:
        for text, cost, used in with_umlaut(word):
            if is_likelier(word, text, used, evidence) or is_of_stem(word, text, stems, evidence):
                look_alikes[word] = Candidate(text, lexicon.worth(text) - cost, used)
    return look_alikes


def with_umlaut(word: str) -> Iterator[tuple[str, float, Used]]:
    """Dictionary words that one confusion of an umlaut or ß makes of it."""
    for text, cost, used in variants(word, 1, 1.35, None):
        if is_umlaut(used) and text.isalpha() and lexicon.level(text) == lexicon.DICTIONARY:
            yield text, cost, used


def is_likelier(word: str, text: str, used: Used, evidence: Evidence) -> bool:
    if lexicon.zipf(word) >= USUAL:
        return False
    more = lexicon.zipf(text) - lexicon.zipf(word)
    return more >= MUCH_RARER or more + lost(used, evidence) >= ENOUGH


def is_of_stem(word: str, text: str, stems: Mapping[str, int], evidence: Evidence) -> bool:
    """True when words of this stem were repaired; the more there were, the rarer the form with umlaut may be."""
    kin = stems.get(stem_of(text), 0)
    more = lexicon.zipf(text) - lexicon.zipf(word)
    is_kin = len(text) >= 7 and kin >= 1 and more >= (-0.5 if kin == 1 else -0.9)
    return is_kin and not has_kin(word, evidence)


def lost(used: Iterable[tuple[str, str]], evidence: Evidence) -> float:
    """Decimal logarithm of the share in which this document's scanner read the letter that way; at most 0."""
    share = 1.0
    for before, after in used:
        intact = evidence.intact(after) if before.isalpha() else 0
        share *= (evidence.confusions[before, after] + 0.02) / (evidence.misread(after) + 0.1 * intact + 1)
    return math.log10(share)


def has_kin(word: str, evidence: Evidence) -> bool:
    """True when the document has other words of the stem that are none with umlaut ("Forderungskatalog" beside "fordern")."""
    stem = stem_of(word)
    kin = [other for other in evidence.of_stem(stem) if other != word.lower()]
    return any(not any(is_known(text) for text in typical_umlauts(other)) for other in kin)


def typical_umlauts(word: str) -> Iterator[str]:
    return (text for text, _cost, used in variants(word, 1, 0.75, None) if is_umlaut(used))


def is_known(word: str) -> bool:
    return lexicon.level(word) >= lexicon.COMPOUND
