"""Whoever types a number gets that section first; words beside it say in which document."""

from search.answering import cited
from search.answering.ranked_passage import best_first
from search.answering.reader import NumberedSection
from search.answering.scoring import cited_first, liking
from search.answering.vocabulary import BUILT_IN
from search.documents import Query
from search.language import numbers
from tests.search.answering.entries import entry, ranked


def numbered(document, *printed, former="", **fields):
    return NumberedSection(entry(document, **fields), numbers.printed_parts(printed), former)


def lifts(index, typed):
    """How far up each document of these belongs, looked up by the values that are wanted, as an index does."""
    number = numbers.in_query(typed)
    wanted = cited.wanted(number)
    found = [section for section in index if section.path[-1].value in wanted]
    sections = cited.sections(found, number, BUILT_IN)
    return {section.entry.document[0]: section.lift for section in sections}


def test_the_closest_notation_is_lifted_most():
    index = [numbered(1, "§ 4", "(2)"), numbered(2, "Anlage 2"), numbered(3, "2")]
    found = lifts(index, "§ 4 Abs. 2")
    assert max(found, key=found.get) == 1
    assert min(found.values()) >= cited.FIRST * numbers.OTHER_STEPS * numbers.OTHER_NOTATION


def test_where_there_is_no_such_number_the_one_above_is_meant():
    assert set(lifts([numbered(1, "§ 4")], "§ 4 Abs. 9")) == {1}
    assert lifts([numbered(1, "§ 5")], "§ 4 Abs. 9") == {}


def test_a_number_in_force_comes_before_a_former_one():
    found = lifts([numbered(1, "8.3", former="8.3"), numbered(2, "8.3")], "8.3")
    assert found[2] > found[1] > 0


def test_the_named_document_comes_first_and_another_is_only_liked():
    named, half, other = "richtlini personal", "vereinbar personal", "vereinbar"
    index = [numbered(no, "3", path=path) for no, path in enumerate((named, half, other))]
    found = lifts(index, "Ziffer 3 Richtlinie Personal")
    assert found[0] > cited.FIRST > 2 * cited.LIKED > found[1] > 0
    assert 2 not in found


def test_an_abbreviation_names_a_document_and_a_mere_synonym_does_not():
    index = [numbered(1, "3", path="richtlini")]
    assert lifts(index, "Ziffer 3 RL")[1] > cited.FIRST
    index = [numbered(1, "3", path="kooperation")]
    assert lifts(index, "Ziffer 3 Kooperation")[1] > cited.FIRST
    assert lifts(index, "Ziffer 3 Zusammenarbeit") == {}


def test_a_mere_count_cites_nothing_unless_the_words_name_a_document():
    index = [numbered(1, "10", path="richtlini")]
    assert lifts(index, "10 Tische") == {}
    assert lifts(index, "Richtlinie Personal 10") == {}
    assert lifts(index, "Richtlinie 10")[1] > cited.FIRST


def test_of_two_numbers_of_one_section_the_better_counts():
    for sections in (("§ 4", "(2)"), ("3", "2")), (("3", "2"), ("§ 4", "(2)")):
        index = [numbered(1, *printed) for printed in sections]
        assert lifts(index, "§ 4 Abs. 2") == lifts([numbered(1, "§ 4", "(2)")], "§ 4 Abs. 2")


def test_a_cited_section_goes_first_is_an_answer_and_appears_once():
    passages = [ranked(1, 0, 30.0), ranked(2, 0, 2.0, is_good=False), ranked(2, 1, 5.0, is_good=False)]
    section = cited.CitedSection(passages[1].entry, cited.FIRST, "7.1")
    rest, first = cited_first([section], passages, Query("7.1"))
    assert (rest.entry.document, first.entry.document) == ((1,), (2,))
    assert (first.number, first.is_good, first.former) == (1, True, "7.1")
    assert first.score == cited.FIRST + 5.0


def test_among_equal_numbers_the_language_of_the_reader_decides():
    german, english = entry(1, language="de"), entry(2, language="en")
    sections = [cited.CitedSection(own, cited.FIRST, "") for own in (english, german)]
    for language, first in (("de", german), ("en", english), ("", german)):
        assert best_first(cited_first(sections, [], Query("3", language=language)))[0].entry == first


def test_a_boost_counts_and_what_holds_no_more_counts_less():
    assert liking(entry(boost=2.0)) == 2.0
    assert liking(entry(status="in_force")) == 1.0
    assert liking(entry(status="former")) == liking(entry(status="repealed")) < 1.0
