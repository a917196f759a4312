"""A page of results from an index held in memory: what is counted, shown, left out and in which order."""

import pytest

from search.answering.answer import ROWS_READ, WEAK_SHOWN, lookups, results
from search.answering.ranking import weigh
from search.answering.reader import PassageContent
from search.documents import NOBODY, Document, Query, Viewer
from search.language import compounds, german
from tests.search.answering.entries import concept, entry


class MemoryIndex:
    """Every passage is a candidate for every query; words are known as far as they occur."""

    has_vectors = False
    average = 5.0

    def __init__(self, *entries):
        self.entries = entries
        self.total = len(entries)
        self.gone = set()

    def df(self, stem):
        return sum(stem in " ".join(entry.fields).split() for entry in self.entries)

    def compound(self, form):
        return compounds.Compound()

    def similar(self, form):
        return []

    def understand(self, read):
        return read(self)

    def candidates(self, variants, phrases, filters, vector):
        return self.entries, []

    def numbered(self, value):
        return []

    def owners(self, documents):
        return frozenset(f"owner:{number}" for number, *_place in documents)

    def contents(self, passages):
        shown = (entry for entry in self.entries if entry.passage in set(passages) - self.gone)
        return {entry.passage: PassageContent(document(entry), entry.fields[4]) for entry in shown}


def document(passage):
    return Document(str(passage.document[0]), "owner", "section", "Titel")


def stems(text):
    return " ".join(german.stems_of(text))


def index(*texts, **facets):
    return MemoryIndex(*(entry(no, no, text=stems(text), **facets) for no, text in enumerate(texts)))


def search(where, text, **more):
    return results(where, Query(text, viewer=Viewer(), **more))


def ids(hits):
    return [hit.document.id for hit in hits]


def test_nobody_gets_nothing_and_costs_nothing():
    assert results(None, Query("Quitte", viewer=NOBODY)).hits == ()


def test_pages_share_out_the_hits_in_one_order():
    where = index(*("Quitte " + "Beiwerk " * no for no in range(7)))
    whole = ids(search(where, "Quitte", size=7).hits)
    assert len(set(whole)) == 7
    assert sum((ids(search(where, "Quitte", size=3, page=page).hits) for page in (1, 2, 3)), []) == whole
    assert search(where, "Quitte", size=3, page=4).hits == ()
    assert search(where, "Quitte", size=3, page=2).total == 7


def test_equal_answers_come_in_reading_order():
    assert ids(search(index("Quitte", "Quitte", "Quitte"), "Quitte").hits) == ["0", "1", "2"]


def test_of_a_document_the_best_passage_is_shown_unless_passages_are_wanted():
    where = MemoryIndex(entry(1, 1, text="quitt fill fill fill"), entry(1, 2, text="quitt"), entry(2, 3, text="quitt"))
    assert [hit.passage for hit in search(where, "Quitte").hits] == ["quitt", "quitt"]
    assert search(where, "Quitte", passages=True).total == 3


def test_weak_passages_stand_apart_on_the_first_page_and_are_few():
    where = index("Quitte Birne Apfel Kirsche Mispel", *["Quitte"] * 9)
    query = "Apfel Birne Kirsche Mispel Quitte"
    first, second = search(where, query, size=1), search(where, query, size=1, page=2)
    assert (ids(first.hits), first.total) == (["0"], 1)
    assert len(first.nearest) == WEAK_SHOWN
    assert second.nearest == ()


def test_an_excluded_word_and_a_missing_phrase_rule_a_passage_out():
    where = index("Quitte Birne", "Quitte", "Birne und Quitte")
    assert ids(search(where, "Quitte -Birne").hits) == ["1"]
    assert ids(search(where, '"Quitte Birne"').hits) == ["0"]


def test_facets_count_what_a_filter_leaves_out_too():
    where = MemoryIndex(entry(1, 1, text="quitt", kind="news"), entry(2, 2, text="quitt", kind="section"))
    found = search(where, "Quitte", filters={"kind": ("news",)})
    assert (ids(found.hits), found.total) == (["1"], 1)
    assert {value.value: value.count for value in found.facets["kind"]} == {"news": 1, "section": 1}


def test_what_was_taken_away_meanwhile_is_not_shown():
    where = index("Quitte", "Quitte")
    where.gone = {(0,)}
    assert ids(search(where, "Quitte").hits) == ["1"]


def test_the_words_that_stood_for_the_query_are_told():
    where = index("Die Kündigungsfrist", "Das Vertragsende")
    found = search(where, "Beendigung")
    assert set(found.also_searched) <= {"Vertragsende", "Kündigungsfrist"}
    assert "Vertragsende" in found.also_searched


@pytest.mark.parametrize(("common", "looked_for"), [(ROWS_READ - 10, {"rare", "common"}), (ROWS_READ, {"rare"})])
def test_common_words_are_looked_for_only_while_few_rows_are_read(common, looked_for):
    counts = {"rare": 10, "common": common}

    class Lexicon:
        df = staticmethod(counts.get)

    weighed = weigh([concept("common"), concept("rare")], counts.get, 10_000)
    assert {variant.stems[0] for variant in lookups(weighed, Lexicon())} == looked_for


def test_a_query_of_one_common_word_is_looked_for_all_the_same():
    class Lexicon:
        def df(self, stem):
            return 2 * ROWS_READ

    weighed = weigh([concept("common")], Lexicon().df, 100_000)
    assert len(lookups(weighed, Lexicon())) == 1
