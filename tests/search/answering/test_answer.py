"""A page of results from an index held in memory: what is counted, shown, left out and in which order."""

import pytest

from search.answering.answer import WEAK_SHOWN, results, window_of
from search.answering.facets import passes
from search.answering.reader import RANKED, Found
from search.documents import NOBODY, Document, Query, Viewer
from search.language import compounds, german
from tests.search.answering.entries import entry, holds
from tests.search.answering.test_facets import counted

LONG = "Beiwerk steht hier. " * 30


class MemoryIndex:
    """Finds what meets the condition, in reading order; words are known as far as they occur."""

    has_vectors = False
    average = 5.0

    def __init__(self, *entries):
        self.lexicon = self
        self.entries = entries
        self.total = len(entries)
        self.gone = set()

    def df(self, stem):
        return sum(stem in words_of(entry) for entry in self.entries)

    def compound(self, form):
        return compounds.Compound()

    def names(self, stems):
        return ()

    def similar(self, form):
        return []

    def find(self, condition, filters, language, window, vector):
        allowed = [one for one in self.entries if is_allowed(one, condition)]
        met = [one for one in allowed if condition.enough and holds(condition.enough, has(one))]
        hits = [one for one in met if passes(one, filters)]
        touched = [
            one
            for one in allowed
            if any(has(one)(variant) for wish in condition.wishes for variant in wish.variants) and one not in met
        ]
        begin, size = window
        return Found(hits[begin : begin + size], touched, [], len(hits), counted(met, filters))

    def numbered(self, values):
        return []

    def owners(self, documents):
        return frozenset(f"owner:{number}" for number, *_place in documents)

    def contents(self, documents):
        wanted = set(documents) - self.gone
        return {one.document: document(one) for one in self.entries if one.document in wanted}


def document(one):
    return Document(str(one.document[0]), "owner", "section", "Titel", "\n".join(line.stems for line in one.passages))


def words_of(one):
    return " ".join([*one.head, *(line.stems for line in one.passages)]).split()


def has(one):
    return lambda variant: set(variant.stems) <= set(words_of(one))


def is_allowed(one, condition):
    said = f" {' '.join(words_of(one))} "
    return all(f" {' '.join(phrase)} " in said for phrase in condition.phrases) and not any(
        f" {' '.join(phrase)} " in said for phrase in condition.excluded
    )


def stems(text):
    return " ".join(german.stems_of(text))


def index(*texts, **facets):
    return MemoryIndex(*(entry(no, stems(text), **facets) for no, text in enumerate(texts)))


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


@pytest.mark.parametrize("size", [10, 30, 60, 100, 150])
def test_no_page_repeats_or_leaves_out_a_hit_where_the_first_hundred_end(size):
    """The last ones are shortest and rank first among the hundred, so order within them and beyond differ."""
    where = index(*("Quitte " + "Beiwerk " * (300 - no) for no in range(250)))
    pages = [ids(search(where, "Quitte", size=size, page=page).hits) for page in range(1, 250 // size + 2)]
    assert len(sum(pages, [])) == 250
    assert set(sum(pages, [])) == {str(no) for no in range(250)}


@pytest.mark.parametrize(
    ("page", "size", "cited", "window"),
    [
        (1, 10, 0, (0, RANKED, 0, True)),
        (10, 10, 3, (0, RANKED - 3, 90, True)),
        (11, 10, 3, (100 - 3, 10, 0, False)),
        (3, 30, 0, (0, 90, 60, True)),
        (4, 30, 0, (90, 30, 0, False)),
        (2, 150, 0, (150, 150, 0, False)),
        (11, 10, 105, (0, 5, 100, True)),
        (12, 10, 105, (5, 10, 0, False)),
    ],
)
def test_what_is_ordered_anew_is_the_same_for_every_page_of_it(page, size, cited, window):
    assert window_of(Query("x", page=page, size=size), cited) == window


def test_equal_answers_come_in_reading_order():
    assert ids(search(index("Quitte", "Quitte", "Quitte"), "Quitte").hits) == ["0", "1", "2"]


def test_of_a_document_the_best_passage_is_shown_unless_passages_are_wanted():
    where = MemoryIndex(entry(1, LONG, f"{LONG}quitt", "quitt"), entry(2, "quitt"))
    found = search(where, "Quitte")
    assert (ids(found.hits), found.total) == (["1", "2"], 2)
    assert found.hits[0].passage == "quitt"
    assert sorted(ids(search(where, "Quitte", passages=True).hits)) == ["1", "1", "2"]


def test_weak_passages_stand_apart_on_the_first_page_and_are_few():
    where = index("Quitte Birne Apfel Kirsche Mispel", *["Quitte"] * 9)
    query = "Apfel Birne Kirsche Mispel Quitte"
    first, second = search(where, query, size=1), search(where, query, size=1, page=2)
    assert (ids(first.hits), first.total) == (["0"], 1)
    assert len(first.nearest) == WEAK_SHOWN
    assert second.nearest == ()


def test_an_excluded_word_and_a_missing_phrase_rule_a_section_out():
    where = index("Quitte Birne", "Quitte", "Birne und Quitte")
    assert ids(search(where, "Quitte -Birne").hits) == ["1"]
    assert ids(search(where, '"Quitte Birne"').hits) == ["0"]


def test_facets_count_what_a_filter_leaves_out_too():
    where = MemoryIndex(entry(1, "quitt", kind="news"), entry(2, "quitt", kind="section"))
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


def test_another_language_than_the_readers_comes_last_and_is_counted():
    where = MemoryIndex(entry(1, "quitt", language="en"), entry(2, "quitt fill fill fill"), entry(3, "quitt"))
    assert ids(search(where, "Quitte", language="de").hits) == ["3", "2", "1"]
    assert ids(search(where, "Quitte", language="en-gb").hits)[0] == "1"
    assert search(where, "Quitte", language="de").total == 3


def test_what_holds_no_more_comes_behind_its_equal():
    where = MemoryIndex(entry(1, "quitt", status="repealed"), entry(2, "quitt"))
    assert ids(search(where, "Quitte").hits) == ["2", "1"]
