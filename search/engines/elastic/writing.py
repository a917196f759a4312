"""Every change of the documents in Elasticsearch: one at a time, shown to readers all at once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.dsl import query as q

from search.documents import ALL, Builder, Document, Ingredients, fingerprint
from search.engines.elastic.bulk import Bulk, lines_of
from search.engines.elastic.index import Index
from search.engines.elastic.records import Action, Writer, counts_of, document_id, entry, unpacked_line
from search.engines.elastic.words_file import WordsFile
from search.engines.packing import load
from search.engines.preparing import Batch, preparing
from search.engines.words import Splitter, WordCounts
from search.locks import alone

REBUILD_SECONDS = 60.0
# Who is noted to have changed when documents got their vectors.
VECTORS = "vectors"
# No owner has so many documents; the index answers no more at once (index.SETTINGS).
OWNED = 50_000
# Entries read in one go.
PAGE = 1_000


class IndexWriter:
    """`lock` is a file that all processes of this machine share: they write in turn."""

    def __init__(
        self, client: Elasticsearch, index: Index, lock: Path, words: WordsFile, using: Ingredients = ALL
    ) -> None:
        self.client = client
        self.index = index
        self.lock = lock
        self.words = words
        self.using = using

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with alone(self.lock, wait=True):
            yield

    def put(self, owner: str, documents: Iterable[Document]) -> None:
        with self._writing():
            prepared = list(documents)
            name = self.index.current()
            is_unfinished = self.words.unfinished(owner) is not None
            if is_unfinished:
                self.client.indices.refresh(index=name)  # so that what was written nevertheless is seen
            before = self._owned(name, owner)
            is_same = set(before.values()) == {fingerprint(prepared)} if prepared else not before
            if is_unfinished or not is_same:
                self._replace(name, owner, before, prepared)

    def _replace(self, name: str, owner: str, before: Mapping[str, str], documents: Sequence[Document]) -> None:
        """Take away what the owner had and has no more, write the rest and the note of the change; show it all at once."""
        writer = Writer(Splitter(self.words.store.connection()), self.using)
        actions = writer.actions(owner, documents)
        kept = {action["_id"] for action in actions}
        with self._counted(name, owner, before, writer):
            bulk = Bulk(self.client, name)
            bulk.add([{"_op_type": "delete", "_id": key} for key in before if key not in kept])
            bulk.add(actions)
            bulk.add([self._note(name, owner)])
            bulk.finish()
            self.client.indices.refresh(index=name)

    @contextmanager
    def _counted(self, name: str, owner: str, before: Mapping[str, str], writer: Writer) -> Iterator[None]:
        """The words of the entries that the owner has before and after; none while the words of this index are not known."""
        if self.words.index() != name:
            yield
            return
        known = self.words.unfinished(owner)
        if known is None:
            known = self._hits(name, owner, ["entry", "display"]) if before else []
        with self.words.changing(owner, known, writer.counts, writer.languages):
            yield

    def _counts(self, name: str, owner: str) -> WordCounts:
        """What the documents of an owner brought along."""
        return counts_of(self._hits(name, owner, ["entry", "display"]))

    def _documents(self, name: str, owner: str) -> list[Document]:
        hits = sorted(
            self._hits(name, owner, ["display", "entry"]), key=lambda hit: entry(hit["fields"]["entry"][0]).document
        )
        return [load(unpacked_line(hit["fields"]["display"][0])[0]) for hit in hits]

    def _hits(self, name: str, owner: str, fields: list[str]) -> list[dict[str, Any]]:
        answer = self.client.search(
            index=name,
            query=q.Term(owner=owner).to_dict(),
            stored_fields="_none_",
            docvalue_fields=[{"field": name} for name in fields],
            size=OWNED,
            track_total_hits=False,
        )
        found: list[dict[str, Any]] = answer["hits"]["hits"]
        return found

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

    def _note(self, name: str, owner: str) -> Action:
        return {"_op_type": "index", "_id": f"c:{owner}", "changed": owner, "change": self._last_change(name) + 1}

    def _last_change(self, name: str) -> int:
        answer = self.client.search(index=name, size=0, aggs={"last": {"max": {"field": "change"}}})
        return int(answer["aggregations"]["last"]["value"] or 0)

    def take_vectors(self, known: Callable[[Collection[bytes]], Mapping[bytes, list[float]]]) -> int:
        """Give the documents that have no vector theirs, as far as `known` has them by the digest of the wording.

        A document that changes meanwhile is left alone; returns how many got one.
        """
        name, done = self.index.current(), 0
        lacking = q.Bool(filter=[q.Exists(field="meaning")], must_not=[q.Exists(field="vector")])
        for hits in self._pages(name, lacking, ["meaning"]):
            vectors = known({bytes.fromhex(hit["_source"]["meaning"]) for hit in hits})
            bulk = Bulk(self.client, name)
            for hit in hits:
                vector = vectors.get(bytes.fromhex(hit["_source"]["meaning"]))
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
                self.words.note_vectors()
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
            builder = FreshBuilder(self.client, fresh, self.using)
            with preparing(partial(Preparer, self.using), builder.take) as prepared:
                yield prepared
            with self._writing():
                self._take_over(fresh, since, builder)
        except BaseException:
            self.index.drop(fresh)
            raise

    def _take_over(self, fresh: str, since: int, builder: "FreshBuilder") -> None:
        """Switch readers to the fresh index; owners that changed after `since` keep what they have, for it is newer."""
        live = self.index.current()
        changed = self.client.search(
            index=live, query=q.Range(change={"gt": since}).to_dict(), source_includes=["changed", "change"], size=OWNED
        )
        changes = [hit["_source"] for hit in changed["hits"]["hits"]]
        owners = [change["changed"] for change in changes if change["changed"] != VECTORS]
        newer = {owner: self._documents(live, owner) for owner in owners}
        builder.bulk.finish()
        self.client.indices.refresh(index=fresh)
        older = [self._counts(fresh, owner) for owner in owners]
        builder.put_instead(newer, changes)
        self.client.indices.refresh(index=fresh)
        with self.words.replaced(fresh, builder.writer.counts, older, builder.writer.languages):
            self.index.switch_to(fresh)


@dataclass(frozen=True)
class Prepared:
    """A batch of documents as the server reads it, and what it says of words."""

    lines: list[bytes]
    counts: WordCounts
    languages: set[str]


class Preparer:
    """Writes batches out, in whatever process."""

    def __init__(self, using: Ingredients) -> None:
        self.writer = Writer(Splitter(), using)

    def __call__(self, batch: Batch) -> Prepared:
        self.writer.counts, self.writer.languages = WordCounts(), set()
        actions = [action for owner, documents in batch for action in self.writer.actions(owner, documents)]
        return Prepared(lines_of(actions), self.writer.counts, self.writer.languages)


class FreshBuilder:
    """Fills an index that nobody reads yet. What an owner was given stays as it is put last."""

    def __init__(self, client: Elasticsearch, name: str, using: Ingredients = ALL) -> None:
        self.writer = Writer(Splitter(), using)
        self.bulk = Bulk(client, name, REBUILD_SECONDS)
        self._put: dict[str, int] = {}

    def take(self, batch: Batch, found: Prepared) -> None:
        self.bulk.add_lines(found.lines)
        self.writer.counts.merge(found.counts)
        self.writer.languages |= found.languages
        self._put.update({owner: len(documents) for owner, documents in batch})

    def put(self, owner: str, documents: Sequence[Document]) -> None:
        self.bulk.add(self.writer.actions(owner, documents))
        self._put[owner] = len(documents)

    def put_instead(self, newer: Mapping[str, Sequence[Document]], changes: Sequence[Mapping[str, Any]]) -> None:
        """What changed meanwhile, the notes of that, and the sign that all is there."""
        for owner, documents in newer.items():
            gone = range(len(documents), self._put.get(owner, 0))
            self.put(owner, documents)
            self.bulk.add([{"_op_type": "delete", "_id": document_id(owner, place)} for place in gone])
        self.bulk.add([{"_op_type": "index", "_id": f"c:{change['changed']}", **change} for change in changes])
        self.bulk.add([{"_op_type": "index", "_id": "complete", "complete": True, "change": 0}])
        self.bulk.finish()
