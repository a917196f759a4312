"""The index in Elasticsearch as the answering reads it; the rights of the viewer stand in every question."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from elasticsearch.dsl import query as q

from search.answering.concepts import Lexicon
from search.answering.reader import FACETS, NEAREST, Entry, Filters, Key, Neighbour, NumberedSection, PassageContent, T
from search.answering.vocabulary import Variant
from search.documents import Document, Viewer
from search.engines.elastic.known_words import Known
from search.engines.elastic.lexicon import RoundsLexicon
from search.engines.elastic.records import passage_id, unpacked_line
from search.engines.elastic.requests import Body, ServerRequests, found_hits, values
from search.engines.packing import load
from search.language import german, numbers

if TYPE_CHECKING:
    from search.vector import Vector

# As many as the embedded engine takes, so that both rank the same passages.
CANDIDATES = 200
NUMBERED = 500
NEAR = 3
# The more the index looks at, the nearer its list comes to the true one; five times NEAREST.
LOOKED_AT = 200
WITHOUT_SOURCE: Body = {"stored_fields": "_none_", "track_total_hits": False}
ENTRY: Body = {**WITHOUT_SOURCE, "docvalue_fields": ["entry"]}
CITED: Body = {**WITHOUT_SOURCE, "docvalue_fields": ["entry", "cited"]}
SHOWN: Body = {**WITHOUT_SOURCE, "docvalue_fields": ["display"]}


class ElasticReader:
    def __init__(self, requests: ServerRequests, viewer: Viewer, known: Known, *, has_vectors: bool = False) -> None:
        self.requests = requests
        self.has_vectors = has_vectors
        self.rights = rights_of(viewer)
        self.lexicon = RoundsLexicon(requests, self.rights, known)
        self.total, self.average = known.total, known.average

    def understand(self, read: Callable[[Lexicon], T]) -> T:
        return self.lexicon.settle(read)

    def candidates(
        self,
        variants: Sequence[Variant],
        phrases: Sequence[Sequence[str]],
        filters: Filters,
        vector: "Vector | None",
    ) -> tuple[list[Entry], list[Neighbour]]:
        bodies = [self._matching(variants, phrases, narrowed) for narrowed in ({}, filters)[: 1 + bool(filters)]]
        if vector is not None:
            bodies.append(self._nearest(vector))
        if not variants:
            bodies = bodies[-1:] if vector is not None else []
        answers = self.requests.search(*bodies) if bodies else []
        near = (
            [Neighbour(entry(hit["fields"]["entry"][0]), hit["_score"]) for hit in found_hits(answers.pop())]
            if vector is not None
            else []
        )
        return [entry(packed) for answer in answers for packed in values(answer, "entry")], near

    def _matching(self, variants: Sequence[Variant], phrases: Sequence[Sequence[str]], filters: Filters) -> Body:
        narrowed = [q.Terms(name, list(wanted)) for name, wanted in filters.items()]
        query = q.Bool(
            should=list(map(expression, variants)),
            minimum_should_match=1,
            filter=[self.rights, *narrowed, *map(near, phrases)],
        )
        return {**ENTRY, "query": query.to_dict(), "size": CANDIDATES}

    def _nearest(self, vector: "Vector") -> Body:
        knn = {
            "field": "vector",
            "query_vector": vector.tolist(),
            "k": NEAREST,
            "num_candidates": LOOKED_AT,
            "filter": self.rights.to_dict(),
        }
        return {**ENTRY, "knn": knn, "size": NEAREST}

    def numbered(self, value: str) -> list[NumberedSection]:
        query = q.Bool(filter=[self.rights, q.Term(numbers=value)])
        answer = self.requests.search({**CITED, "query": query.to_dict(), "size": NUMBERED})[0]
        return [
            NumberedSection(entry(hit["fields"]["entry"][0]), path, former)
            for hit in found_hits(answer)
            for parts, former in json.loads(*unpacked_line(hit["fields"]["cited"][0]))
            if (path := tuple(numbers.Part(*part) for part in parts))[-1].value == value
        ]

    def contents(self, passages: Iterable[Key]) -> Mapping[Key, PassageContent]:
        """What is kept beside each passage, and beside the first of its document all there is to know of that."""
        keys = list(passages)
        wanted = dict.fromkeys(passage_of(key) for own in keys for key in (own, (*own[:2], 0)))
        if not wanted:
            return {}
        query = q.Bool(filter=[self.rights, q.Ids(values=list(wanted))])
        answer = self.requests.search({**SHOWN, "query": query.to_dict(), "size": len(wanted)})[0]
        displays = {}
        for hit in found_hits(answer):
            owner, place, part, text, data = unpacked_line(hit["fields"]["display"][0])
            displays[owner, int(place), int(part)] = (text, data)
        made: dict[Key, PassageContent] = {}
        for key in keys:
            if key in displays and (*key[:2], 0) in displays:
                document = load(displays[*key[:2], 0][1])
                made[key] = PassageContent(document, displays[key][0] or document.text)
        return made

    def owners(self, documents: Iterable[Key]) -> frozenset[str]:
        return frozenset(str(owner) for owner, _place in documents)

    def documents_headed(self, stems: Sequence[str], start: str, limit: int) -> list[Document]:
        last = [q.Prefix(heading={"value": start, "rewrite": "top_terms_blended_freqs_64", "boost": 10})]
        last += [q.Prefix(heading_extra={"value": start, "rewrite": "top_terms_blended_freqs_64", "boost": 4})]
        query = q.Bool(
            must=[*map(in_heading, stems), q.DisMax(queries=[*last, in_heading(german.stem(start))])],
            filter=[self.rights],
        )
        answer = self.requests.search({**SHOWN, "query": query.to_dict(), "size": limit})[0]
        return [load(unpacked_line(packed)[-1]) for packed in values(answer, "display")]


def rights_of(viewer: Viewer) -> q.Query:
    audiences = q.Terms(audience=sorted(viewer.audiences))
    if not viewer.closed:
        return audiences
    return q.Bool(filter=[audiences], must_not=[q.Terms(owner=sorted(viewer.closed))])


def in_heading(stem: str) -> q.Query:
    return q.DisMax(
        queries=[q.Term(heading={"value": stem, "boost": 10}), q.Term(heading_extra={"value": stem, "boost": 4})]
    )


def near(stems: Iterable[str]) -> q.Query:
    return q.MatchPhrase(all={"query": " ".join(stems), "slop": NEAR})


def expression(variant: Variant) -> q.Query:
    if len(variant.stems) == 1:
        return q.Term(all=variant.stems[0])
    return q.Bool(must=[q.Term(all=stem) for stem in variant.stems]) if variant.is_bag else near(variant.stems)


def passage_of(key: Sequence[Any]) -> str:
    owner, place, part = key
    return passage_id(owner, place, part)


def entry(stored: str) -> Entry:
    owner, place, part, *rest = unpacked_line(stored)
    document = (owner, int(place))
    return Entry(document, (*document, int(part)), tuple(rest[:BOOST]), float(rest[BOOST]), tuple(rest[BOOST + 1 :]))


BOOST = len(FACETS)
