"""Repairs scan damage in German text with a dictionary and a model of what scanners confuse; leaves clean documents alone."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import repeat

from pages.importer.ocr.candidates import Candidate, Effort, best_candidate, is_doubtful
from pages.importer.ocr.damage import MIN_WORDS, is_damaged, looks_clean
from pages.importer.ocr.edits import Edit, Repair, apply, noise_edits, word_edits
from pages.importer.ocr.languages import german_lines
from pages.importer.ocr.look_alikes import decide_look_alikes
from pages.importer.ocr.section_signs import sign_edits
from pages.importer.ocr.tokens import Evidence, Token, gather, tokenise
from pages.importer.source_lines import SourceLine

# So many different words, the usual ones first, are searched deep and wide: that takes ten times and three times as long.
DEEP, WIDE = 800, 1000


def efforts_in_turn() -> Iterator[Effort]:
    yield from repeat(Effort.DEEP, DEEP)
    yield from repeat(Effort.WIDE, WIDE)
    yield from repeat(Effort.SHALLOW)


def repair_lines(
    lines: Sequence[SourceLine], *, revoked: Collection[str] = ()
) -> tuple[list[SourceLine], tuple[Repair, ...]]:
    """The lines with scan damage repaired, and every repair; a document without damage comes back as it is.

    Repairs whose id is in `revoked` are reported and left out.
    """
    edits = [*sign_edits(lines), *scan_edits(lines)]
    return apply(lines, edits, set(revoked)) if edits else (list(lines), ())


def scan_edits(lines: Sequence[SourceLine]) -> list[Edit]:
    """Words and dirt; none where the document shows no damage."""
    texts = [line.text if is_german else "" for line, is_german in zip(lines, german_lines(lines), strict=True)]
    if looks_clean(texts):
        return []
    tokens = list(tokenise(texts))
    if not is_damaged(tokens):
        return []
    evidence = gather(texts, tokens)
    decided = decide_words(tokens, evidence)
    decided |= decide_look_alikes(tokens, decided, evidence)
    return [*word_edits(lines, tokens, decided), *noise_edits(lines)]


def decide_words(tokens: Sequence[Token], evidence: Evidence) -> dict[str, Candidate]:
    """For each doubtful word its repair. A second look uses the confusions that the first has shown to be usual here."""
    doubtful = {token.text: token.front for token in tokens if is_doubtful(token)}
    counts = Counter(token.text for token in tokens)
    efforts = dict(zip(sorted(doubtful, key=lambda word: -counts[word]), efforts_in_turn(), strict=False))
    first = best_of(doubtful, evidence, efforts)
    for word, candidate in first.items():
        for confusion in candidate.used:
            evidence.confusions[confusion] += counts[word]
        evidence.words[candidate.text.lower()] += counts[word]
    return best_of(doubtful, evidence, efforts) if len(first) >= MIN_WORDS else first


def best_of(words: Mapping[str, bool], evidence: Evidence, efforts: Mapping[str, Effort]) -> dict[str, Candidate]:
    """Repairs of the words that have one; each word tells whether a hyphen follows it."""
    return {
        word: best
        for word, front in words.items()
        if (best := best_candidate(word, evidence, front=front, effort=efforts[word]))
    }
