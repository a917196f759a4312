"""Passages and queries made by hand, for what decides without an index."""

from search.answering.concepts import LITERAL, Concept
from search.answering.queries import Parsed
from search.answering.ranked_passage import RankedPassage
from search.answering.ranking import WeighedConcept, WeighedQuery
from search.answering.reader import FACETS, Entry
from search.answering.vocabulary import Variant


def entry(document=1, passage=1, *, text="", heading="", path="", title="", boost=1.0, **facets):
    values = dict.fromkeys(FACETS, "") | {"language": "de"} | facets
    fields = (heading, "", path, title, text, "")
    return Entry((document,), (passage,), tuple(values.values()), boost, fields)


def ranked(document, passage, score, *, is_good=True, **fields):
    return RankedPassage(entry(document, passage, **fields), score, is_good)


def concept(stem, *, weight=LITERAL, is_hint=False):
    return Concept(stem, (Variant((stem,), weight),), is_hint=is_hint)


def weighed(worths, **flags):
    """A query of one word a concept, each worth as much as said."""
    concepts = {stem: concept(stem) for stem in worths}
    return WeighedQuery(
        Parsed(concepts=tuple(concepts.values()), **flags),
        tuple(WeighedConcept(concepts[stem], worth) for stem, worth in worths.items()),
    )
