"""What one index knows of words: how common a stem is, what a compound holds, which words look alike."""

from collections.abc import Callable

import apsw

from search.engines.packing import unpacked
from search.language import compounds, german
from search.language.likeness import LOOKED_AT, SIMILAR, begun_and_ended, nearest


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

    def compound(self, form: str) -> compounds.Compound:
        """As split when indexed; a word that is not there is split into words that are, no others could be found."""
        stored = self.connection.execute("SELECT compound FROM word WHERE form = ?", (form,)).get
        if stored is not None:
            return unpacked(stored)
        if not form.isalpha():
            return compounds.Compound()
        compound = compounds.split(form, self._frequency)
        if compound.parts or self.df(german.stem(form)):
            return compound
        return compounds.Compound(atoms=begun_and_ended(form, self._frequency))

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
        words = nearest(form, self._sharing_trigrams(form), self.df) or self._begun(form)
        return [word for word in words if self.is_visible(german.stem(word[0]))]

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
