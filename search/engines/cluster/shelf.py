"""The index in Elasticsearch as a shelf; the rights of the viewer stand in every question."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from elasticsearch.dsl import query as q

from search import german, numbers
from search.documents import Document, Viewer
from search.engines.packing import load
from search.queries import Lexicon, Variant
from search.shelf import BETWEEN, FACETS, Entry, Filters, Key, Near, Numbered, Shown, T

from .asking import Asking, Body, hits
from .lexicon import RoundsLexicon
from .records import passage_id

if TYPE_CHECKING:
    from search.meaning import Vector

CANDIDATES = 200
NUMBERED = 500
NEAR = 3
LOOKED_AT = 200
ENTRY = ["owner", "place", "part", "boost", "stems", *FACETS]


class IndexShelf:
    def __init__(
        self,
        asking: Asking,
        viewer: Viewer,
        size: tuple[int, float],
        compounds: dict[str, str],
        *,
        has_vectors: bool = False,
    ) -> None:
        self.asking = asking
        self.has_vectors = has_vectors
        self.audiences = sorted(viewer.audiences)
        self.rights = q.Terms(audience=self.audiences)
        self.lexicon = RoundsLexicon(asking, viewer, compounds)
        self.total, self.average = size

    def understand(self, read: Callable[[Lexicon], T]) -> T:
        return self.lexicon.settle(read)

    def candidates(
        self, variants: Sequence[Variant], phrases: Sequence[Sequence[str]], filters: Filters
    ) -> list[Entry]:
        narrowed = [q.Terms(name, list(values)) for name, values in filters.items()]
        query = q.Bool(
            should=list(map(expression, variants)),
            minimum_should_match=1,
            filter=[self.rights, *narrowed, *map(near, phrases)],
        )
        return [entry(source) for source in self._read(query, CANDIDATES, ENTRY)]

    def numbered(self, value: str) -> list[Numbered]:
        query = q.Bool(filter=[self.rights, q.Term(numbers=value)])
        return [
            Numbered(entry(source), path, cited["former"])
            for source in self._read(query, NUMBERED, [*ENTRY, "cited"])
            for cited in source["cited"]
            if (path := tuple(numbers.Part(*part) for part in cited["path"]))[-1].value == value
        ]

    def nearest(self, vector: "Vector", limit: int) -> list[Near]:
        knn = {
            "field": "vector",
            "query_vector": vector.tolist(),
            "k": limit,
            "num_candidates": max(limit, LOOKED_AT),
            "filter": self.rights.to_dict(),
        }
        body = {"knn": knn, "_source": ENTRY, "size": limit, "track_total_hits": False}
        found = self.asking.search(body)[0].get("hits", {}).get("hits", [])
        return [Near(entry(hit["_source"]), hit["_score"]) for hit in found]

    def shown(self, passages: Iterable[Key]) -> Mapping[Key, Shown]:
        keys = list(passages)
        ids = {passage_of(key): key for key in keys}
        firsts = {passage_of((*key[:2], 0)) for key in keys}
        found = self.asking.sources([*ids, *sorted(firsts - ids.keys())])
        allowed = {key: source for key, source in found.items() if source["audience"] in self.audiences}
        return {
            key: Shown(load(allowed[first]["data"]), allowed[own]["text"], tuple(allowed[own]["stems"]))
            for own, key in ids.items()
            if own in allowed and (first := passage_of((*key[:2], 0))) in allowed
        }

    def beginning(self, stems: Sequence[str], start: str, limit: int) -> list[Document]:
        last = [q.Prefix(heading={"value": start, "rewrite": "top_terms_blended_freqs_64", "boost": 10})]
        last += [q.Prefix(heading_extra={"value": start, "rewrite": "top_terms_blended_freqs_64", "boost": 4})]
        query = q.Bool(
            must=[*map(in_heading, stems), q.DisMax(queries=[*last, in_heading(german.stem(start))])],
            filter=[self.rights],
        )
        return [load(source["data"]) for source in self._read(query, limit, ["data"])]

    def _read(self, query: q.Query, size: int, fields: list[str]) -> list[Body]:
        body = {"query": query.to_dict(), "_source": fields, "size": size, "track_total_hits": False}
        return hits(self.asking.search(body)[0])


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


def entry(source: Body) -> Entry:
    document = (source["owner"], source["place"])
    values = (source[name] for name in FACETS)
    facets = tuple(BETWEEN.join(value) if isinstance(value, list) else value for value in values)
    return Entry(document, (*document, source["part"]), facets, source["boost"], tuple(source["stems"]))
