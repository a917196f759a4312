"""The engine on Elasticsearch: it finds candidates among the same stems, the same ranking in Python orders them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch.dsl import query as q

from search import meaning
from search.answering.answer import results, suggestions
from search.documents import Builder, Count, Document, Query, Results, Suggestion, Viewer
from search.engines.answer_cache import Answers
from search.engines.elastic.index import Index
from search.engines.elastic.known_words import Known
from search.engines.elastic.reader import ElasticReader, rights_of
from search.engines.elastic.requests import NoIndexError, ServerRequests
from search.engines.elastic.timed_node import TimedNode
from search.engines.elastic.writing import IndexWriter

MISSING = "missing"
INCOMPLETE = "incomplete"
READ_SECONDS = 1.3
WRITE_SECONDS = 8.0
# So many circles of readers are remembered.
CIRCLES = 32
# Owners told in one answer of the server.
PAGE = 1_000


class ElasticEngine:
    """The search port over one index. `lock` is a file that all processes of this machine share: they write in turn.
    `patience` is how many seconds a reader may be kept waiting, `seen` the state of the index that the last answer told.

    Whatever the server does wrong ends in an exception of the client or its transport, see `fallback`.
    """

    name = "elastic"

    def __init__(self, urls: Sequence[str], prefix: str, lock: Path, patience: float = READ_SECONDS) -> None:
        # A node that answers wrongly is asked again only through another one.
        self.client = Elasticsearch(
            list(urls),
            node_class=TimedNode,
            max_retries=len(urls) - 1,
            retry_on_timeout=True,
            request_timeout=WRITE_SECONDS,
        )
        self.nodes = len(urls)
        self.index = Index(self.client, prefix)
        self.writer = IndexWriter(self.client, self.index, lock)
        self.patience = patience
        self._known: dict[Viewer, Known] = {}
        self._answers = Answers()
        self.seen = ""

    def put(self, owner: str, documents: Iterable[Document]) -> None:
        self.writer.put(owner, documents)

    def remove(self, owner: str) -> None:
        self.put(owner, ())

    def count(self) -> Count:
        try:
            documents = self.client.count(index=self.index.alias, query=q.Term(is_first=True).to_dict())["count"]
            return Count(documents, self.client.count(index=self.index.alias, query=PASSAGES)["count"])
        except NotFoundError:
            return Count(0, 0)

    def held(self) -> dict[str, str]:
        held: dict[str, str] = {}
        each: dict[str, Any] = {
            "size": PAGE,
            "sources": [{name: {"terms": {"field": name}}} for name in ("owner", "digest")],
        }
        while True:
            try:
                answer = self.client.search(index=self.index.alias, size=0, aggs={"held": {"composite": each}})
            except NotFoundError:
                return {}
            part = answer["aggregations"]["held"]
            if not part["buckets"]:
                return held
            for bucket in part["buckets"]:
                owner, mark = bucket["key"]["owner"], bucket["key"]["digest"]
                held[owner] = mark if owner not in held else ""
            each["after"] = part["after_key"]

    def is_complete(self) -> bool:
        try:
            answer = self.client.count(index=self.index.alias, query=q.Term(complete=True).to_dict())
        except NotFoundError:
            return False
        return bool(answer["count"])

    def rebuild(self) -> AbstractContextManager[Builder]:
        return self.writer.rebuild()

    def take_vectors(self, known: Callable[[Collection[bytes]], Mapping[bytes, list[float]]]) -> int:
        return self.writer.take_vectors(known)

    def search(self, query: Query) -> Results:
        """What is remembered of the index is good for as long as nothing changes; a change is noticed with the answer."""
        requests = ServerRequests(self.client, self.index.alias, self.patience, self.nodes)
        try:
            known = self._known_to(requests, query.viewer)
            answer = self._answer(requests, query, known)
            if (requests.version or self._version(requests)) != known.version:
                answer = self._answer(requests, query, self._measured(requests, query.viewer))
            self.seen = requests.version
        except NoIndexError:
            return Results(notice=MISSING)
        return answer

    def suggest(self, text: str, viewer: Viewer, limit: int = 8) -> list[Suggestion]:
        requests = ServerRequests(self.client, self.index.alias, self.patience, self.nodes)
        try:
            return suggestions(ElasticReader(requests, viewer, NOTHING_KNOWN), text, limit)
        except NoIndexError:
            return []

    def _answer(self, requests: ServerRequests, query: Query, known: Known) -> Results:
        has_vectors = known.has_vectors and meaning.is_ready()
        if not known.is_complete:
            answer = results(ElasticReader(requests, query.viewer, known, has_vectors=has_vectors), query)
            return replace(answer, notice=INCOMPLETE)
        state = (known.version, has_vectors)
        kept = self._answers.get(query, state)
        if kept is not None:
            return kept
        answer = results(ElasticReader(requests, query.viewer, known, has_vectors=has_vectors), query)
        if requests.version == known.version:
            self._answers.keep(query, state, answer)
        return answer

    def _version(self, requests: ServerRequests) -> str:
        requests.search()
        return requests.version

    def _known_to(self, requests: ServerRequests, viewer: Viewer) -> Known:
        known = self._known.get(viewer)
        return known if known and known.is_usable() else self._measured(requests, viewer)

    def _measured(self, requests: ServerRequests, viewer: Viewer) -> Known:
        """Start to remember anew: how many passages of which size these readers may open, and what else there is."""
        counts = requests.search(measure(viewer))[0]["aggregations"]
        mine = counts["passages"]["mine"]
        known = Known(
            version=requests.version,
            total=mine["doc_count"] or 1,
            average=mine["size"]["value"] or 1.0,
            sees_all=mine["doc_count"] == counts["passages"]["doc_count"],
            is_complete=counts["complete"]["doc_count"] > 0,
            has_vectors=counts["vectors"]["doc_count"] > 0,
        )
        if len(self._known) >= CIRCLES:
            self._known.clear()
        self._known[viewer] = known
        return known


PASSAGES = q.Exists(field="size").to_dict()
NOTHING_KNOWN = Known("", 1, 1.0, sees_all=False, is_complete=False, has_vectors=False)


def measure(viewer: Viewer) -> dict[str, Any]:
    mine = rights_of(viewer).to_dict()
    return {
        "size": 0,
        "track_total_hits": False,
        "aggs": {
            "passages": {
                "filter": PASSAGES,
                "aggs": {"mine": {"filter": mine, "aggs": {"size": {"avg": {"field": "size"}}}}},
            },
            "complete": {"filter": q.Term(complete=True).to_dict()},
            "vectors": {"filter": q.Exists(field="vector").to_dict()},
        },
    }
