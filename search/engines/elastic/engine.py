"""The engine on Elasticsearch: it finds candidates among the same stems, the same ranking in Python orders them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch.dsl import query as q

from search import meaning
from search.answering.answer import results, suggestions
from search.documents import Builder, Count, Document, Query, Results, Suggestion, Viewer, fingerprint
from search.engines.answer_cache import Answers
from search.engines.elastic.bulk import Bulk
from search.engines.elastic.index import Index
from search.engines.elastic.known_words import Known
from search.engines.elastic.reader import ElasticReader
from search.engines.elastic.records import Writer, word_id
from search.engines.elastic.requests import NoIndexError, ServerRequests
from search.locks import alone

MISSING = "missing"
INCOMPLETE = "incomplete"
READ_SECONDS = 1.3
WRITE_SECONDS = 8.0
REBUILD_SECONDS = 60.0
# So many circles of readers are remembered.
CIRCLES = 32
# Who is noted to have changed when passages got their vectors.
VECTORS = "vectors"
OWNED = 50_000
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
            list(urls), max_retries=len(urls) - 1, retry_on_timeout=True, request_timeout=WRITE_SECONDS
        )
        self.nodes = len(urls)
        self.index = Index(self.client, prefix)
        self.lock = lock
        self.patience = patience
        self._known: dict[Viewer, Known] = {}
        self._answers = Answers()
        self.seen = ""

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with alone(self.lock, wait=True):
            yield

    def put(self, owner: str, documents: Iterable[Document]) -> None:
        with self._writing():
            prepared = list(documents)
            name = self.index.current()
            before = self._owned(name, owner)
            mark = fingerprint(prepared)
            if (prepared and set(before.values()) == {mark}) or not (prepared or before):
                return
            actions = Writer(self._stored(name)).actions(owner, prepared)
            self._replace(name, owner, before, actions)

    def _replace(self, name: str, owner: str, before: Mapping[str, str], actions: list[dict[str, Any]]) -> None:
        """Take away what the owner had and has no more, write the rest and the note of the change; show it all at once."""
        kept = {action["_id"] for action in actions}
        bulk = Bulk(self.client, name)
        bulk.add([{"_op_type": "delete", "_id": key} for key in before if key not in kept])
        bulk.add(actions)
        bulk.add([self._note(name, owner)])
        bulk.finish()
        self.client.indices.refresh(index=name)

    def _note(self, name: str, owner: str) -> dict[str, Any]:
        return {"_op_type": "index", "_id": f"c:{owner}", "changed": owner, "change": self._last_change(name) + 1}

    def _owned(self, name: str, owner: str) -> dict[str, str]:
        """The entries of an owner, and the digest of the documents they were made of."""
        answer = self.client.search(
            index=name,
            query=q.Term(owner=owner).to_dict(),
            source_includes=["digest"],
            size=OWNED,
            track_total_hits=False,
        )
        return {hit["_id"]: hit["_source"]["digest"] for hit in answer["hits"]["hits"]}

    def _last_change(self, name: str) -> int:
        answer = self.client.search(index=name, size=0, aggs={"last": {"max": {"field": "change"}}})
        return int(answer["aggregations"]["last"]["value"] or 0)

    def _stored(self, name: str) -> Callable[[Sequence[str]], dict[str, str]]:
        def stored(forms: Sequence[str]) -> dict[str, str]:
            requests = ServerRequests(self.client, name, WRITE_SECONDS)
            return {
                source["form"]: source["compound"] for source in requests.sources(list(map(word_id, forms))).values()
            }

        return stored

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

    def take_vectors(self, known: Callable[[Collection[bytes]], Mapping[bytes, list[float]]]) -> int:
        """Give the passages that have no vector theirs, as far as `known` has them by the digest of the wording.

        A passage that changes meanwhile is left alone; returns how many got one.
        """
        name, done = self.index.current(), 0
        lacking = q.Bool(filter=[q.Exists(field="wording")], must_not=[q.Exists(field="vector")])
        for hits in self._pages(name, lacking, ["wording"]):
            vectors = known({bytes.fromhex(hit["_source"]["wording"]) for hit in hits})
            bulk = Bulk(self.client, name)
            for hit in hits:
                vector = vectors.get(bytes.fromhex(hit["_source"]["wording"]))
                if vector is not None:
                    place = {"_id": hit["_id"], "if_seq_no": hit["_seq_no"], "if_primary_term": hit["_primary_term"]}
                    bulk.add([{"_op_type": "update", **place, "doc": {"vector": vector}}])
                    done += 1
            bulk.finish()
        if done:
            with self._writing():
                note = Bulk(self.client, name)
                note.add([self._note(name, VECTORS)])
                note.finish()
                self.client.indices.refresh(index=name)
        return done

    def _pages(self, name: str, query: q.Query, fields: list[str]) -> Iterator[list[dict[str, Any]]]:
        """All entries that match, PAGE at a time, as they were when the first was read."""
        moment = self.client.open_point_in_time(index=name, keep_alive="2m")["id"]
        after: list[Any] | None = None
        try:
            while True:
                answer = self.client.search(
                    pit={"id": moment, "keep_alive": "2m"},
                    query=query.to_dict(),
                    source_includes=fields,
                    size=PAGE,
                    sort=[{"_shard_doc": "asc"}],
                    search_after=after,
                    seq_no_primary_term=True,
                    track_total_hits=False,
                )
                hits = answer["hits"]["hits"]
                if not hits:
                    return
                yield hits
                after = hits[-1]["sort"]
        finally:
            self.client.close_point_in_time(id=moment)

    def is_complete(self) -> bool:
        try:
            answer = self.client.count(index=self.index.alias, query=q.Term(complete=True).to_dict())
        except NotFoundError:
            return False
        return bool(answer["count"])

    @contextmanager
    def rebuild(self) -> Iterator[Builder]:
        with self._writing():
            since = self._last_change(self.index.current())
        fresh = self.index.create()
        try:
            builder = FreshBuilder(self.client, fresh)
            yield builder
            builder.finish()
            with self._writing():
                self._take_over(fresh, since)
        except BaseException:
            self.index.drop(fresh)
            raise

    def _take_over(self, fresh: str, since: int) -> None:
        """Switch readers to the fresh index; owners that changed after `since` keep what they have, for it is newer."""
        live = self.index.current()
        changed = self.client.search(
            index=live, query=q.Range(change={"gt": since}).to_dict(), source_includes=["changed", "change"], size=OWNED
        )
        changes = [hit["_source"] for hit in changed["hits"]["hits"]]
        self.client.indices.refresh(index=fresh)
        bulk = Bulk(self.client, fresh)
        for change in changes:
            bulk.add([{"_op_type": "delete", "_id": key} for key in self._owned(fresh, change["changed"])])
        bulk.add([{"_op_type": "index", "_id": "complete", "complete": True, "change": 0}])
        bulk.finish()
        self._copy(live, fresh, [change["changed"] for change in changes])
        self.client.indices.refresh(index=fresh)
        self.index.switch_to(fresh)

    def _copy(self, live: str, fresh: str, owners: list[str]) -> None:
        """The passages of these owners and the notes of their changes, and the words that came with them."""
        if not owners:
            return
        moved = q.Terms(owner=owners) | q.Terms(changed=owners) | q.Exists(field="form")
        self.client.options(request_timeout=600).reindex(
            source={"index": live, "query": moved.to_dict()},
            dest={"index": fresh, "op_type": "create"},
            conflicts="proceed",
        )

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


class FreshBuilder:
    """Fills an index that nobody reads yet."""

    def __init__(self, client: Elasticsearch, name: str) -> None:
        self.writer = Writer(lambda _forms: {})
        self.bulk = Bulk(client, name, REBUILD_SECONDS)

    def put(self, owner: str, documents: Sequence[Document]) -> None:
        self.bulk.add(self.writer.actions(owner, documents))

    def finish(self) -> None:
        self.bulk.finish()


PASSAGES = q.Exists(field="size").to_dict()
NOTHING_KNOWN = Known("", 1, 1.0, sees_all=False, is_complete=False, has_vectors=False)


def measure(viewer: Viewer) -> dict[str, Any]:
    mine = q.Terms(audience=sorted(viewer.audiences)).to_dict()
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
