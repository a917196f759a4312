"""Every change of the documents in Elasticsearch: one at a time, shown to readers all at once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl import query as q

from search.documents import Builder, Document, fingerprint
from search.engines.elastic.bulk import SECONDS, Bulk
from search.engines.elastic.index import Index
from search.engines.elastic.records import Action, Writer, word_id
from search.engines.elastic.requests import ServerRequests
from search.locks import alone

REBUILD_SECONDS = 60.0
# Who is noted to have changed when passages got their vectors.
VECTORS = "vectors"
# No owner has so many passages; the index answers no more at once (index.SETTINGS).
OWNED = 50_000
# Entries read in one go.
PAGE = 1_000


class IndexWriter:
    """`lock` is a file that all processes of this machine share: they write in turn."""

    def __init__(self, client: Elasticsearch, index: Index, lock: Path) -> None:
        self.client = client
        self.index = index
        self.lock = lock

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

    def _replace(self, name: str, owner: str, before: Mapping[str, str], actions: list[Action]) -> None:
        """Take away what the owner had and has no more, write the rest and the note of the change; show it all at once."""
        kept = {action["_id"] for action in actions}
        bulk = Bulk(self.client, name)
        bulk.add([{"_op_type": "delete", "_id": key} for key in before if key not in kept])
        bulk.add(actions)
        bulk.add([self._note(name, owner)])
        bulk.finish()
        self.client.indices.refresh(index=name)

    def _note(self, name: str, owner: str) -> Action:
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
            requests = ServerRequests(self.client, name, SECONDS)
            return {
                source["form"]: source["compound"] for source in requests.sources(list(map(word_id, forms))).values()
            }

        return stored

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


class FreshBuilder:
    """Fills an index that nobody reads yet."""

    def __init__(self, client: Elasticsearch, name: str) -> None:
        self.writer = Writer(lambda _forms: {})
        self.bulk = Bulk(client, name, REBUILD_SECONDS)

    def put(self, owner: str, documents: Sequence[Document]) -> None:
        self.bulk.add(self.writer.actions(owner, documents))

    def finish(self) -> None:
        self.bulk.finish()
