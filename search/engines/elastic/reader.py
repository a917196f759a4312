"""The index in Elasticsearch as the answering reads it; the rights of the viewer stand in every question."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import apsw
from elasticsearch.dsl import query as q

from search.answering.reader import (
    FACETS,
    FEW,
    NEARBY,
    NEAREST,
    NUMBERED,
    OWNERS_TOLD,
    Entry,
    Filters,
    Found,
    Key,
    Neighbour,
    NumberedSection,
)
from search.answering.wanted import AnyOf, Condition
from search.documents import Document, Viewer
from search.engines.elastic import expressions, words_file
from search.engines.elastic.expressions import rights_of
from search.engines.elastic.records import LONGEST, counts_of, entry, unpacked_line
from search.engines.elastic.requests import Body, ServerRequests, found_hits
from search.engines.index_file import state_of
from search.engines.packing import load
from search.engines.words import IndexLexicon
from search.language import german, numbers

if TYPE_CHECKING:
    from search.vector import Vector

MOST_CLOSED = 10_000
# The more the index looks at, the nearer its list comes to the true one; five times NEAREST.
LOOKED_AT = 200
VALUES_COUNTED = 1_000
WITHOUT_SOURCE: Body = {"stored_fields": "_none_", "track_total_hits": False}
WHOLE: Body = {**WITHOUT_SOURCE, "docvalue_fields": ["entry", "display"]}
CITED: Body = {**WITHOUT_SOURCE, "docvalue_fields": ["head", "cited"]}
SHOWN: Body = {**WITHOUT_SOURCE, "docvalue_fields": ["display"]}
LANGUAGE = FACETS.index("language")
NOTHING: tuple[int, dict[str, dict[str, int]], frozenset[str]] = (0, {}, frozenset())
FILTERS_APART = "ticked"


class ElasticReader:
    """`connection` reads the words of this index, see words_file."""

    def __init__(
        self, requests: ServerRequests, viewer: Viewer, connection: apsw.Connection, *, has_vectors: bool = False
    ) -> None:
        self.requests = requests
        self.connection = connection
        self.viewer = viewer
        self.has_vectors = has_vectors
        self.rights = rights_of(viewer)
        self.languages = words_file.languages_of(connection)
        self._lexicon: IndexLexicon | None = None
        self._documents: dict[Key, str] = {}

    @property
    def lexicon(self) -> IndexLexicon:
        if self._lexicon is None:
            self._lexicon = self._lexicon_without(self.requests.search(*self._closed()) if self.viewer.closed else ())
        return self._lexicon

    def _closed(self) -> tuple[Body, ...]:
        """The question for what is kept from this viewer, unless that is known or there is nothing."""
        if self._lexicon or not self.viewer.closed:
            return ()
        query = q.Terms(owner=sorted(self.viewer.closed))
        return ({**WHOLE, "query": query.to_dict(), "size": MOST_CLOSED},)

    def _lexicon_without(self, closed: Sequence[Body]) -> IndexLexicon:
        """The words of this viewer: what the documents of that answer brought along counts as not there."""
        counts = counts_of(hit for answer in closed for hit in found_hits(answer)) if closed else None
        return IndexLexicon(self.connection, sorted(self.viewer.audiences), state_of(self.connection), counts)

    def find(
        self, condition: Condition, filters: Filters, language: str, window: tuple[int, int], vector: "Vector | None"
    ) -> Found:
        ticked = [q.Terms(name, list(wanted)) for name, wanted in filters.items()]
        bodies = self._bodies(condition, filters, ticked, language, window)
        if vector is not None:
            bodies["neighbours"] = self._nearest(vector, ticked)
        near = None if window[0] or condition.cited else self._near(condition, ticked)
        # Whoever waits for a second answer already shall not wait for a third.
        if near and (self.requests.rounds or not condition.enough):
            bodies["near"] = near
        answers = dict(zip(bodies, self.requests.search(*bodies.values()), strict=True)) if bodies else {}
        total, facets, owners = counts(answers["counted"], filters) if "counted" in answers else NOTHING
        if near and total < FEW and "near" not in answers:
            (answers["near"],) = self.requests.search(near)
        entries = {name: self._entries(answer) for name, answer in answers.items() if name != "counted"}
        hits = joined(entries, facets, filters, language, window)
        there = {one.document for one in hits}
        nearby = [one for one in entries.get("near", []) if one.document not in there][:NEARBY] if total < FEW else []
        neighbours = neighbours_of(answers["neighbours"], entries["neighbours"]) if vector is not None else []
        return Found(hits, nearby, neighbours, total, facets, owners)

    def _bodies(
        self,
        condition: Condition,
        filters: Filters,
        ticked: Sequence[q.Query],
        language: str,
        window: tuple[int, int],
    ) -> dict[str, Body]:
        bodies: dict[str, Body] = {}
        if condition.enough or condition.cited:
            bodies["counted"] = self._counting(condition, filters)
        if condition.enough:
            bodies |= self._ranking(condition, ticked, language, window)
        if condition.cited:
            query = q.Bool(filter=[self.rights, *ticked, expressions.cited(condition)])
            bodies["cited"] = {**WHOLE, "query": query.to_dict(), "size": len(condition.cited)}
        return bodies

    def _ranking(
        self, condition: Condition, ticked: Sequence[q.Query], language: str, window: tuple[int, int]
    ) -> dict[str, Body]:
        """The hits of the window; where there are documents in other languages those apart."""
        begin, size = window
        parts: dict[str, tuple[list[q.Query], int, int]] = {"own": ([], begin, size)}
        if language and self.languages - {language[:2]}:
            own = q.Prefix(language=language[:2])
            parts = {"own": ([own], begin, size), "foreign": ([q.Bool(must_not=[own])], 0, begin + size)}
        scored_by = expressions.scores(condition)
        return {
            name: {
                **WHOLE,
                "query": expressions.hits(condition, self.rights, *ticked, *more, scored_by=scored_by).to_dict(),
                "from": place,
                "size": number,
            }
            for name, (more, place, number) in parts.items()
        }

    def _counting(self, condition: Condition, filters: Filters) -> Body:
        """Totals by the values of each facet, the other facets as they are ticked."""
        narrowed = {name: q.Terms(name, list(wanted)).to_dict() for name, wanted in filters.items()}
        aggregations: Body = {name: terms(name, VALUES_COUNTED) for name in FACETS}
        if narrowed:
            aggregations = {
                name: {
                    "filter": {"bool": {"filter": [narrowed[other] for other in narrowed if other != name]}},
                    "aggs": {"values": aggregations[name]},
                }
                for name in FACETS
            }
            whole = {"bool": {"filter": list(narrowed.values())}}
            aggregations[FILTERS_APART] = {"filter": whole, "aggs": {"owners": terms("owner", OWNERS_TOLD)}}
        else:
            aggregations["owners"] = terms("owner", OWNERS_TOLD)
        query = expressions.counted(condition, self.rights).to_dict()
        return {"query": query, "size": 0, "track_total_hits": True, "aggs": aggregations}

    def _near(self, condition: Condition, ticked: Sequence[q.Query]) -> Body | None:
        """What has some of the words, rare ones above all: more than are needed, for hits are among them."""
        variants = tuple(one for wish in condition.wishes for one in wish.variants)
        if not variants:
            return None
        some = Condition(enough=AnyOf(variants), phrases=condition.phrases, excluded=condition.excluded)
        query = expressions.hits(some, self.rights, *ticked, scored_by=list(map(expressions.variant, variants)))
        return {**WHOLE, "query": query.to_dict(), "size": NEARBY + FEW}

    def _nearest(self, vector: "Vector", ticked: Sequence[q.Query]) -> Body:
        knn = {
            "field": "vector",
            "query_vector": vector.tolist(),
            "k": NEAREST,
            "num_candidates": LOOKED_AT,
            "filter": q.Bool(filter=[self.rights, *ticked]).to_dict(),
        }
        return {**WHOLE, "knn": knn, "size": NEAREST}

    def _entries(self, answer: Body) -> list[Entry]:
        entries = []
        for hit in found_hits(answer):
            one = entry(hit["fields"]["entry"][0])
            self._documents[one.document] = hit["fields"]["display"][0]
            entries.append(one)
        return entries

    def numbered(self, values: Sequence[str]) -> list[NumberedSection]:
        likelier = [
            q.ConstantScore(filter=q.Term(numbers=value), boost=len(values) - place)
            for place, value in enumerate(values)
        ]
        query = q.Bool(filter=[self.rights], must=[q.DisMax(queries=likelier)])
        cited, *closed = self.requests.search({**CITED, "query": query.to_dict(), "size": NUMBERED}, *self._closed())
        if closed:
            self._lexicon = self._lexicon_without(closed)
        return [
            NumberedSection(entry(hit["fields"]["head"][0]), path, former)
            for hit in found_hits(cited)
            for parts, former in json.loads(*unpacked_line(hit["fields"]["cited"][0]))
            if not numbers.keys(path := tuple(numbers.Part(*part) for part in parts)).isdisjoint(values)
        ]

    def contents(self, documents: Iterable[Key]) -> Mapping[Key, Document]:
        """What came along with the entries."""
        return {key: load(unpacked_line(self._documents[key])[0]) for key in documents if key in self._documents}

    def owners(self, documents: Iterable[Key]) -> frozenset[str]:
        return frozenset(str(owner) for owner, _place in documents)

    def documents_headed(self, stems: Sequence[str], start: str, limit: int) -> list[Document]:
        """The words before whole, the last one as far as it is typed; a longer one as a whole word, too."""
        last: list[q.Query] = [
            q.Term(beginnings={"value": start[:LONGEST], "boost": 10}),
            q.Term(heading=german.stem(start)),
        ]
        narrowed: list[q.Query] = [q.Prefix(heading=start[: len(german.stem(start))])] if len(start) > LONGEST else []
        query = q.Bool(
            must=[*(q.Term(heading=stem) for stem in stems), q.DisMax(queries=last)],
            filter=[self.rights, *narrowed],
        )
        answer = self.requests.search({**SHOWN, "query": query.to_dict(), "size": limit})[0]
        return [load(unpacked_line(hit["fields"]["display"][0])[0]) for hit in found_hits(answer)]


def neighbours_of(answer: Body, entries: Sequence[Entry]) -> list[Neighbour]:
    return [Neighbour(one, hit["_score"]) for one, hit in zip(entries, found_hits(answer), strict=True)]


def joined(
    entries: Mapping[str, list[Entry]],
    facets: Mapping[str, Mapping[str, int]],
    filters: Filters,
    language: str,
    window: tuple[int, int],
) -> list[Entry]:
    """Own language first, then the others, and at the end what was cited."""
    begin, size = window
    own, cited = entries.get("own", []), entries.get("cited", [])
    if "foreign" in entries:
        counted = sum(count for name, count in facets["language"].items() if is_own(name, language, filters))
        mine = counted - sum(is_own(one.facets[LANGUAGE], language, filters) for one in cited)
        own = [*own, *entries["foreign"][max(0, begin - mine) :]][:size]
    return [*own, *cited]


def is_own(name: str, language: str, filters: Filters) -> bool:
    """Whether this is the reader's language, and shown as the filters are ticked."""
    return name.startswith(language[:2]) and name in filters.get("language", (name,))


def terms(field: str, size: int) -> Body:
    return {"terms": {"field": field, "size": size}}


def counts(answer: Body, filters: Filters) -> tuple[int, dict[str, dict[str, int]], frozenset[str]]:
    """How many there are, of each value of each facet, and whose."""
    found: dict[str, Any] = answer["aggregations"]
    whole = found[FILTERS_APART] if filters else found
    total = whole["doc_count"] if filters else answer["hits"]["total"]["value"]
    facets = {name: buckets(found[name]["values"] if filters else found[name]) for name in FACETS}
    return total, facets, frozenset(buckets(whole["owners"]))


def buckets(found: Body) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in found["buckets"] if bucket["key"]}
