"""The number beside a value is the number of hits there are once it is ticked."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from search.answering.facets import facets, passes
from search.answering.reader import BETWEEN, FACETS
from tests.search.answering.entries import entry

kinds = st.sampled_from(["", "section", "news"])
offices = st.lists(st.sampled_from(["A", "B", "C"]), unique=True).map(BETWEEN.join)
sections = st.lists(st.tuples(kinds, offices), max_size=8).map(
    lambda rows: [
        entry(document, kind=kind, organisations=organisations) for document, (kind, organisations) in enumerate(rows)
    ]
)
ticks = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.lists(st.sampled_from(["section", "news"]), max_size=2, unique=True).map(tuple),
        "organisations": st.lists(st.sampled_from(["A", "B", "gone"]), max_size=2, unique=True).map(tuple),
    },
)


def hits(entries, filters):
    return sum(passes(entry, filters) for entry in entries)


def counted(entries, filters):
    """What an engine counts of these, value by value."""
    return {
        name: Counter(
            value
            for entry in entries
            if passes(entry, filters, but=name)
            for value in entry.facets[place].split(BETWEEN)
            if value
        )
        for place, name in enumerate(FACETS)
    }


@given(sections, ticks, st.integers(0, 8))
def test_each_count_is_what_ticking_that_value_alone_would_show(entries, filters, by_the_engine):
    """However many of the hits the engine counted, and how many came beside."""
    more = entries[by_the_engine:]
    for name, values in facets(counted(entries[:by_the_engine], filters), more, filters).items():
        for value in values:
            assert value.count == hits(entries, {**filters, name: (value.value,)})
            assert value.is_active == (value.value in filters.get(name, ()))


@given(sections, ticks)
def test_a_ticked_value_stays_to_be_unticked_and_the_commonest_come_first(entries, filters):
    for name, values in facets(counted(entries, filters), [], filters).items():
        assert set(filters.get(name, ())) <= {value.value for value in values}
        assert [value.count for value in values] == sorted((value.count for value in values), reverse=True)
        assert "" not in [value.value for value in values]


def test_values_of_one_facet_add_up_and_unknown_facets_filter_nothing():
    section, news = entry(1, kind="section"), entry(2, kind="news")
    assert hits([section, news], {"kind": ("section", "news")}) == 2
    assert hits([section, news], {"kind": ("section",), "colour": ("red",)}) == 1
    assert hits([section, news], {"kind": ()}) == 2
