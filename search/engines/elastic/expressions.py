"""A condition as Elasticsearch takes it."""

from collections.abc import Iterable, Sequence

from elasticsearch.dsl import query as q

from search.answering.vocabulary import Variant
from search.answering.wanted import BETWEEN_WORDS, AllOf, AnyOf, Condition, every
from search.documents import Viewer
from search.engines.elastic.records import document_id

# More than any score by words: what has all words comes first.
WHOLE = 1_000.0


def near(stems: Iterable[str]) -> q.Query:
    match = {"query": " ".join(stems), "max_gaps": BETWEEN_WORDS, "ordered": False}
    return q.Intervals(wording={"match": match})


def row(stems: Sequence[str]) -> q.Query:
    return q.MatchPhrase(wording=" ".join(stems))


def variant(one: Variant, boost: float = 1.0) -> q.Query:
    if len(one.stems) == 1:
        return q.Term(all={"value": one.stems[0], "boost": boost})
    if one.is_bag:
        return q.Bool(must=[q.Term(all={"value": stem, "boost": boost / len(one.stems)}) for stem in one.stems])
    return q.ConstantScore(filter=near(one.stems), boost=boost)


def any_of(one: AnyOf) -> q.Query:
    options = [*map(variant, one.variants), *map(all_of, one.parts)]
    return options[0] if len(options) == 1 else q.Bool(should=options, minimum_should_match=1)


def all_of(one: AllOf) -> q.Query:
    parts = list(map(any_of, one.parts))
    return parts[0] if len(parts) == 1 else q.Bool(filter=parts)


def cited(condition: Condition) -> q.Query:
    return q.Ids(values=[document_id(str(owner), int(place)) for owner, place in condition.cited])


def hits(condition: Condition, rights: q.Query, *filters: q.Query, scored_by: Sequence[q.Query] = ()) -> q.Query:
    """What meets the condition, cited sections apart; only `scored_by` is scored."""
    enough = [any_of(condition.enough)] if condition.enough else [q.MatchNone()]
    apart = [cited(condition)] if condition.cited else []
    return q.Bool(
        filter=[rights, *filters, *enough, *map(row, condition.phrases)],
        must_not=[*map(row, condition.excluded), *apart],
        should=list(scored_by),
    )


def counted(condition: Condition, rights: q.Query) -> q.Query:
    """What is a hit: a cited section is one whatever its words."""
    by_words = hits(condition, rights)
    if not condition.cited:
        return by_words
    return q.Bool(filter=[rights], should=[by_words, cited(condition)], minimum_should_match=1)


def scores(condition: Condition) -> list[q.Query]:
    """Each concept by its best variant; far above, what has all concepts."""
    each: list[q.Query] = [
        q.DisMax(queries=[variant(one, one.weight) for one in wish.variants])
        for wish in condition.wishes
        if wish.variants
    ]
    whole = every(condition.wishes)
    if len(whole.parts) > 1:
        each.append(q.ConstantScore(filter=all_of(whole), boost=WHOLE))
    return each


def rights_of(viewer: Viewer) -> q.Query:
    audiences = q.Terms(audience=sorted(viewer.audiences))
    if not viewer.closed:
        return audiences
    return q.Bool(filter=[audiences], must_not=[q.Terms(owner=sorted(viewer.closed))])
