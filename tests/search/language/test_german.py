import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language import compounds, edit_distance, german, numbers, passages
from search.language.numbers import Part

text = st.text(max_size=300)


def stem(word: str) -> str:
    return german.stem(german.fold(word))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Träger", "Traeger"),
        ("Straße", "Strasse"),
        ("Städte", "Stadt"),
        ("Beraterinnen", "Berater"),
        ("Abschlüsse", "Abschluss"),
        ("Erlaubnisse", "Erlaubniss"),
        ("fördern", "förderte"),
        ("Kündigungen", "Kündigung"),
        ("freien", "frei"),
        ("Sprach", "Sprache"),
        ("Kurse", "Kurs"),
    ],
)
def test_forms_of_one_word_share_a_stem(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Leistung", "leisten"), ("Vertretung", "vertreten"), ("neue", "Nu"), ("Messe", "Maße")],
)
def test_different_words_keep_different_stems(one, other):
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("word", "stem_of"),
    [("gemeldet", "melden"), ("weitergeleitet", "weiterleiten"), ("Prüfung", "prüfen"), ("zahlt", "zahlen"),
     ("gefördert", "fördern"), ("Praktika", "Praktikum")],
)  # fmt: skip
def test_other_shapes_of_a_word_are_known(word, stem_of):
    assert stem(stem_of) in german.forms(german.fold(word))


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Verwendungsnachweis", ("verwendung", "nachweis")),
        ("Jugendmigrationsdienst", ("jugend", "migration", "dienst")),
        ("Landratsamt", ("landrat", "amt")),
        ("Volkshochschule", ("volk", "hochschule")),
        ("Schulabschluss", ("schul", "abschluss")),
        ("Richtlinie", ()),
        ("Vereinbarung", ()),
        ("Integration", ()),
        ("festgehalten", ()),
    ],
)
def test_compounds_fall_into_their_words(word, parts):
    assert compounds.dictionary_parts(word).parts == parts


def test_gender_marks_and_soft_hyphens_do_not_split_words():
    for typed in ("Berater*innen", "Berater:innen", "Berater/in", "BeraterInnen", "Berater_innen"):
        assert stem("Berater") in [german.stem(token.form) for token in german.tokens(typed)]
    assert [token.form for token in german.tokens(german.clean("Kün\u00addigung"))] == ["kundigung"]


def test_an_abbreviation_is_not_taken_for_a_stop_word():
    assert [token.form for token in german.tokens("IM im Haus")] == ["im#", "im", "haus"]


@given(text)
def test_tokens_stand_where_they_say(typed):
    found = german.tokens(typed)
    assert [(token.start, token.end - token.is_tied) for token in found] == german.spans(typed)
    assert all(0 <= token.start < token.end <= len(typed) and token.form for token in found)


@given(st.text(alphabet="aeoubnstßäöüéÄÖÜ", max_size=20))
def test_folding_does_not_mind_capitals_and_leaves_no_marks(word):
    assert german.fold(word.upper()) == german.fold(word.lower())
    assert german.fold(word).isascii()


@given(st.text(alphabet="abcdefgh", max_size=8), st.text(alphabet="abcdefgh", max_size=8))
def test_distance_is_symmetric_and_capped(one, other):
    assert edit_distance.distance(one, other, 2) == edit_distance.distance(other, one, 2) <= 3
    assert (edit_distance.distance(one, other, 2) == 0) == (one == other)


@given(st.text(alphabet="abcden ", min_size=1, max_size=40))
def test_splitting_any_word_ends_and_keeps_its_letters(word):
    for compound in (compounds.split(word, lambda part: 1e-4), compounds.split(word, lambda part: 0.0)):
        assert len(compound.parts) != 1


@given(st.lists(st.text(alphabet="ab c.-:\n", max_size=200), max_size=30).map("\n".join))
def test_passages_lose_no_word(whole):
    assert " ".join(passages.passages(whole)).split() == whole.split()


@given(text)
def test_reading_numbers_never_fails(typed):
    number = numbers.in_query(typed)
    assert number is None or number.parts


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("10", [Part("", "10")]),
        ("Ziffer 10", [Part("", "10")]),
        ("Ziff. 10", [Part("", "10")]),
        ("Nr. 3.11.2", [Part("", "3.11.2")]),
        ("§ 4", [Part("§", "4")]),
        ("§4 Abs. 2", [Part("§", "4"), Part("abs", "2")]),
        ("§ 4 (2)", [Part("§", "4"), Part("abs", "2")]),
        ("§ 5 Absatz 2 Satz 1 Buchst. a", [Part("§", "5"), Part("abs", "2"), Part("lit", "a")]),
        ("Anlage 1", [Part("anl", "1")]),
        ("Artikel 3", [Part("art", "3")]),
        ("3.11.2 Richtlinie", [Part("", "3.11.2")]),
    ],
)
def test_f35_numbers_are_read_in_every_notation(typed, parts):
    assert list(numbers.in_query(typed).parts) == parts


@pytest.mark.parametrize(
    "typed", ["seit 01.09.2017", "15.000 €", "SGB II", "0,25 Stellen", "Kündigung", "3+2-Regelung", ""]
)
def test_dates_amounts_and_names_are_no_numbers(typed):
    assert numbers.in_query(typed) is None


def test_f34_threads_do_not_disturb_each_others_words(monkeypatch):
    """A server's threads share this module; what one of them got wrong would be remembered for all."""
    words = [word for word in list(compounds.dictionary())[:3000] if word.isalpha()]
    stem = german.stem.__wrapped__
    expected = [stem(word) for word in words]
    found = []
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [
            threading.Thread(target=lambda: found.append([stem(word) for word in words])) for _number in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert found == [expected] * 4
