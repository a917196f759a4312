"""The index in Elasticsearch as the answering reads it; the rights of the viewer stand in every question."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import apsw
from elasticsearch.dsl import query as q

from search.answering.reader import (
    FACETS,
    NEARBY,
    NEAREST,
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
from search.engines.elastic.records import LONGEST, counts_of, document_id, entry, unpacked_line
from search.engines.elastic.requests import Body, ServerRequests, found_hits
from search.engines.index_file import state_of
from search.engines.packing import load
from search.engines.words import IndexLexicon, WordCounts
from search.language import german, numbers

if TYPE_CHECKING:
    from search.vector import Vector

NUMBERED = 500
FEW = 5
# The more the index looks at, the nearer its list comes to the true one; five times NEAREST.
LOOKED_AT = 200
VALUES_COUNTED = 1_000
WITHOUT_SOURCE: Body = {"stored_fields": "_none_", "track_total_hits": False}
WHOLE: Body = {**WITHOUT_SOURCE, "docvalue_fields": ["entry", "display"]}
CITED: Body = {**WITHOUT_SOURCE, "docvalue_fields": ["head", "cited"]}
SHOWN: Body = {**WITHOUT_SOURCE, "docvalue_fields": ["display"]}
FILTERS_APART = "ticked"


class ElasticReader:
    """`connection` reads the words of this index, see words_file."""

    def __init__(
        self, requests: ServerRequests, viewer: Viewer, connection: apsw.Connection, *, has_vectors: bool = False
    ) -> None:
        self.requests = requests
        self.has_vectors = has_vectors
        self.rights = rights_of(viewer)
        self.languages = words_file.languages_of(connection)
        closed = self._counts_of(sorted(viewer.closed)) if viewer.closed else None
        self.lexicon = IndexLexicon(connection, sorted(viewer.audiences), state_of(connection), closed)
        self._documents: dict[Key, str] = {}

    def _counts_of(self, owners: Sequence[str]) -> WordCounts:
        """What documents brought along that are kept from this viewer."""
        query = q.Terms(owner=list(owners))
        answer = self.requests.search({**WHOLE, "query": query.to_dict(), "size": 10_000})[0]
        return counts_of(found_hits(answer))

    def find(
        self, condition: Condition, filters: Filters, language: str, window: tuple[int, int], vector: "Vector | None"
    ) -> Found:
        ticked = [q.Terms(name, list(wanted)) for name, wanted in filters.items()]
        bodies: list[Body] = []
        if vector is not None:
            bodies.append(self._nearest(vector, ticked))
        if condition.enough is None and not condition.cited:
            answers = self.requests.search(*bodies) if bodies else []
            return Found(neighbours=self._neighbours(answers[0])) if answers else Found()
        bodies.append(self._counting(condition, filters))
        bodies += self._ranking(condition, ticked, language, window)
        answers = self.requests.search(*bodies)
        neighbours = self._neighbours(answers.pop(0)) if vector is not None else []
        total, facets, owners = counts(answers.pop(0), filters)
        hits = self._joined([self._entries(answer) for answer in answers], facets, language, window)
        near: list[Entry] = []
        if total < FEW and not (window[0] or condition.cited):
            near = self._near(condition, ticked, {one.document for one in hits})
        return Found(hits, near, neighbours, total, facets, owners)

    def _ranking(
        self, condition: Condition, ticked: Sequence[q.Query], language: str, window: tuple[int, int]
    ) -> list[Body]:
        """The hits of the window; where there are documents in other languages those apart; and what was cited."""
        begin, size = window
        parts: list[tuple[list[q.Query], int, int]] = [([], begin, size)]
        if self._has_foreign(language):
            own = q.Prefix(language=language[:2])
            parts = [([own], begin, size), ([q.Bool(must_not=[own])], 0, begin + size)]
        bodies = []
        for more, place, number in parts:
            scored_by = expressions.scores(condition)
            query = expressions.hits(condition, self.rights, *ticked, *more, scored_by=scored_by)
            bodies.append({**WHOLE, "query": query, "from": place, "size": number})
        if condition.cited:
            ids = q.Ids(values=[document_id(str(owner), int(place)) for owner, place in condition.cited])
            cited = q.Bool(filter=[self.rights, *ticked, ids]).to_dict()
            bodies.append({**WHOLE, "query": cited, "size": len(condition.cited)})
        return bodies

    def _has_foreign(self, language: str) -> bool:
        return bool(language) and bool(self.languages - {language[:2]})

    def _joined(
        self,
        lists: list[list[Entry]],
        facets: Mapping[str, Mapping[str, int]],
        language: str,
        window: tuple[int, int],
    ) -> list[Entry]:
        """Own language first, then the others, and what was cited at the end where it is not among them."""
        begin, size = window
        own, *rest = lists
        if self._has_foreign(language):
            foreign, *rest = rest
            mine = sum(count for name, count in facets.get("language", {}).items() if name.startswith(language[:2]))
            skipped = max(0, begin - mine)
            own = [*own, *foreign[skipped:]][:size]
        there = {one.document for one in own}
        return [*own, *(one for cited in rest for one in cited if one.document not in there)]

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
        query = expressions.hits(condition, self.rights)
        return {"query": query, "size": 0, "track_total_hits": True, "aggs": aggregations}

    def _near(self, condition: Condition, ticked: Sequence[q.Query], hits: set[Key]) -> list[Entry]:
        """What has some of the words, rare ones above all."""
        variants = tuple(one for wish in condition.wishes for one in wish.variants)
        if not variants:
            return []
        some = Condition(enough=AnyOf(variants), phrases=condition.phrases, excluded=condition.excluded)
        scored_by = list(map(expressions.variant, variants))
        query = expressions.hits(some, self.rights, *ticked, scored_by=scored_by)
        answer = self.requests.search({**WHOLE, "query": query, "size": NEARBY + len(hits)})[0]
        return [one for one in self._entries(answer) if one.document not in hits]

    def _nearest(self, vector: "Vector", ticked: Sequence[q.Query]) -> Body:
        knn = {
            "field": "vector",
            "query_vector": vector.tolist(),
            "k": NEAREST,
            "num_candidates": LOOKED_AT,
            "filter": q.Bool(filter=[self.rights, *ticked]).to_dict(),
        }
        return {**WHOLE, "knn": knn, "size": NEAREST}

    def _neighbours(self, answer: Body) -> list[Neighbour]:
        scores = [hit["_score"] for hit in found_hits(answer)]
        return list(map(Neighbour, self._entries(answer), scores))

    def _entries(self, answer: Body) -> list[Entry]:
        entries = []
        for hit in found_hits(answer):
            one = entry(hit["fields"]["entry"][0])
            self._documents[one.document] = hit["fields"]["display"][0]
            entries.append(one)
        return entries

    def numbered(self, values: Sequence[str]) -> list[NumberedSection]:
        query = q.Bool(filter=[self.rights, q.Terms(numbers=list(values))])
        answer = self.requests.search({**CITED, "query": query.to_dict(), "size": NUMBERED})[0]
        return [
            NumberedSection(entry(hit["fields"]["head"][0]), path, former)
            for hit in found_hits(answer)
            for parts, former in json.loads(*unpacked_line(hit["fields"]["cited"][0]))
            if (path := tuple(numbers.Part(*part) for part in parts))[-1].value in values
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
