"""The index file of the embedded engine: its schema, and what its numbers say."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from search.answering.reader import FACETS
from search.engines import index_file, words
from search.language.analysis import FIELDS, VERSION

# The bits of a document's number, from the last: who may open it, and by which values it is counted. What an index finds
# needs no look into another table to be kept from somebody, or to be counted.
AUDIENCE_BITS, FACET_BITS = 16, 24
AUDIENCE_MASK, FACET_MASK = (1 << AUDIENCE_BITS) - 1, (1 << FACET_BITS) - 1
HEAD = FIELDS[:4]
SCHEMA = f"""
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS document (
  no INTEGER PRIMARY KEY, id TEXT UNIQUE, owner TEXT, boost REAL, {", ".join(f"{name} TEXT" for name in HEAD)}, data TEXT);
CREATE INDEX IF NOT EXISTS document_owner ON document (owner);
CREATE TABLE IF NOT EXISTS passage (
  document INTEGER, number INTEGER, stems TEXT, beside TEXT, PRIMARY KEY (document, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facet (code INTEGER PRIMARY KEY, owner TEXT, {", ".join(f"{name} TEXT" for name in FACETS)},
  UNIQUE (owner, {", ".join(FACETS)}));
CREATE VIRTUAL TABLE IF NOT EXISTS stems USING fts5(
  {", ".join(FIELDS)}, content='', contentless_delete=1, prefix='3 4',
  tokenize="unicode61 remove_diacritics 0 tokenchars '.,§#'");
CREATE TABLE IF NOT EXISTS number (value TEXT, document INTEGER, path TEXT, former TEXT);
CREATE INDEX IF NOT EXISTS number_value ON number (value);
CREATE INDEX IF NOT EXISTS number_document ON number (document);
CREATE TABLE IF NOT EXISTS vector (document INTEGER PRIMARY KEY, digest BLOB);
CREATE INDEX IF NOT EXISTS vector_digest ON vector (digest);
CREATE TABLE IF NOT EXISTS change (no INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT);
{words.SCHEMA}
"""
# Another schema, analysis or set of facets is another format: an index of an older one is dropped and built anew.
FORMAT = zlib.crc32(f"{SCHEMA}{VERSION}{FACETS}".encode()) & 0x7FFFFFFF
TABLES = ("vocabulary", "stems", "meta", "document", "passage", "facet", "number", "vector", "change", *words.TABLES)


class IndexStore(index_file.IndexFile):
    """An index of another format is none to those who read; who writes begins it anew."""

    def exists(self) -> bool:
        try:
            return super().exists() and self.connection().pragma("user_version") == FORMAT
        except index_file.BROKEN:
            return True  # reading it will say what is wrong

    def prepared(self) -> apsw.Connection:
        """The connection of this thread, for who writes."""
        connection = self.connection()
        if connection.pragma("user_version") != FORMAT:
            create(connection)
        return connection

    @contextmanager
    def writing(self) -> Iterator[apsw.Connection]:
        self.prepared()
        with super().writing() as connection:
            yield connection


def create(connection: apsw.Connection) -> None:
    """An empty index; what is there of another format is dropped."""
    connection.execute("BEGIN IMMEDIATE")
    before = connection.pragma("user_version")
    if before not in {0, FORMAT}:
        for name in TABLES:
            connection.execute(f"DROP TABLE IF EXISTS {name}")
    connection.execute(SCHEMA)
    connection.pragma("user_version", FORMAT)
    connection.execute("COMMIT")


def store(path: Path) -> IndexStore:
    return IndexStore(path, index_file.opened)
