"""Other words for a word, from a thesaurus on this machine that is not part of the portal; none where there is none.

What the thesaurus holds is prepared once as a file of stems beside the search index, so that no process keeps it in memory.
"""

import json
import logging
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import apsw

from search.language import german, mythes
from search.language.german import content_stems

logger = logging.getLogger(__name__)

# A file prepared by another version of these rules is made anew.
VERSION = 1
SCHEMA = """
CREATE TABLE meta (source TEXT);
CREATE TABLE sense (no INTEGER PRIMARY KEY, terms TEXT);
CREATE TABLE entry (stems TEXT, form TEXT, is_noun INTEGER, is_plain INTEGER, sense INTEGER,
  PRIMARY KEY (stems, form, is_noun, is_plain, sense)) WITHOUT ROWID;
"""
# Of a word with more senses none is likely enough to be meant.
MAX_SENSES = 9
# A sense of so many words is one thing; of more it is a field of words that only touch each other.
ONE_THING = 6
LEAST_WORTH = 0.1
MOST = 32
BROKEN = (apsw.Error, OSError, ValueError)


@dataclass(frozen=True)
class Synonym:
    """`worth` is 1 for the only other word of the only sense, and falls with senses and with the words of a sense."""

    word: str
    stems: tuple[str, ...]
    worth: float


# As prepared: spelling, stems, tone, in how many senses the word has by itself.
Told = tuple[str, str, float, int]


@dataclass(frozen=True)
class Place:
    """The thesaurus as installed (None: not wanted) and the file to prepare from it."""

    source: Path | None
    prepared: Path


# (process, file number, time of change): of another one a connection must not be used.
Stamp = tuple[int, int, int]


def nowhere() -> Place | None:
    return None


_place: Callable[[], Place | None] = nowhere
_unreadable: set[Stamp] = set()  # told once, then left alone until another file lies there
_held: dict[Path, tuple[Stamp, apsw.Connection]] = {}


def lies_at(place: Callable[[], Place | None]) -> None:
    """Say where to look; asked at every lookup."""
    global _place
    _place = place


def others_of(stems: tuple[str, ...], typed: str = "") -> tuple[str, ...]:
    """Words and short phrases in ordinary spelling that mean the same, the best first."""
    return tuple(synonym.word for synonym in synonyms_of(stems, typed))


def synonyms_of(stems: tuple[str, ...], typed: str = "") -> tuple[Synonym, ...]:
    """As `others_of`. `typed`, the word as it was typed, tells Akte from Akt, whose stems are one."""
    place = _place()
    stamp = stamp_of(place.prepared) if place and place.source else None
    if not (place and stamp and stems) or stamp in _unreadable:
        return ()
    try:
        return looked_up(place.prepared, stamp, stems, typed)
    except BROKEN as problem:
        _unreadable.add(stamp)
        logger.warning("thesaurus file %s cannot be read: %r", place.prepared, problem)
        return ()


def stamp_of(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return os.getpid(), found.st_ino, found.st_mtime_ns


def connection_to(path: Path, stamp: Stamp) -> apsw.Connection:
    held = _held.get(path)
    if held and held[0] == stamp:
        return held[1]
    # Nobody ever writes into a prepared file: reading it takes no lock and leaves no trace.
    connection = apsw.Connection(
        f"{path.resolve().as_uri()}?immutable=1", flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    )
    _held[path] = (stamp, connection)
    return connection


@lru_cache(maxsize=4_000)
def looked_up(path: Path, stamp: Stamp, stems: tuple[str, ...], typed: str) -> tuple[Synonym, ...]:
    connection = connection_to(path, stamp)
    numbers: set[int] = set()
    own: list[set[str]] = []
    for wanted in ways(stems, typed):
        senses, is_noun = meant(connection, wanted)
        numbers |= senses
        own.append(set(wanted.stems.split()))
        if is_noun:
            break  # a form of a verb means what the verb means, too
    if not 0 < len(numbers) <= MAX_SENSES:
        return ()
    rows = [connection.execute("SELECT terms FROM sense WHERE no = ?", (number,)).get for number in sorted(numbers)]
    return weighed([json.loads(row) for row in rows], own)


@dataclass(frozen=True)
class Wanted:
    """A word to look for: its stems, its folded spelling, and whether it is a noun as far as that can be told."""

    stems: str
    form: str
    is_noun: bool | None


def ways(stems: tuple[str, ...], typed: str) -> Iterator[Wanted]:
    """The word itself, then the verb it is a form of."""
    said = tuple(stem for stem in stems if not german.is_stop_word(stem)) or stems
    yield Wanted(" ".join(said), folded(typed), True if typed[:1].isupper() else None)
    if len(said) == 1:
        for root in german.roots(folded(typed) or said[0]):
            verb = german.infinitive(root)
            yield Wanted(german.stem(verb), verb, is_noun=False)


def meant(connection: apsw.Connection, wanted: Wanted) -> tuple[set[int], bool]:
    """The senses of a word, and whether it is a noun: of its very spelling if there are any, of nouns for a noun, of
    those it has by itself."""
    rows = list(connection.execute("SELECT form, is_noun, is_plain, sense FROM entry WHERE stems = ?", (wanted.stems,)))
    rows = [row for row in rows if row[0] == wanted.form] or rows
    rows = [row for row in rows if row[1] == wanted.is_noun] or rows
    rows = [row for row in rows if row[2]] or rows
    return {row[3] for row in rows}, any(row[1] for row in rows)


def weighed(senses: list[list[Told]], own: list[set[str]]) -> tuple[Synonym, ...]:
    """The words of all senses: worth most where a word is in many of few senses and has itself few others."""
    worth: defaultdict[tuple[str, str], float] = defaultdict(float)
    for terms in senses:
        size = min(1.0, ONE_THING / max(1, len(terms)))
        for word, stems, tone, ambiguity in terms:
            worth[word, stems] += tone * size / (len(senses) * ambiguity) ** 0.5
    best = sorted(worth.items(), key=lambda item: (-item[1], item[0]))
    synonyms = (Synonym(word, tuple(stems.split()), min(1.0, value)) for (word, stems), value in best)
    fit = [one for one in synonyms if one.worth >= LEAST_WORTH and not any(said <= set(one.stems) for said in own)]
    return tuple(fit[:MOST])


def prepare() -> bool:
    """Make the file from the thesaurus unless it is there and of today; True if it was made. Takes some seconds.

    What goes wrong is logged: nothing else waits for a thesaurus."""
    place = _place()
    if place is None:
        return False
    mark = mark_of(place.source)
    if not (place.source and mark):
        place.prepared.unlink(missing_ok=True)
        return False
    if mark == prepared_from(place.prepared):
        return False
    try:
        make(place.prepared, place.source, mark)
    except (*BROKEN, LookupError) as problem:
        logger.warning("thesaurus %s cannot be prepared: %r", place.source, problem)
        return False
    return True


def mark_of(source: Path | None) -> str:
    """Which thesaurus this is; empty if there is none."""
    try:
        found = source.stat() if source else None
    except OSError:
        return ""
    return f"{VERSION}:{source}:{found.st_size}:{found.st_mtime_ns}" if found else ""


def prepared_from(prepared: Path) -> str:
    stamp = stamp_of(prepared)
    try:
        return str(connection_to(prepared, stamp).execute("SELECT source FROM meta").get) if stamp else ""
    except BROKEN:
        return ""


def senses_in(source: Path) -> Iterator[tuple[mythes.Term, ...]]:
    with source.open("rb") as opened:
        encoding = opened.readline().decode("ascii", "replace").strip()
    with source.open(encoding=encoding, errors="replace") as lines:
        yield from mythes.senses(lines)


def make(prepared: Path, source: Path, mark: str) -> None:
    """Beside the file in use, which is exchanged at the end."""
    beside = prepared.with_name(f"{prepared.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    prepared.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = apsw.Connection(str(beside))
        connection.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        with connection:
            connection.execute(SCHEMA)
            fill(connection, source)
            connection.execute("INSERT INTO meta VALUES (?)", (mark,))
        connection.close()
        beside.replace(prepared)
    finally:
        beside.unlink(missing_ok=True)
        # Words that nobody asks for soon: a worker lives for weeks.
        for remembered in (keys_of, german.fold, german.shape, german.stem):
            remembered.cache_clear()


def fill(connection: apsw.Connection, source: Path) -> None:
    """Read twice, for what all words together would take in memory stays with the process."""
    ambiguity = Counter(term.word for terms in senses_in(source) for term in terms if term.is_plain)
    for no, terms in enumerate(senses_in(source), 1):
        entries = {(*keys_of(term.word), term.word[0].isupper(), term.is_plain, no) for term in terms}
        connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?)", entries)
        told = json.dumps(told_of_terms(terms, ambiguity), ensure_ascii=False)
        connection.execute("INSERT INTO sense VALUES (?, ?)", (no, told))


def told_of_terms(terms: Iterable[mythes.Term], ambiguity: Counter[str]) -> list[Told]:
    return [(term.word, keys_of(term.word)[0], term.tone, max(1, ambiguity[term.word])) for term in terms if term.tone]


@lru_cache(maxsize=20_000)
def keys_of(word: str) -> tuple[str, str]:
    """What a word is found by: its stems, and its folded spelling."""
    return " ".join(content_stems(word)), folded(word)


def folded(text: str) -> str:
    return " ".join(token.form for token in german.tokens(text))
