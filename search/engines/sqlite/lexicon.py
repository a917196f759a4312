"""What one index knows of words: how common a stem is, what a compound holds, which words look alike."""

from collections.abc import Callable

import apsw

from search import german

SIMILAR = 3
LOOKED_AT = 80
PIECE = 5
STEM = 6


class IndexLexicon:
    """Answers from the index file alone, so that no query waits for a dictionary; it remembers answers for one query."""

    def __init__(self, connection: apsw.Connection, is_visible: Callable[[str], bool]) -> None:
        self.connection = connection
        self.is_visible = is_visible
        self._df: dict[str, int] = {}
        self._known: dict[str, float] = {}

    def df(self, stem: str) -> int:
        if stem not in self._df:
            self._df[stem] = self.connection.execute("SELECT doc FROM vocabulary WHERE term = ?", (stem,)).get or 0
        return self._df[stem]

    def compound(self, form: str) -> german.Compound:
        """As split when indexed; a word that is not there is split into words that are, no others could be found."""
        stored = self.connection.execute("SELECT compound FROM word WHERE form = ?", (form,)).get
        if stored is not None:
            return unpacked(stored)
        if not form.isalpha():
            return german.Compound()
        found = german.split(form, self._frequency)
        return found if found.parts or self.df(german.stem(form)) else german.Compound(atoms=self._pieces(form))

    def _pieces(self, form: str) -> tuple[str, ...]:
        """The longest indexed word that `form` begins with and the longest it ends with: what little is known of it."""
        cuts = range(len(form) - PIECE, PIECE - 1, -1)
        begun = next((base for cut in cuts for base in german.bases(form[:cut]) if self._frequency(base)), "")
        ended = next((form[-cut:] for cut in cuts if self._frequency(form[-cut:])), "")
        return tuple(piece for piece in (begun, ended) if len(piece) >= PIECE)

    def _frequency(self, word: str) -> float:
        if word not in self._known:
            is_there = self.connection.execute("SELECT 1 FROM word WHERE form = ?", (word,)).get or self.df(
                german.stem(word)
            )
            self._known[word] = 1e-5 * min(1.0, len(word) / 10) if is_there else 0.0
        return self._known[word]

    def similar(self, form: str) -> list[tuple[str, str, int]]:
        """Indexed words within one edit (two from six letters on), nearest and most common first; else those it begins."""
        if not form.isalpha() or len(form) < 4:
            return []
        limit = german.edits(form)
        near = [
            (other, shown, edits)
            for other, shown in self._sharing_trigrams(form)
            if (edits := apart(form, other, limit)) <= limit and self.df(german.stem(other))
        ]
        fewest = min((edits for _other, _shown, edits in near), default=0)
        near = sorted((word for word in near if word[2] == fewest), key=lambda word: -self.df(german.stem(word[0])))
        found = near[:SIMILAR] or self._begun(form)
        return [word for word in found if self.is_visible(german.stem(word[0]))]

    def _sharing_trigrams(self, form: str) -> list[tuple[str, str]]:
        grams = " OR ".join(f'"{form[at : at + 3]}"' for at in range(len(form) - 2))
        rows = self.connection.execute(
            "SELECT word.form, word.shown FROM trigram JOIN word ON word.no = trigram.rowid "
            "WHERE trigram MATCH ? AND abs(length(word.form) - ?) <= 4 ORDER BY rank LIMIT ?",
            (grams, len(form), LOOKED_AT),
        )
        return list(rows)

    def _begun(self, form: str) -> list[tuple[str, str, int]]:
        rows = self.connection.execute(
            "SELECT form, shown FROM word WHERE form > ? AND form < ? ORDER BY length(form) LIMIT ?",
            (form, form + "\U0010ffff", SIMILAR),
        )
        return [(other, shown, len(other) - len(form)) for other, shown in rows if self.df(german.stem(other))]


def apart(form: str, other: str, limit: int) -> int:
    """Edits between two words or, when fewer, between their stems: a typo in the singular of a word used in the plural."""
    whole = german.distance(form, other, limit)
    stems = german.stem(form), german.stem(other)
    return min(whole, german.distance(*stems, limit)) if min(map(len, stems)) >= STEM else whole


def packed(compound: german.Compound) -> str:
    return (
        "|".join(" ".join(words) for words in (compound.parts, compound.atoms, compound.spans))
        if compound.parts
        else ""
    )


def unpacked(stored: str) -> german.Compound:
    if not stored:
        return german.Compound()
    parts, atoms, spans = (tuple(words.split()) for words in stored.split("|"))
    return german.Compound(parts, atoms, spans)
