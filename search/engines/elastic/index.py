"""The index in Elasticsearch: mapping, names and the alias readers ask; every change of it."""

import zlib
from typing import Any
from uuid import uuid4

from elasticsearch import Elasticsearch

from search.engines import words
from search.language.analysis import VERSION

SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    # Only a finished change is shown, by the refresh that ends it.
    "refresh_interval": "-1",
    "max_result_window": 50_000,
    "max_terms_count": 65_536,
}
# Stems and what words are found by: only how often they stand there counts, not where.
WORDS: dict[str, Any] = {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}
WORDING: dict[str, Any] = {"type": "text", "analyzer": "whitespace", "norms": False}
NAME: dict[str, Any] = {"type": "keyword"}
DIMENSIONS = 384
PACKED: dict[str, Any] = {"type": "binary", "doc_values": True}
# A fourth of the memory; the order of the nearest is the same but for a few.
QUANTISED: dict[str, Any] = {"type": "int8_hnsw"}
FIELDS: dict[str, Any] = {
    # A document: all its stems in one field, the weightier ones repeated; as it was written, for words in a row; and for
    # suggestions the heading with how its words begin. `entry` is what ranking needs of it, `display` what a page shows
    # of it, `cited` its numbers, all packed, for to read them beside the source is many times faster.
    "all": WORDS,
    "wording": WORDING,
    "heading": WORDS,
    "beginnings": WORDS,
    "owner": NAME,
    "audience": NAME,
    "kind": NAME,
    "document_title": NAME,
    "language": NAME,
    "status": NAME,
    "organisations": NAME,
    "months": NAME,
    "digest": NAME,
    # What the document means: the digest of its wording, and its vector once that is known.
    "meaning": NAME,
    "vector": {"type": "dense_vector", "dims": DIMENSIONS, "similarity": "cosine", "index_options": QUANTISED},
    "numbers": NAME,
    "entry": PACKED,
    "display": PACKED,
    "head": PACKED,
    "cited": PACKED,
    # A change, so that a rebuild knows what it must not undo; and the sign that all documents are there.
    "changed": NAME,
    "change": {"type": "long"},
    "complete": {"type": "boolean"},
}
MAPPING: dict[str, Any] = {"dynamic": "strict", "properties": FIELDS}
# Another mapping or another analysis is another index: one of an older format is left to older processes.
FORMAT = f"{zlib.crc32(f'{MAPPING}{VERSION}{words.SCHEMA}'.encode()):08x}"


class Index:
    """All indexes of one installation: those whose name begins with its prefix."""

    def __init__(self, client: Elasticsearch, prefix: str) -> None:
        self.client = client
        self.prefix = prefix
        self.alias = f"{prefix}-{FORMAT}"

    def create(self) -> str:
        name = f"{self.alias}-{uuid4().hex[:12]}"
        self.client.indices.create(index=name, settings=SETTINGS, mappings=MAPPING)
        return name

    def exists(self) -> bool:
        return bool(self.client.indices.exists_alias(name=self.alias))

    def current(self) -> str:
        """The index behind the alias; an empty one is made when there is none."""
        if not self.exists():
            self.switch_to(self.create())
        names: dict[str, Any] = self.client.indices.get_alias(name=self.alias).body
        return next(iter(names))

    def switch_to(self, name: str) -> None:
        """Have readers ask this index from now on, in one step, and drop the one they asked before."""
        before = list(self.client.indices.get_alias(name=self.alias).body) if self.exists() else []
        removed = [{"remove_index": {"index": old}} for old in before if old != name]
        self.client.indices.update_aliases(actions=[{"add": {"index": name, "alias": self.alias}}, *removed])

    def drop(self, name: str) -> None:
        self.client.indices.delete(index=name, ignore_unavailable=True)

    def drop_all(self) -> None:
        """Drop every index of this installation, of whatever format."""
        for name in list(self.client.indices.get(index=f"{self.prefix}-*").body):
            self.drop(name)
