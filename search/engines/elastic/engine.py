"""The engine on Elasticsearch: it finds, counts and orders the same stems, the same ranking in Python orders the first of them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import apsw
from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch.dsl import query as q

from search import meaning
from search.answering.answer import results, suggestions
from search.answering.explanation import Explanation, explain
from search.documents import ALL, Builder, Count, Document, Ingredients, Query, Results, Suggestion, Viewer
from search.engines.answer_cache import Answers
from search.engines.elastic.index import Index
from search.engines.elastic.reader import ElasticReader
from search.engines.elastic.requests import NoIndexError, ServerRequests
from search.engines.elastic.timed_node import TimedNode
from search.engines.elastic.words_file import WordsFile
from search.engines.elastic.writing import IndexWriter
from search.engines.index_file import state_of, value

T = TypeVar("T")
MISSING = "missing"
INCOMPLETE = "incomplete"
READ_SECONDS = 1.3
WRITE_SECONDS = 8.0
# Owners told in one answer of the server.
PAGE = 1_000


class ElasticEngine:
    """The search port over one index. `lock` is a file that all processes of this machine share: they write in turn.
    `patience` is how many seconds a reader may be kept waiting, `seen` the state of the index that the last answer told.

    Whatever the server does wrong ends in an exception of the client or its transport, see `fallback`.
    """

    name = "elastic"

    def __init__(
        self,
        urls: Sequence[str],
        prefix: str,
        lock: Path,
        patience: float = READ_SECONDS,
        using: Ingredients = ALL,
    ) -> None:
        # A node that answers wrongly is asked again only through another one.
        self.client = Elasticsearch(
            list(urls),
            node_class=TimedNode,
            max_retries=len(urls) - 1,
            retry_on_timeout=True,
            request_timeout=WRITE_SECONDS,
        )
        self.nodes = len(urls)
        self.using = using
        self.index = Index(self.client, prefix)
        self.words = WordsFile(lock.with_name(f"{self.index.alias}.words.sqlite3"))
        self.writer = IndexWriter(self.client, self.index, lock, self.words, using)
        self.patience = patience
        self._answers = Answers()
        self.seen = ""

    def put(self, owner: str, documents: Iterable[Document]) -> None:
        self.writer.put(owner, documents)

    def remove(self, owner: str) -> None:
        self.put(owner, ())

    def count(self) -> Count:
        try:
            documents = self.client.count(index=self.index.alias, query=DOCUMENTS)["count"]
        except NotFoundError:
            return Count(0, 0)
        with self.words.reading() as connection:
            return Count(documents, connection.execute("SELECT sum(passages) FROM audience").get or 0)

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
        return bool(answer["count"]) and self.words.index() == self.index.current()

    def rebuild(self) -> AbstractContextManager[Builder]:
        return self.writer.rebuild()

    def take_vectors(self, known: Callable[[Collection[bytes]], Mapping[bytes, list[float]]]) -> int:
        return self.writer.take_vectors(known)

    def search(self, query: Query) -> Results:
        """What is remembered is good for as long as the index stays as it is, which the server says with each answer."""
        return self._reading(partial(self._answer, query), Results(notice=MISSING))

    def _answer(self, query: Query, requests: ServerRequests, connection: apsw.Connection) -> Results:
        has_vectors = may_compare(connection)
        state = (state_of(connection), has_vectors)
        kept = self._answers.get(query, (self.seen, *state))
        if kept is not None and self._version(requests) == self.seen:
            return kept
        reader = ElasticReader(requests, query.viewer, connection, has_vectors=has_vectors)
        answer = results(reader, query, self.using)
        self.seen = requests.version or self._version(requests)
        if not self.seen.startswith(f"{value(connection, 'index')}/"):
            return replace(answer, notice=INCOMPLETE)
        self._answers.keep(query, (self.seen, *state), answer)
        return answer

    def explain(self, query: Query) -> Explanation:
        def explained(requests: ServerRequests, connection: apsw.Connection) -> Explanation:
            reader = ElasticReader(requests, query.viewer, connection, has_vectors=may_compare(connection))
            return explain(reader, query, self.using)

        return self._reading(explained, Explanation(Results(notice=MISSING)))

    def suggest(self, text: str, viewer: Viewer, limit: int = 8) -> list[Suggestion]:
        return self._reading(
            lambda requests, connection: suggestions(ElasticReader(requests, viewer, connection), text, limit), []
        )

    def _reading(self, read: Callable[[ServerRequests, apsw.Connection], T], otherwise: T) -> T:
        """What is read of the index and its words; where there is no index, the other."""
        if not self.words.index():
            return otherwise
        requests = ServerRequests(self.client, self.index.alias, self.patience, self.nodes)
        try:
            with self.words.reading() as connection:
                return read(requests, connection)
        except NoIndexError:
            return otherwise

    def _version(self, requests: ServerRequests) -> str:
        requests.search()
        return requests.version


def may_compare(connection: apsw.Connection) -> bool:
    """Whether there are vectors to compare with, and the model to make one of the question."""
    return bool(value(connection, "vectors")) and meaning.is_ready()


DOCUMENTS = q.Exists(field="owner").to_dict()
