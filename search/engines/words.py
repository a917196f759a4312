"""What an index knows of words, in SQLite tables: how many documents have a stem, for each circle of readers; spellings,
compounds, what looks alike. The same tables and answers for every engine, so that a question is understood in one way."""

# ruff: noqa: S608 - statements are put together from constants and question marks only

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

import apsw

from search.answering.reader import BETWEEN
from search.documents import Document, WordGroup
from search.engines.packing import packed, unpacked
from search.language import compounds, definitions, german
from search.language.analysis import Analysed, different, words
from search.language.german import content_stems
from search.language.likeness import LOOKED_AT, SIMILAR, begun_and_ended, nearest

SCHEMA = """
CREATE TABLE IF NOT EXISTS word (no INTEGER PRIMARY KEY, form TEXT UNIQUE, compound TEXT);
CREATE VIRTUAL TABLE IF NOT EXISTS trigram USING fts5(form, content='', tokenize='trigram');
CREATE TABLE IF NOT EXISTS audience (code INTEGER PRIMARY KEY, name TEXT UNIQUE, documents INTEGER DEFAULT 0,
  passages INTEGER DEFAULT 0, words INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS spelling (form TEXT, audience INTEGER, shown TEXT, documents INTEGER,
  PRIMARY KEY (form, audience, shown)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stem (stem TEXT, audience INTEGER, documents INTEGER, PRIMARY KEY (stem, audience)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS name (stems TEXT, audience INTEGER, words TEXT, is_abbreviation INTEGER, documents INTEGER,
  PRIMARY KEY (stems, audience, words)) WITHOUT ROWID;
"""
ORDINARY = ("word", "audience", "spelling", "stem", "name")
TABLES = (*ORDINARY, "trigram")
# What a process remembers of one state of an index, for one circle of readers.
REMEMBERED = 50_000
# A shorter word is a word, not the beginning of one.
SHORTEST_BEGINNING = 5
# Of a word that is not there only its ending tells that it may be a verb.
VERB_ENDINGS = ("en", "ern", "eln", "t", "te")
CIRCLES = 32


T = TypeVar("T")


@dataclass
class WordCounts:
    """What documents bring along: words with their compounds, None where they were not looked for; and for each circle
    how many documents have a stem or spell a word like this, and sizes.

    `sizes` counts documents, passages and words, `names` the short and long names that documents define: by the stems of
    either what both are.
    """

    compounds: dict[str, str | None] = field(default_factory=dict)
    spelled: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    stems: dict[str, Counter[str]] = field(default_factory=dict)
    sizes: dict[str, Counter[str]] = field(default_factory=dict)
    names: dict[str, Counter[tuple[str, WordGroup]]] = field(default_factory=dict)

    def count(self, document: Document, lines: Iterable[str], passages: Sequence[str]) -> None:
        """One document: all lines of its stems, and the stems of its passages."""
        self._count(document, words(document), lines, passages)

    def _count(
        self, document: Document, spelled: Mapping[str, str], lines: Iterable[str], passages: Sequence[str]
    ) -> None:
        audience = document.audience
        groups = definitions.of_document(document)
        keys = {(" ".join(content_stems(word)), group) for group in groups for word in group.words}
        self.names.setdefault(audience, Counter()).update(keys)
        self.spelled.setdefault(audience, Counter()).update(spelled.items())
        self.stems.setdefault(audience, Counter()).update(different(lines))
        size = self.sizes.setdefault(audience, Counter())
        size["documents"] += 1
        size["passages"] += len(passages)
        size["words"] += sum(stems.count(" ") + 1 for stems in passages if stems)

    def add(self, document: Document, analysed: Analysed, split: "Splitter") -> None:
        shown = words(document)
        self._count(document, shown, analysed.lines(), [passage.stems for passage in analysed.passages])
        self._split(document, shown, split)

    def _split(self, document: Document, words_shown: Mapping[str, str], split: "Splitter") -> None:
        """The parts of its words."""
        is_german = document.language.startswith("de")
        spelled = self.spelled[document.audience]
        for form, shown in words_shown.items():
            compound = split(shown) if is_german else None
            if compound is not None or form not in self.compounds:
                self.compounds[form] = None if compound is None else packed(compound)
            for part in (*compound.atoms, *compound.spans) if compound else ():
                self.compounds.setdefault(german.fold(part), None)
                spelled[german.fold(part), part.capitalize()] += 0  # no document spells it so, but it can be shown

    def merge(self, other: "WordCounts") -> None:
        for form, compound in other.compounds.items():
            if self.compounds.get(form) is None:
                self.compounds[form] = compound
        add_up(self.spelled, other.spelled)
        add_up(self.stems, other.stems)
        add_up(self.sizes, other.sizes)
        add_up(self.names, other.names)


def add_up(counts: dict[str, Counter[T]], more: Mapping[str, Counter[T]]) -> None:
    """Circle by circle."""
    for audience, counted in more.items():
        counts.setdefault(audience, Counter()).update(counted)


class Splitter:
    """The compound parts of a word in its real spelling; what the index knows already needs no dictionary."""

    def __init__(self, connection: apsw.Connection | None = None) -> None:
        self.connection = connection
        self._split: dict[str, compounds.Compound] = {}

    def __call__(self, word: str) -> compounds.Compound:
        if word not in self._split:
            stored = None
            if self.connection is not None:
                stored = self.connection.execute("SELECT compound FROM word WHERE form = ?", (german.fold(word),)).get
            self._split[word] = compounds.dictionary_parts(word) if stored is None else unpacked(stored)
        return self._split[word]


def code_of(connection: apsw.Connection, audience: str) -> int:
    connection.execute("INSERT INTO audience (name) VALUES (?) ON CONFLICT DO NOTHING", (audience,))
    return int(connection.execute("SELECT code FROM audience WHERE name = ?", (audience,)).get)


def store(connection: apsw.Connection, counts: WordCounts, sign: int = 1) -> None:
    """Add what documents brought, or with sign -1 take it away; words and their parts stay, for they harm nobody."""
    for audience, stems in counts.stems.items():
        code = code_of(connection, audience)
        connection.executemany(
            "INSERT INTO stem VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET documents = documents + excluded.documents",
            [(stem, code, sign * count) for stem, count in sorted(stems.items())],
        )
    for audience, names in counts.names.items():
        code = code_of(connection, audience)
        connection.executemany(
            "INSERT INTO name VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET documents = documents + excluded.documents",
            [
                (stems, code, BETWEEN.join(group.words), group.is_abbreviation, sign * count)
                for (stems, group), count in names.items()
            ],
        )
    for audience, sizes in counts.sizes.items():
        connection.execute(
            "UPDATE audience SET documents = documents + ?, passages = passages + ?, words = words + ? WHERE name = ?",
            (sign * sizes["documents"], sign * sizes["passages"], sign * sizes["words"], audience),
        )
    for audience, spelled in counts.spelled.items():
        code = code_of(connection, audience)
        connection.executemany(
            "INSERT INTO spelling VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET documents = documents + excluded.documents",
            [(form, code, shown, sign * count) for (form, shown), count in sorted(spelled.items())],
        )
    if sign > 0:
        for form, compound in counts.compounds.items():
            store_word(connection, form, compound)


def store_word(connection: apsw.Connection, form: str, compound: str | None) -> None:
    connection.execute("INSERT INTO word (form, compound) VALUES (?, ?) ON CONFLICT DO NOTHING", (form, compound))
    if connection.changes():
        connection.execute("INSERT INTO trigram (rowid, form) VALUES (?, ?)", (connection.last_insert_rowid(), form))
    elif compound:
        connection.execute("UPDATE word SET compound = ? WHERE form = ? AND compound IS NULL", (compound, form))


class IndexLexicon:
    """Answers from the tables alone, so that no query waits for a dictionary; what was asked is remembered for as long as
    `state` stays. `closed` are the counts of documents kept from this viewer: they count as not there.
    """

    def __init__(
        self, connection: apsw.Connection, audiences: Sequence[str], state: str, closed: WordCounts | None = None
    ) -> None:
        self.connection = connection
        self.closed = closed
        marks = ", ".join("?" * len(audiences))
        self.audiences = tuple(audiences)
        rows = list(
            connection.execute(
                f"SELECT code, name, documents, passages, words FROM audience WHERE name IN ({marks})", self.audiences
            )
        )
        self.codes = tuple(row[0] for row in rows)
        gone = closed.sizes if closed else {}
        mine = [gone.get(name, Counter()) for name in self.audiences]
        self.total = max(1, sum(row[2] for row in rows) - sum(size["documents"] for size in mine))
        passages = sum(row[3] for row in rows) - sum(size["passages"] for size in mine)
        self.average = (sum(row[4] for row in rows) - sum(size["words"] for size in mine)) / max(1, passages) or 1.0
        self._df, self._known, self._similar, self._names = remembered(
            (connection.filename, self.audiences), state, closed
        )

    def df(self, stem: str) -> int:
        if stem not in self._df:
            found = self.connection.execute(
                f"SELECT sum(documents) FROM stem WHERE stem = ? AND audience IN ({', '.join('?' * len(self.codes))})",
                (stem, *self.codes),
            ).get
            self._df[stem] = max(0, (found or 0) - self._closed(stem))
        return self._df[stem]

    def _closed(self, stem: str) -> int:
        if self.closed is None:
            return 0
        return sum(self.closed.stems.get(audience, Counter())[stem] for audience in self.audiences)

    def compound(self, form: str) -> compounds.Compound:
        """As split when indexed; a word that is not there is split into words that are, no others could be found."""
        if form not in self._known:
            self._known[form] = self._compound(form)
        return self._known[form]

    def _compound(self, form: str) -> compounds.Compound:
        is_there = self.df(german.stem(form)) > 0
        known = "SELECT coalesce(compound, '') FROM word WHERE form = ?"
        stored = self.connection.execute(known, (form,)).get if is_there else None
        if stored is not None:
            return unpacked(stored)
        if not form.isalpha():
            return compounds.Compound()
        compound = compounds.split(form, self._frequency)
        if compound.parts or is_there:
            return compound
        return compounds.Compound(atoms=begun_and_ended(form, self._frequency))

    def is_noun(self, form: str) -> bool:
        shown = self.shown(form)
        return shown[0].isupper() if shown else not form.endswith(VERB_ENDINGS)

    def shown(self, form: str) -> str:
        """As most of the documents spell it that this viewer may open; "" where none has it."""
        counts = self._spellings(form)
        return max(counts, key=lambda shown: (counts[shown], shown), default="")

    def _spellings(self, form: str) -> Counter[str]:
        """How many documents spell it how; a part of a compound may be spelled by none."""
        rows = self.connection.execute(
            "SELECT shown, name, spelling.documents FROM spelling JOIN audience ON audience = code "
            f"WHERE form = ? AND audience IN ({', '.join('?' * len(self.codes))})",
            (form, *self.codes),
        )
        counts = Counter[str]()
        for shown, audience, documents in rows:
            counts[shown] += documents - self._closed_spellings(audience)[form, shown]
        return counts

    def _closed_spellings(self, audience: str) -> Counter[tuple[str, str]]:
        return self.closed.spelled.get(audience, Counter()) if self.closed else Counter()

    def _frequency(self, word: str) -> float:
        return 1e-5 * min(1.0, len(word) / 10) if self.df(german.stem(word)) else 0.0

    def similar(self, form: str) -> list[tuple[str, str, int]]:
        """Indexed words close to one that is not there, nearest and most common first; else those it begins."""
        if not form.isalpha() or len(form) < 4:
            return []
        if form not in self._similar:
            found = nearest(form, self._sharing_trigrams(form), self.df) or self._begun(form)
            self._similar[form] = [(other, self.shown(other) or other, edits) for other, edits in found]
        return self._similar[form]

    def _sharing_trigrams(self, form: str) -> list[str]:
        grams = " OR ".join(f'"{form[at : at + 3]}"' for at in range(len(form) - 2))
        rows = self.connection.execute(
            "SELECT word.form FROM trigram JOIN word ON word.no = trigram.rowid "
            "WHERE trigram MATCH ? AND abs(length(word.form) - ?) <= 4 ORDER BY rank",
            (grams, len(form)),
        )
        return list(islice(self._there(rows), LOOKED_AT))

    def _there(self, rows: Iterable[tuple[str]]) -> Iterator[str]:
        """The words that stand in what this viewer may open: others, and mere parts, take no place among the first."""
        return (form for (form,) in rows if self.df(german.stem(form)) and any(self._spellings(form).values()))

    def names(self, stems: tuple[str, ...]) -> tuple[WordGroup, ...]:
        """What documents define that is called so, short or long."""
        if stems not in self._names:
            rows = self.connection.execute(
                "SELECT audience.name, name.words, is_abbreviation, name.documents FROM name JOIN audience ON audience = code "
                f"WHERE stems = ? AND audience IN ({', '.join('?' * len(self.codes))}) ORDER BY name.documents DESC, name.words",
                (" ".join(stems), *self.codes),
            )
            groups = (
                WordGroup(tuple(words.split(BETWEEN)), bool(is_abbreviation))
                for audience, words, is_abbreviation, documents in rows
                if documents > self._closed_names(audience, stems, words)
            )
            self._names[stems] = tuple(dict.fromkeys(groups))
        return self._names[stems]

    def _closed_names(self, audience: str, stems: tuple[str, ...], words: str) -> int:
        if self.closed is None:
            return 0
        names = self.closed.names.get(audience, Counter())
        key = " ".join(stems)
        return sum(
            count for (known, group), count in names.items() if (known, BETWEEN.join(group.words)) == (key, words)
        )

    def _begun(self, form: str) -> list[tuple[str, int]]:
        if len(form) < SHORTEST_BEGINNING:
            return []
        rows = self.connection.execute(
            "SELECT form FROM word WHERE form > ? AND form < ? ORDER BY length(form), form",
            (form, form + "\U0010ffff"),
        )
        begun = islice(self._there(rows), SIMILAR)
        return [(other, len(other) - len(form)) for other in begun]


Remembered = tuple[
    dict[str, int],
    dict[str, compounds.Compound],
    dict[str, list[tuple[str, str, int]]],
    dict[tuple[str, ...], tuple[WordGroup, ...]],
]
_remembered: dict[tuple[str, tuple[str, ...]], tuple[str, Remembered]] = {}


def remembered(circle: tuple[str, tuple[str, ...]], state: str, closed: WordCounts | None) -> Remembered:
    """What was asked before of this state of the index on behalf of the same circle; nothing where something is closed."""
    held = _remembered.get(circle)
    if held and held[0] == state and state and closed is None and len(held[1][0]) < REMEMBERED:
        return held[1]
    fresh: Remembered = ({}, {}, {}, {})
    if closed is None and state:
        if len(_remembered) >= CIRCLES:
            _remembered.clear()
        _remembered[circle] = (state, fresh)
    return fresh
