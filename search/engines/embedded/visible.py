"""The words of an index of which the viewer may open only a part: what is in the other part counts as not there."""

# ruff: noqa: S608 - statements are put together from constants and question marks only

from collections.abc import Callable, Sequence

import apsw

from search.engines.embedded.lexicon import IndexLexicon
from search.engines.embedded.store import quoted
from search.language import compounds, german


class VisibleLexicon(IndexLexicon):
    """Slower than the whole index's, and needed only where documents of several audiences share an index.

    `rights` is the condition on rows that the viewer may open, `values` what its question marks stand for.
    """

    def __init__(
        self, connection: apsw.Connection, is_visible: Callable[[str], bool], rights: str, values: Sequence[int | str]
    ) -> None:
        super().__init__(connection, is_visible)
        self.rights = rights
        self.values = tuple(values)

    def df(self, stem: str) -> int:
        if stem not in self._df:
            self._df[stem] = self.connection.execute(
                f"SELECT count(*) FROM stems WHERE stems MATCH ? AND {self.rights}", (quoted(stem), *self.values)
            ).get
        return self._df[stem]

    def compound(self, form: str) -> compounds.Compound:
        if self.df(german.stem(form)):
            return super().compound(form)
        return compounds.split(form, self._frequency) if form.isalpha() else compounds.Compound()

    def _frequency(self, word: str) -> float:
        return 1e-5 * min(1.0, len(word) / 10) if self.df(german.stem(word)) else 0.0


def has_one_audience(connection: apsw.Connection, audiences: Sequence[str]) -> bool:
    """Whether all documents are for one audience, and the viewer is of it: two looks into an index."""
    first, last = connection.execute("SELECT min(audience), (SELECT max(audience) FROM document) FROM document").get
    return first == last and (first is None or first in audiences)
