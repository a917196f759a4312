"""Documents written into the index file and read back."""

# ruff: noqa: S608 - statements are put together from constants and question marks only

import json
from collections.abc import Iterable
from pathlib import Path

import apsw

from search import meaning
from search.answering.reader import BETWEEN
from search.documents import ALL, Document, Ingredients
from search.engines.embedded.store import AUDIENCE_BITS, BESIDE, NEW_STATE, marks
from search.engines.packing import dump, load, packed, unpacked
from search.language import analysis, compounds, german, numbers

COLUMNS = ", ".join((*analysis.FIELDS, *BESIDE))
TEXT = analysis.FIELDS.index("text")


class Writer:
    """Writes within a transaction that somebody else holds."""

    def __init__(self, connection: apsw.Connection, using: Ingredients = ALL) -> None:
        self.connection = connection
        self.using = using
        self._split: dict[str, compounds.Compound] = {}
        self._forms: set[str] = set()
        self._audiences: dict[str, int] = {}
        self._last: int | None = None
        self.analyst = analysis.Analyst(self.split, using)

    def put(self, owner: str, documents: Iterable[Document]) -> None:
        for document in documents:
            self._add(owner, document)

    def replace(self, owner: str, documents: Iterable[Document]) -> None:
        """Drop what the owner had, write these, note the change for a rebuild that may be under way."""
        documents = list(documents)
        rows = self.connection.execute("SELECT data FROM document WHERE owner = ? ORDER BY no", (owner,))
        if [data for (data,) in rows] == [dump(document) for document in documents]:
            return
        self._drop(owner)
        self.put(owner, documents)
        self.connection.execute("INSERT INTO change (owner) VALUES (?)", (owner,))

    def _drop(self, owner: str) -> None:
        own = "(SELECT no FROM document WHERE owner = ?)"
        passages = f"(SELECT no FROM passage WHERE document IN {own})"
        self.connection.execute(f"DELETE FROM stems WHERE rowid IN {passages}", (owner,))
        self.connection.execute(f"DELETE FROM passage WHERE document IN {own}", (owner,))
        self.connection.execute(f"DELETE FROM number WHERE document IN {own}", (owner,))
        self.connection.execute("DELETE FROM document WHERE owner = ?", (owner,))

    def _add(self, owner: str, document: Document) -> None:
        self.connection.execute(
            "INSERT INTO document (id, owner, kind, language, audience, status, document_title, organisations, "
            "boost, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.id,
                owner,
                document.kind,
                document.language,
                document.audience,
                document.status,
                document.document_title,
                BETWEEN.join(document.organisations),
                document.boost,
                dump(document),
            ),
        )
        no = self.connection.last_insert_rowid()
        facets = (document.kind, document.document_title, document.language, document.status)
        several = (BETWEEN.join(document.organisations), BETWEEN.join(document.months))
        beside = (no, *facets, *several, document.boost)
        for row in analysis.rows(document, self.analyst):
            passage = self._next() << AUDIENCE_BITS | self._audience(document.audience)
            self.connection.execute(
                "INSERT INTO passage (no, document, text, size, digest) VALUES (?, ?, ?, ?, ?)",
                (
                    passage,
                    no,
                    row.text,
                    row.fields[TEXT].count(" ") + 1,
                    meaning.digest(meaning.wording(document, row.text)),
                ),
            )
            self.connection.execute(
                f"INSERT INTO stems (rowid, {COLUMNS}) VALUES ({marks((passage, *row.fields, *beside))})",
                (passage, *row.fields, *beside),
            )
        self._add_numbers(no, document)
        self._add_words(document)

    def _next(self) -> int:
        """The place of the next passage: after all there are, for in that order they are written fastest."""
        if self._last is None:
            self._last = (self.connection.execute("SELECT max(no) FROM passage").get or 0) >> AUDIENCE_BITS
        self._last += 1
        return self._last

    def _audience(self, name: str) -> int:
        if name not in self._audiences:
            self.connection.execute("INSERT INTO audience (name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
            code = self.connection.execute("SELECT code FROM audience WHERE name = ?", (name,)).get
            self._audiences[name] = code
        return self._audiences[name]

    def _add_numbers(self, no: int, document: Document) -> None:
        cited = [(numbers.cited_parts(printed), printed) for printed in document.former_numbers]
        for parts, former in [(numbers.printed_parts(document.number_path), ""), *cited]:
            if parts:
                stored = json.dumps([[part.style, part.value] for part in parts])
                self.connection.execute("INSERT INTO number VALUES (?, ?, ?, ?)", (parts[-1].value, no, stored, former))

    def _add_words(self, document: Document) -> None:
        for form, shown in analysis.words(document).items():
            if form in self._forms:
                continue
            compound = self.split(shown) if document.language.startswith("de") else compounds.Compound()
            self._add_word(form, shown, compound)
            for part in (*compound.atoms, *compound.spans):
                self._add_word(german.fold(part), part.capitalize(), compounds.Compound())

    def _add_word(self, form: str, shown: str, compound: compounds.Compound) -> None:
        if form in self._forms:
            return
        self._forms.add(form)
        self.connection.execute(
            "INSERT INTO word (form, shown, compound) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (form, shown, packed(compound)),
        )
        if self.connection.changes():
            no = self.connection.last_insert_rowid()
            self.connection.execute("INSERT INTO trigram (rowid, form) VALUES (?, ?)", (no, form))

    def split(self, word: str) -> compounds.Compound:
        """The compound parts of a word in its real spelling; what the index knows already needs no dictionary."""
        if word not in self._split:
            stored = self.connection.execute("SELECT compound FROM word WHERE form = ?", (german.fold(word),)).get
            self._split[word] = compounds.dictionary_parts(word) if stored is None else unpacked(stored)
        return self._split[word]

    def mark_complete(self) -> None:
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES ('complete', '1')")


def take_over(connection: apsw.Connection, beside: Path, since: int, using: Ingredients = ALL) -> None:
    """Make the documents of the index file `beside` the live ones, in one transaction that readers do not notice.

    Owners that changed after `since` keep what they have: it is newer.
    """
    connection.execute("ATTACH ? AS beside", (str(beside),))
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            copy(connection, since, using)
            connection.execute(NEW_STATE)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    finally:
        connection.execute("DETACH beside")


def copy(connection: apsw.Connection, since: int, using: Ingredients) -> None:
    writer = Writer(connection, using)
    changed = {owner for (owner,) in connection.execute("SELECT DISTINCT owner FROM change WHERE no > ?", (since,))}
    kept = [
        (owner, data)
        for owner in changed
        for (data,) in connection.execute("SELECT data FROM document WHERE owner = ?", (owner,))
    ]
    for table in ("document", "audience", "passage", "number", "word", "stems"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("INSERT INTO trigram (trigram) VALUES ('delete-all')")
    for table in ("document", "audience", "passage", "number", "word"):
        connection.execute(f"INSERT INTO main.{table} SELECT * FROM beside.{table}")
    connection.execute(f"INSERT INTO stems (rowid, {COLUMNS}) SELECT rowid, {COLUMNS} FROM beside.stems")
    connection.execute("INSERT INTO trigram (rowid, form) SELECT no, form FROM main.word")
    for owner in changed:
        writer.replace(owner, [load(data) for kept_owner, data in kept if kept_owner == owner])
    connection.execute("DELETE FROM change WHERE no <= ?", (since,))
    writer.mark_complete()
