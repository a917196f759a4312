"""What the index in Elasticsearch knows of words, asked for in rounds: what a reading of the query lacked is fetched at once."""

from collections.abc import Callable, Iterable
from typing import Any

from elasticsearch.dsl import query as q

from search.answering.concepts import Lexicon
from search.answering.reader import T
from search.engines.elastic.known_words import Known
from search.engines.elastic.records import grams
from search.engines.elastic.requests import Body, ServerRequests, hits
from search.engines.packing import unpacked
from search.language import compounds, german
from search.language.likeness import LOOKED_AT, SIMILAR, Like, begun_and_ended, nearest

# A reading that has not settled by then is answered from what is known: readers do not wait for the last word.
ROUNDS = 8
WORDS_READ = 10_000
SHORTEST = 3


class RoundsLexicon:
    """Answers from what is known. What it lacks it notes and answers as unknown: the reading is then repeated.

    Words count only as far as these readers may open what has them.
    """

    def __init__(self, requests: ServerRequests, rights: q.Query, known: Known) -> None:
        self.requests = requests
        self.rights = None if known.sees_all else rights
        self.known = known
        self._sharing: dict[str, list[tuple[str, str]]] = {}
        self._forget()

    def _forget(self) -> None:
        self._no_df: dict[str, None] = {}
        self._no_compound: dict[str, None] = {}
        self._no_pieces: dict[str, None] = {}
        self._no_looks: dict[str, None] = {}

    def settle(self, read: Callable[[Lexicon], T]) -> T:
        """The result of `read` once nothing it asks for is missing."""
        for _round in range(ROUNDS):
            self._forget()
            made = read(self)
            if not self._lacks():
                return made
            self._fetch()
        return read(self)

    def _lacks(self) -> bool:
        return any((self._no_df, self._no_compound, self._no_pieces, self._no_looks))

    def df(self, stem: str) -> int:
        if stem not in self.known.df:
            self._no_df[stem] = None
        return self.known.df.get(stem, 0)

    def compound(self, form: str) -> compounds.Compound:
        """As split when indexed; a word that is not there is split into words that are, no others could be found."""
        stored = self.known.compounds.get(form)
        if stored is None and form not in self.known.absent:
            self._no_compound[form] = None
            return compounds.Compound()
        if stored is not None and (self.rights is None or self.df(german.stem(form))):
            return unpacked(stored)
        if not form.isalpha() or (self.df(german.stem(form)) == 0 and self._no_df):
            return compounds.Compound()
        if form not in self.known.pieces:
            self._no_pieces[form] = None
            return compounds.Compound()
        return self._assembled(form)

    def _assembled(self, form: str) -> compounds.Compound:
        there = self.known.pieces[form] if self.rights is None else frozenset()

        def frequency(word: str) -> float:
            is_there = word in there or self.known.df.get(german.stem(word))
            return 1e-5 * min(1.0, len(word) / 10) if is_there else 0.0

        compound = compounds.split(form, frequency)
        if compound.parts or self.df(german.stem(form)):
            return compound
        return compounds.Compound(atoms=begun_and_ended(form, frequency))

    def similar(self, form: str) -> list[Like]:
        """Indexed words within one edit (two from six letters on), nearest and most common first; else those it begins."""
        if not form.isalpha() or len(form) < 4 or self._lacks():
            return []
        if form not in self.known.looks:
            self._no_looks[form] = None
            return []
        sharing, begun = self.known.looks[form]
        return nearest(form, sharing, self.df) or [
            (other, shown, len(other) - len(form)) for other, shown in begun if self.df(german.stem(other))
        ]

    def _fetch(self) -> None:
        forms, pieces, looks = list(self._no_compound), list(self._no_pieces), list(self._no_looks)
        inside = {german.stem(piece) for form in pieces for piece in pieces_of(form)}
        dfs = sorted({*self._no_df, *inside} - self.known.df.keys())
        wanted: list[tuple[Callable[[Any, Body], None], Any, Body]] = []
        if dfs:
            wanted.append((self._take_counts, dfs, counts(dfs, self.rights)))
        if forms:
            wanted.append((self._take_compounds, forms, words(q.Terms(form=forms), ["form", "compound"])))
        wanted += [(self._take_pieces, form, words(q.Terms(form=pieces_of(form)), ["form"])) for form in pieces]
        wanted += [(self._take_sharing, form, sharing(form)) for form in looks]
        wanted += [(self._take_begun, form, begun(form)) for form in looks]
        answers = self.requests.search(*(body for _take, _what, body in wanted))
        for (take, what, _body), answer in zip(wanted, answers, strict=True):
            take(what, answer)

    def _take_counts(self, dfs: list[str], answer: Body) -> None:
        counted = [bucket["doc_count"] for bucket in answer["aggregations"]["counts"]["buckets"]]
        self.known.df.update(zip(dfs, counted, strict=True))

    def _take_compounds(self, forms: list[str], answer: Body) -> None:
        self.known.compounds.update((word["form"], word["compound"]) for word in hits(answer))
        self.known.absent.update(form for form in forms if form not in self.known.compounds)

    def _take_pieces(self, form: str, answer: Body) -> None:
        self.known.pieces[form] = frozenset(word["form"] for word in hits(answer))

    def _take_sharing(self, form: str, answer: Body) -> None:
        self._sharing[form] = spelled(answer)

    def _take_begun(self, form: str, answer: Body) -> None:
        self.known.looks[form] = (self._sharing[form], spelled(answer))


def spelled(answer: Body) -> list[tuple[str, str]]:
    return [(word["form"], word["shown"]) for word in hits(answer)]


def counts(dfs: Iterable[str], rights: q.Query | None) -> Body:
    """How many passages have each of these stems, of those that the rights leave."""
    terms = [q.Term(all=stem) for stem in dfs]
    filters = [(q.Bool(filter=[term, rights]) if rights else term).to_dict() for term in terms]
    return {"size": 0, "track_total_hits": False, "aggs": {"counts": {"filters": {"filters": filters}}}}


def words(query: q.Query, fields: list[str], size: int = WORDS_READ, **more: Any) -> Body:
    return {"query": query.to_dict(), "_source": fields, "size": size, "track_total_hits": False, **more}


def pieces_of(form: str) -> list[str]:
    """The words that a compound could be made of."""
    ends = range(SHORTEST, len(form) + 1)
    pieces = {form[start:end] for end in ends for start in range(end - SHORTEST + 1)}
    return sorted(pieces | {f"{piece}e" for piece in pieces})


def sharing(form: str) -> Body:
    near = q.Range(length={"gte": len(form) - 4, "lte": len(form) + 4})
    return words(q.Bool(must=[q.Match(grams=grams(form))], filter=[near]), ["form", "shown"], LOOKED_AT)


def begun(form: str) -> Body:
    longer = q.Bool(filter=[q.Prefix(form=form)], must_not=[q.Term(form=form)])
    return words(longer, ["form", "shown"], SIMILAR, sort=[{"length": "asc"}, {"form": "asc"}])
