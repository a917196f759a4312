"""Sections and queries made by hand, for what decides without an index."""

from search.answering.concepts import LITERAL, Concept
from search.answering.queries import Parsed
from search.answering.ranked_passage import RankedPassage
from search.answering.ranking import WeighedConcept, WeighedQuery
from search.answering.reader import FACETS, Entry, PassageLines
from search.answering.vocabulary import Variant
from search.answering.wanted import AllOf


def entry(document=1, *texts, heading="", path="", title="", boost=1.0, **facets):
    """A section with a passage for each text, one at least."""
    values = dict.fromkeys(FACETS, "") | {"language": "de"} | facets
    passages = tuple(PassageLines(text, "") for text in texts or ("",))
    return Entry((document,), tuple(values.values()), boost, (heading, "", path, title), passages)


def ranked(document, number, score, *, is_good=True, **fields):
    """A passage that is taken for found, so that what it says does not matter."""
    return RankedPassage(entry(document, **fields), number, score, is_good)


def concept(stem, *, weight=LITERAL):
    return Concept(stem, (Variant((stem,), weight),))


def weighed(worths):
    """A query of one word a concept, each worth as much as said."""
    concepts = {stem: concept(stem) for stem in worths}
    return WeighedQuery(
        Parsed(concepts=tuple(concepts.values())),
        tuple(WeighedConcept(concepts[stem], worth) for stem, worth in worths.items()),
    )


def holds(wanted, has):
    """Whether a condition holds where `has` says of each variant if it is there."""
    if isinstance(wanted, AllOf):
        return all(holds(part, has) for part in wanted.parts)
    return any(map(has, wanted.variants)) or any(holds(part, has) for part in wanted.parts)
