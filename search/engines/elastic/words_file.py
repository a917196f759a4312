"""What is known of the words of the index in Elasticsearch, in a file on this machine: understanding a question asks no server."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

from search.engines import index_file, words
from search.engines.elastic.records import counts_of
from search.engines.index_file import IndexFile, value
from search.engines.words import WordCounts

SCHEMA = f"""
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unfinished (owner TEXT PRIMARY KEY, entries TEXT) WITHOUT ROWID;
{words.SCHEMA}
"""


# As the index keeps them, with what tells the words that were counted of them.
Entries = list[dict[str, Any]]


class WordsFile:
    """Written by whoever writes the index, under the same lock; `index` is the name of the index it belongs to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store = IndexFile(path, opened)

    def index(self) -> str:
        """ "" where there is no file."""
        if not self.store.exists():
            return ""
        return value(self.store.connection(), "index")

    @contextmanager
    def reading(self) -> Iterator[apsw.Connection]:
        with self.store.reading() as connection:
            yield connection

    def unfinished(self, owner: str) -> Entries | None:
        """What was counted of an owner when a change of it began that never ended: the index may hold anything of it."""
        stored = self.store.connection().execute("SELECT entries FROM unfinished WHERE owner = ?", (owner,)).get
        return None if stored is None else json.loads(stored)

    @contextmanager
    def changing(self, owner: str, before: Entries, come: WordCounts, languages: set[str]) -> Iterator[None]:
        """What happens within changes the entries of an owner in the index; what they were is noted until it has worked."""
        with self.store.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO unfinished VALUES (?, ?)", (owner, json.dumps(before)))
        yield
        with self.store.writing() as connection:
            words.store(connection, counts_of(before), -1)
            words.store(connection, come)
            add_languages(connection, languages)
            connection.execute("DELETE FROM unfinished WHERE owner = ?", (owner,))

    @contextmanager
    def replaced(self, index: str, come: WordCounts, gone: Iterable[WordCounts], languages: set[str]) -> Iterator[None]:
        """Begin anew, for another index: readers see the old words until all within has worked, then the new ones."""
        with self.store.writing() as connection:
            for table in (*words.ORDINARY, "meta", "unfinished"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
            connection.execute("INSERT INTO trigram (trigram) VALUES ('delete-all')")
            words.store(connection, come)
            for counts in gone:
                words.store(connection, counts, -1)
            add_languages(connection, languages)
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('index', ?)", (index,))
            yield

    def note_vectors(self) -> None:
        with self.store.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('vectors', '1')")

    def close(self) -> None:
        self.store.close()


def languages_of(connection: apsw.Connection) -> frozenset[str]:
    """The languages, in two letters, that documents of the index ever had."""
    return frozenset(value(connection, "languages").split())


def add_languages(connection: apsw.Connection, languages: set[str]) -> None:
    if not languages <= languages_of(connection):
        known = " ".join(sorted(languages | languages_of(connection)))
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('languages', ?)", (known,))


def opened(path: Path) -> apsw.Connection:
    connection = index_file.opened(path)
    connection.execute(SCHEMA)
    return connection
