"""Ranked passages as the hits that a page shows."""

from collections.abc import Iterable, Mapping, Sequence

from search.answering import snippets
from search.answering.ranked_passage import RankedPassage
from search.answering.reader import Key
from search.documents import Document, Hit
from search.language.analysis import FIELDS, by_word
from search.language.passages import passages as passages_of

HEADING, HEADING_EXTRA = map(FIELDS.index, ("heading", "heading_extra"))
# Other words are told as far as the first pages of hits were met by them, and no more than fit a line.
SPOKEN_FOR = 30
SPELLINGS = 5


def hits(passages: Iterable[RankedPassage], contents: Mapping[Key, Document]) -> tuple[Hit, ...]:
    """Without those whose content is gone: they were taken away since they were found."""
    return tuple(
        hit(passage, contents[passage.entry.document]) for passage in passages if passage.entry.document in contents
    )


def hit(passage: RankedPassage, document: Document) -> Hit:
    head, lines = passage.entry.head, passage.entry.passages[passage.number]
    text = passages_of(document.text)[passage.number]
    wanted = {stem for variant in passage.used for stem in variant.stems}
    in_title = snippets.matched(document.title, by_word(head[HEADING], head[HEADING_EXTRA]), wanted)
    in_text = snippets.matched(text, by_word(lines.stems, lines.beside), wanted)
    return Hit(
        document=document,
        score=passage.score,
        passage=text,
        snippet=snippets.snippet(text, in_text),
        title=snippets.marked(document.title, in_title),
        why=other_spellings([passage]),
        former=passage.former,
    )


def also_searched(passages: Sequence[RankedPassage]) -> tuple[str, ...]:
    return other_spellings(passages[:SPOKEN_FOR])[:SPELLINGS]


def other_spellings(passages: Iterable[RankedPassage]) -> tuple[str, ...]:
    """The words, not typed, by which these were met, in order and each once."""
    variants = (variant for passage in passages for variant in passage.used)
    return tuple(dict.fromkeys(variant.shown for variant in variants if variant.shown))
