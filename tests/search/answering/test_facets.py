"""The number beside a value is the number of hits there are once it is ticked."""

from hypothesis import given
from hypothesis import strategies as st

from search.answering.facets import facets, passes
from search.answering.ranked_passage import first_of_each
from search.answering.reader import BETWEEN
from tests.search.answering.entries import ranked

kinds = st.sampled_from(["", "section", "news"])
offices = st.lists(st.sampled_from(["A", "B", "C"]), unique=True).map(BETWEEN.join)


@st.composite
def results(draw):
    """Passages of documents, a document's all with its values."""
    rows = draw(st.lists(st.tuples(kinds, offices, st.integers(1, 3)), max_size=8))
    return [
        ranked(document, 10 * document + part, 1.0, kind=kind, organisations=organisations)
        for document, (kind, organisations, parts) in enumerate(rows)
        for part in range(parts)
    ]


ticks = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.lists(st.sampled_from(["section", "news"]), max_size=2, unique=True).map(tuple),
        "organisations": st.lists(st.sampled_from(["A", "B", "gone"]), max_size=2, unique=True).map(tuple),
    },
)


def hits(passages, filters):
    return len([passage for passage in first_of_each(passages) if passes(passage.entry, filters)])


@given(results(), ticks)
def test_each_count_is_what_ticking_that_value_alone_would_show(passages, filters):
    for name, values in facets(passages, filters).items():
        for value in values:
            assert value.count == hits(passages, {**filters, name: (value.value,)})
            assert value.is_active == (value.value in filters.get(name, ()))


@given(results(), ticks)
def test_a_ticked_value_stays_to_be_unticked_and_the_commonest_come_first(passages, filters):
    for name, values in facets(passages, filters).items():
        assert set(filters.get(name, ())) <= {value.value for value in values}
        assert [value.count for value in values] == sorted((value.count for value in values), reverse=True)
        assert "" not in [value.value for value in values]


def test_values_of_one_facet_add_up_and_unknown_facets_filter_nothing():
    section, news = ranked(1, 1, 1.0, kind="section"), ranked(2, 2, 1.0, kind="news")
    assert hits([section, news], {"kind": ("section", "news")}) == 2
    assert hits([section, news], {"kind": ("section",), "colour": ("red",)}) == 1
    assert hits([section, news], {"kind": ()}) == 2
