"""A ranked passage as the hit that a page shows."""

from collections.abc import Sequence

from search.answering import snippets
from search.answering.ranked_passage import RankedPassage
from search.answering.reader import Shown
from search.documents import Hit
from search.language.analysis import FIELDS, by_word

HEADING, HEADING_EXTRA, TEXT, TEXT_EXTRA = map(FIELDS.index, ("heading", "heading_extra", "text", "text_extra"))


def hit(found: RankedPassage, row: Shown) -> Hit:
    document, fields = row.document, found.entry.fields
    wanted = {stem for variant in found.used for stem in variant.stems}
    in_title = snippets.matched(document.title, by_word(fields[HEADING], fields[HEADING_EXTRA]), wanted)
    in_text = snippets.matched(row.text, by_word(fields[TEXT], fields[TEXT_EXTRA]), wanted)
    return Hit(
        document=document,
        score=found.score,
        passage=row.text,
        snippet=snippets.snippet(row.text, in_text),
        title=snippets.marked(document.title, in_title),
        why=tuple(dict.fromkeys(variant.shown for variant in found.used if variant.shown)),
        former=found.former,
    )


def also_searched(hits: Sequence[RankedPassage]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(variant.shown for one in hits[:30] for variant in one.used if variant.shown))[:5]
