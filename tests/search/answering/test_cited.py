"""Whoever types a number gets that section first; words beside it say in which document."""

from itertools import pairwise

import pytest

from search.answering import cited
from search.answering.ranked_passage import RankedPassage, best_first
from search.answering.reader import NumberedSection
from search.answering.scoring import cited_first, liking
from search.answering.vocabulary import BUILT_IN
from search.documents import Query
from search.language import numbers
from search.language.german import content_stems, stems_of
from tests.search.answering.entries import entry, holds, ranked


def numbered(document, *printed, former="", **fields):
    return NumberedSection(entry(document, **fields), numbers.printed_parts(printed), former)


def lifts(index, typed):
    """How far up each document of these belongs, looked up by the values that are wanted, as an index does."""
    number = numbers.in_query(typed)
    wanted = cited.wanted(number)
    found = [section for section in index if section.path[-1].value in wanted]
    sections = cited.sections(found, number, BUILT_IN)
    return {section.entry.document[0]: section.lift for section in sections}


def named(index, typed):
    """The documents lifted above all others: what was typed beside the number names them."""
    return {document for document, lift in lifts(index, typed).items() if lift >= cited.FIRST}


def test_the_closest_notation_is_lifted_most():
    index = [numbered(1, "§ 4", "(2)"), numbered(2, "Anlage 2"), numbered(3, "2", document_title="Other")]
    index += [numbered(4, "§ 5", "(2)"), numbered(5, "2")]
    found = lifts(index, "§ 4 Abs. 2")
    assert max(found, key=found.get) == 1
    assert set(found) == {1, 3}
    assert min(found.values()) >= cited.FIRST * numbers.OTHER_STEPS * numbers.OTHER_NOTATION


def test_where_there_is_no_such_number_the_one_above_is_meant():
    assert set(lifts([numbered(1, "§ 4")], "§ 4 Abs. 9")) == {1}
    assert set(lifts([numbered(1, "§ 4"), numbered(2, "§ 5", "(9)")], "§ 4 Abs. 9")) == {1}
    assert lifts([numbered(1, "§ 5")], "§ 4 Abs. 9") == {}


def test_a_number_in_force_comes_before_a_former_one():
    found = lifts([numbered(1, "8.3", former="8.3"), numbered(2, "8.3")], "8.3")
    assert found[2] > found[1] > 0


def test_the_named_document_comes_first_and_another_is_only_liked():
    named, half, other = "richtlini personal", "vereinbar personal", "vereinbar"
    index = [numbered(no, "3", path=path) for no, path in enumerate((named, half, other))]
    found = lifts(index, "Ziffer 3 Richtlinie Personal")
    assert found[0] > cited.FIRST > 2 * cited.LIKED > found[1] > found[2] > 0


def test_an_abbreviation_names_a_document_and_a_mere_synonym_does_not():
    index = [numbered(1, "3", path="richtlini")]
    assert lifts(index, "Ziffer 3 RL")[1] > cited.FIRST
    index = [numbered(1, "3", path="kooperation")]
    assert lifts(index, "Ziffer 3 Kooperation")[1] > cited.FIRST
    assert 0 < lifts(index, "Ziffer 3 Zusammenarbeit")[1] < cited.LIKED


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
    passages = [RankedPassage(own, 0, 0.0, is_good=True) for own in (english, german)]
    for language, first in (("de", german), ("en", english), ("", german)):
        assert best_first(cited_first(sections, passages, Query("3", language=language)))[0].entry == first


def law(document, title, *printed):
    return numbered(document, *printed, title=" ".join(content_stems(title)))


RESIDENCE = "Gesetz über den Aufenthalt (Aufenthaltsgesetz – AufenthG)"
SECOND = "Sozialgesetzbuch (SGB) Zweites Buch (II) – Grundsicherung"
TWELFTH = "Sozialgesetzbuch (SGB) Zwölftes Buch (XII) – Sozialhilfe (Artikel 2 des Gesetzes)"


def test_a_number_with_another_laws_name_is_no_hit():
    index = [law(1, RESIDENCE, "§ 44"), law(2, SECOND, "§ 44"), numbered(3, "§ 44", path="bgb")]
    for typed in ("§ 44 BGB", "§ 44 bgb", "44 ZPO", "§ 44 Abs. 1 Strafgesetzbuch", "paragraph 44 sgb drei"):
        assert lifts(index, typed) == {}
    assert set(lifts(index, "§ 44")) == {1, 2, 3}


@pytest.mark.parametrize(
    "typed", ["44a AufenthG", "§ 44 a aufenthg", "Paragraph 44a Aufenthaltsgesetz", "was steht in § 44a AufenthG"]
)
def test_the_named_law_is_the_one(typed):
    index = [law(1, RESIDENCE, "§ 44a"), law(2, SECOND, "§ 44a"), law(3, "Aufenthaltsgesetz", "§ 44a")]
    assert set(lifts(index, typed)) == {1, 3}
    assert min(lifts(index, typed).values()) >= cited.FIRST


@pytest.mark.parametrize(
    "typed", ["§ 15 SGB II", "§ 15 sgb 2", "paragraph fünfzehn sgb zwei", "§ 15 Zweites Buch Sozialgesetzbuch"]
)
def test_each_book_of_the_code_is_a_law_of_its_own(typed):
    index = [law(1, SECOND, "§ 15"), law(2, TWELFTH, "§ 15"), law(3, "SGB 2", "§ 15"), law(4, "Hartz IV", "§ 15")]
    assert set(lifts(index, typed)) == {1, 3}


def test_words_beside_a_named_law_do_not_keep_its_section_away():
    assert lifts([law(1, SECOND, "§ 31")], "§ 31 SGB II Sanktionen")[1] >= cited.FIRST


def test_what_only_looks_like_a_law_is_a_word():
    index = [
        numbered(1, "§ 15", heading="eingliederungsvereinbarung"),
        numbered(2, "§ 15", path="kooperationsvereinbarung"),
    ]
    assert named(index, "§ 15 EGV") == {1}
    assert named(index, "§ 15 KV") == {2}
    assert set(lifts(index, "§ 15 EGV")) == {1, 2}


def test_a_benefit_that_is_short_for_a_law_names_its_document():
    index = [law(1, "Zweites Buch SGB II", "§ 20"), law(2, RESIDENCE, "§ 20")]
    assert named(index, "paragraph 20 bürgergeld") == {1}


def test_words_that_only_ask_name_no_document():
    index = [numbered(1, "§ 4")]
    for typed in (
        "was steht in § 4",
        "wie lautet der Wortlaut von paragraph vier",
        "bitte § 4",
        "§ 4 Satz 1, 2. Halbsatz",
    ):
        assert lifts(index, typed)[1] >= cited.FIRST
    assert 0 < lifts(index, "Kündigung nach § 4")[1] < cited.LIKED


def test_several_numbers_come_in_their_order():
    index = [numbered(no, f"§ {no}") for no in (14, 15, 16, 17, 18)]
    for typed, expected in (("§§ 15 ff.", [15, 16, 17]), ("§§ 17, 14", [17, 14]), ("§ 15 bis 18", [15, 16, 17, 18])):
        found = lifts(index, typed)
        assert set(found) == set(expected)
        assert all(found[before] > 1.1 * found[after] for before, after in pairwise(expected))


def test_a_letter_apart_means_the_section_of_that_name_where_there_is_one():
    whole, below = numbered(1, "§ 44a"), numbered(2, "§ 44", "a)")
    assert set(lifts([whole, below], "§ 44 a")) == {1}
    assert set(lifts([below, numbered(3, "§ 44")], "§ 44 a")) == {2}
    assert set(lifts([numbered(3, "§ 44")], "§ 44 a")) == {3}
    assert lifts([numbered(3, "§ 44")], "§ 44a") == {}


def test_all_that_may_be_needed_is_looked_up_at_once():
    assert cited.wanted(numbers.in_query("§ 44 Abs. 2 Buchst. b")) == ("litb", "/litb", "abs2", "§44", "b", "2", "44")
    assert cited.wanted(numbers.in_query("§§ 15, 16")) == ("§15", "/§15", "§16", "15", "16")
    assert cited.wanted(numbers.in_query("§ 44 a")) == ("§44a", "/§44a", "lita", "§44", "44a", "a", "44")


def test_where_the_law_is_not_here_only_what_speaks_of_its_number_is_an_answer():
    number = numbers.in_query("§ 44 BGB")
    texts = {"Der Anspruch nach § 44 BGB bleibt": True, "§ 44 gilt": False, "Das BGB gilt": False}
    for text, speaks in texts.items():
        said = set(stems_of(text))
        wanted = cited.mentioned(number, BUILT_IN)
        assert all(holds(one, lambda variant, said=said: set(variant.stems) <= said) for one in wanted) == speaks
    assert cited.mentioned(numbers.in_query("§ 44"), BUILT_IN) == ()
    assert cited.mentioned(numbers.in_query("§ 15 EGV"), BUILT_IN) == ()


def test_a_boost_counts_and_what_holds_no_more_counts_less():
    assert liking(entry(boost=2.0)) == 2.0
    assert liking(entry(status="in_force")) == 1.0
    assert liking(entry(status="former")) == liking(entry(status="repealed")) < 1.0
