"""The likeliest repair of a doubtful word: known words that its letters may have been, weighed against what it is as it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from pages.importer.ocr import lexicon
from pages.importer.ocr.confusions import (
    CAPITAL_INSIDE,
    CERTAIN_USED,
    COMMON,
    ROMAN_NOISE,
    Used,
    certain_text,
    cost_of,
    is_umlaut,
    variants,
)
from pages.importer.ocr.foreign import is_foreign, is_joined
from pages.importer.ocr.tokens import Evidence, Token, WordReading

# (how many confusions, their cost together, the cost of a single one): the more, the more typical each must be.
SEARCHES = ((1, 9.0, None), (2, 2.7, None), (3, 2.6, 1.0), (4, 2.2, 1.0))

# What a name is worth that stands in the document.
NAMED = 4.0
# So often the document must show a confusion before a word of another language is taken for damage.
SHOWN = 3


class Effort(Enum):
    """How far a word is searched for: several confusions, one, or one that leads to a word known as it is."""

    DEEP = "deep"
    WIDE = "wide"
    SHALLOW = "shallow"


@dataclass(frozen=True)
class Candidate:
    text: str
    score: float
    used: Used


def is_doubtful(token: Token) -> bool:
    text = token.text
    if len(text) < 2 or (text.isupper() and len(text) < 7):
        return False
    if ROMAN_NOISE.match(text):
        return True
    return len(text) > 2 and lexicon.level(text) < lexicon.DICTIONARY and not (token.front and lexicon.is_front(text))


def best_candidate(
    word: str, evidence: Evidence, *, front: bool = False, effort: Effort = Effort.DEEP
) -> Candidate | None:
    """None where the word as it stands is likelier than all that it could have been."""
    if ROMAN_NOISE.match(word):
        return Candidate("I" * len(word), 9.0, (("l", "I"),))
    best = max(
        candidates(word, evidence, front=front, effort=effort), key=lambda candidate: candidate.score, default=None
    )
    if best is None or best.score < own_score(word) + margin(word, best) + printed_elsewhere(word, best.text, evidence):
        return None
    if not outweighs_elsewhere(word, best, evidence):
        return None
    is_usual = lexicon.zipf(word) >= 1.8
    return None if is_usual and lexicon.zipf(best.text) < lexicon.zipf(word) else best


def outweighs_elsewhere(word: str, best: Candidate, evidence: Evidence) -> bool:
    """A name of two words gives way to a dictionary word only; one of another language to what this document shows elsewhere."""
    if is_joined(word):
        return lexicon.level(best.text) >= lexicon.COMPOUND
    if lexicon.level(word) == lexicon.DICTIONARY or not is_foreign(word):
        return True
    return best.text.lower() in evidence.words or all(evidence.confusions[used] >= SHOWN for used in best.used)


def printed_elsewhere(word: str, after: str, evidence: Evidence) -> float:
    """The doubtful letter stands in a word that the document also prints alone ("Kennzahlen" in "Kennzahlenerhebung")."""
    change = next(
        (at for at, letters in enumerate(zip(word, after, strict=False)) if letters[0] != letters[1]), len(word)
    )
    return 0.8 if any(word[:end].lower() in evidence.words for end in range(max(change + 1, 6), len(word))) else 0.0


def own_score(word: str) -> float:
    """A word that is no dictionary word but well made, or known from frequency lists, needs more to be changed."""
    known = lexicon.level(word)
    if CAPITAL_INSIDE.search(word):
        return 0.0
    if known == lexicon.COMPOUND:
        return lexicon.worth(word) - 0.8
    return 0.5 * lexicon.zipf(word) if known == lexicon.SEEN else 0.3 * lexicon.zipf(word)


def margin(word: str, candidate: Candidate) -> float:
    """What a repair must win: little for typical damage, much for letters that look alike in sound words too."""
    short = 0.8 if len(word) <= 4 else 0.4 if len(word) == 5 else 0.0
    if any(cost_of(confusion) > COMMON for confusion in candidate.used):
        return (1.3 if len(word) >= 10 else 2.2) + short
    return 0.5 if lexicon.level(word) == lexicon.COMPOUND else 0.9 + short


def candidates(word: str, evidence: Evidence, *, front: bool, effort: Effort) -> list[Candidate]:
    """Known words that the confusions turn `word` into."""
    best: dict[str, Candidate] = {}
    for text, worth, used in readings(word, evidence, front=front, effort=effort):
        score = worth + evidence.bonus(text, used)
        if text not in best or best[text].score < score:
            best[text] = Candidate(text, score, used)
    if best:
        return [*best.values(), *deeper(best.values(), evidence)]
    certain = certain_text(word)
    return [Candidate(certain, 3.0, CERTAIN_USED)] if certain else []


def readings(word: str, evidence: Evidence, *, front: bool, effort: Effort) -> tuple[WordReading, ...]:
    """Each with what it is worth less what its confusions cost; a second look finds those of the first."""
    if word not in evidence.readings:
        searched = searched_shallow(word, evidence) if effort is Effort.SHALLOW else searched_all(word, front, effort)
        evidence.readings[word] = (*searched, *named_elsewhere(word, evidence))
    return evidence.readings[word]


def named_elsewhere(word: str, evidence: Evidence) -> Iterator[WordReading]:
    """Names in no dictionary that the document prints once with their umlaut: "Lorrach" beside "Lörrach"."""
    if word[0].isupper() and evidence.names:
        for text, cost, used in variants(word, 1, COMMON, None):
            if text in evidence.names and is_umlaut(used):
                yield text, NAMED - cost, used


def searched_all(word: str, front: bool, effort: Effort) -> tuple[WordReading, ...]:
    """More confusions are tried only while fewer give nothing."""
    for edits, limit, dearest in SEARCHES if effort is Effort.DEEP else SEARCHES[:1]:
        known = tuple(
            (text, value - cost, used)
            for text, cost, used in variants(word, edits, limit, dearest)
            if (value := value_of(text, front=front)) > 0.0
        )
        if known:
            return known
    return ()


def searched_shallow(word: str, evidence: Evidence) -> tuple[WordReading, ...]:
    """Dictionary words and those that the document prints elsewhere: to take words apart is what takes time."""
    return tuple(
        (text, lexicon.worth(text) - cost, used)
        for text, cost, used in variants(word, *SEARCHES[0])
        if text.isalpha()
        and (text.lower() in evidence.words or lexicon.in_dictionary(text.lower()))
        and not CAPITAL_INSIDE.search(text)
    )


def deeper(known: Iterable[Candidate], evidence: Evidence) -> Iterator[Candidate]:
    """A candidate that is only a compound may hold more damage: one more typical confusion that leads into the dictionary."""
    best = max(known, key=lambda candidate: candidate.score)
    if lexicon.level(best.text) == lexicon.DICTIONARY:
        return
    for text, cost, used in variants(best.text, 1, 0.75, None):
        if not is_umlaut(used) or not text.isalpha() or lexicon.level(text) < lexicon.COMPOUND:
            continue
        gain = lexicon.worth(text) - lexicon.worth(best.text)
        if gain > cost + 0.1:
            yield Candidate(text, best.score + gain - cost + evidence.bonus(text, used), (*best.used, *used))


def value_of(text: str, *, front: bool) -> float:
    """How plausible the text is as a word of this place; 0 for what is none."""
    if not text.isalpha() or CAPITAL_INSIDE.search(text):
        return 0.0
    known = lexicon.level(text)
    if known >= lexicon.COMPOUND:
        return lexicon.worth(text)
    if front and lexicon.is_front(text):
        return 3.0
    return lexicon.worth(text) if known == lexicon.SEEN and text[0].isupper() else 0.0
