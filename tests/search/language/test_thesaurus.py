"""Everyday words for official ones: what a thesaurus in the format of MyThes says, prepared once and looked up by stems."""

import os
import threading
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from search import engines
from search.answering import vocabulary
from search.language import german, mythes, thesaurus
from search.language.thesaurus import Place

INSTALLED = Path("/usr/share/mythes/th_de_DE_v2.dat")
LINES = """UTF-8
dolmetscher|1
-|Dolmetscher|Interpreter|Sprachmittler
sprachmittler|1
-|Dolmetscher|Interpreter|Sprachmittler
zurückziehen|3
-|widerrufen|rückgängig machen|zurücknehmen|zurückziehen
-|weggehen|(sich) zurückziehen|abhauen (derb)|entschwinden (geh.)
-|abziehen|(Truppen) zurückziehen|Feldzug beenden
heim|1
-|Heim|Wohnheim|Bleibe (ugs.)|Bude (ugs., salopp)|Gebäude (Oberbegriff)
arbeitserlaubnis|1
-|(keine) Arbeitserlaubnis|Arbeitsverbot
akt|1
-|Akt|Handlung|Tat
akte|1
-|Akte|(das) Dossier|Vorgang (Verwaltungsdeutsch)
begleichen|1
-|begleichen (Rechnung)|bezahlen (Hauptform)|zahlen
satz|4
-|Satz|Sprung
-|Satz|Garnitur
-|Satz|Bodensatz
-|Satz|Tarif
satz 2|1
-|Satz|Lehrsatz
-|Satz|Rate
-|Satz|Wurf
-|Satz|Aussage
-|Satz|Set
-|Satz|Runde
fristende|1
-|Abgabetermin|Fristende|letzter Termin|Ende der gesetzten Frist
"""


@pytest.fixture
def place(tmp_path, settings):
    source = tmp_path / "th_de.dat"
    source.write_text(LINES, encoding="utf-8")
    settings.PORTAL_SEARCH_THESAURUS = str(source)
    return engines.thesaurus_place()


@pytest.fixture
def prepared(place):
    assert thesaurus.prepare()
    return place


def others(text: str) -> tuple[str, ...]:
    return thesaurus.others_of(german.content_stems(text), text)


@pytest.mark.parametrize("typed", ["Dolmetschern", "dolmetscher", "DOLMETSCHER", "Dolmetscherinnen"])
def test_a_word_is_found_however_it_is_bent(prepared, typed):
    assert others(typed) == ("Interpreter", "Sprachmittler")


def test_synonyms_hold_both_ways(prepared):
    assert "Dolmetscher" in others("Sprachmittlers")


def test_a_word_that_is_not_reflexive_means_only_what_it_means_by_itself(prepared):
    assert others("zurückziehen") == ("rückgängig machen", "widerrufen", "zurücknehmen")


@pytest.mark.parametrize("typed", ["widerruft", "Widerruf", "widerrufen"])
def test_verbs_are_found_by_their_forms_and_nouns(prepared, typed):
    assert "zurückziehen" in others(typed)


def test_broader_and_rude_words_stand_for_nothing_and_everyday_ones_for_less(prepared):
    found = thesaurus.synonyms_of(("heim",))
    assert [(one.word, one.worth) for one in found] == [("Wohnheim", 1.0), ("Bleibe", 0.5)]


def test_what_is_denied_is_no_synonym(prepared):
    assert others("Arbeitserlaubnis") == ()


def test_two_words_of_one_stem_are_told_apart_by_their_spelling(prepared):
    assert others("Akte") == ("Dossier", "Vorgang")
    assert set(others("Akten")) == {"Dossier", "Vorgang", "Handlung", "Tat"}


def test_marks_are_left_out_and_long_phrases_are_none(prepared):
    assert others("Fristende") == ("Abgabetermin", "letzter Termin")
    assert others("letzter Termin") == ("Abgabetermin", "Fristende")
    assert set(others("bezahlen")) == {"begleichen", "zahlen"}


def test_a_word_of_many_senses_says_nothing(prepared):
    assert others("Satz") == ()
    assert others("Tarif") != ()


def test_what_is_known_of_a_word_falls_with_its_senses(prepared):
    assert thesaurus.synonyms_of(("dolmetsch",))[0].worth > thesaurus.synonyms_of(("akt",))[0].worth


def test_nothing_is_said_without_a_thesaurus_or_before_it_is_prepared(place, settings):
    assert others("Dolmetscher") == ()
    settings.PORTAL_SEARCH_THESAURUS = "/nowhere/th.dat"
    assert not thesaurus.prepare()
    assert others("Dolmetscher") == ()


def test_it_is_prepared_once_and_again_when_the_thesaurus_changes(prepared):
    assert not thesaurus.prepare()
    assert others("Dolmetscher") == ("Interpreter", "Sprachmittler")
    prepared.source.write_text(LINES.replace("Interpreter", "Übersetzer"), encoding="utf-8")
    assert thesaurus.prepare()
    assert others("Dolmetscher") == ("Sprachmittler", "Übersetzer")


def test_a_thesaurus_that_was_removed_is_forgotten(prepared):
    prepared.source.unlink()
    assert not thesaurus.prepare()
    assert not prepared.prepared.exists()
    assert others("Dolmetscher") == ()


def test_a_damaged_file_is_told_of_once_says_nothing_and_is_made_anew(prepared, caplog):
    prepared.prepared.write_bytes(b"kaputt" * 1000)
    assert others("Dolmetscher") == others("Sprachmittler") == ()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert thesaurus.prepare()
    assert "Sprachmittler" in others("Dolmetscher")


@pytest.mark.parametrize("content", [b"UTF-99\n-|a|b\n", b"", b"\xff\xfe\x00"])
def test_a_thesaurus_that_cannot_be_read_stops_nothing(place, content, caplog):
    place.source.write_bytes(content)
    thesaurus.prepare()
    assert others("Dolmetscher") == ()
    assert [path.name for path in place.prepared.parent.glob("*.thesaurus*.[0-9]*")] == []


def test_looking_up_writes_nothing(prepared):
    folder = prepared.prepared.parent
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    folder.chmod(0o500)
    prepared.prepared.chmod(0o400)
    try:
        assert others("Dolmetscher")
    finally:
        folder.chmod(0o700)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_several_threads_look_up_at_once(prepared):
    found: list[tuple[str, ...]] = []
    threads = [threading.Thread(target=lambda: found.append(others("Dolmetscher"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {("Interpreter", "Sprachmittler")}


@pytest.mark.django_db
def test_the_rebuild_of_the_index_prepares_it_too(place):
    call_command("rebuild_search", verbosity=0)
    assert others("Dolmetscher")


def test_only_words_of_the_index_become_variants_and_weigh_less_than_those_of_the_lists(prepared):
    known = {("sprachmittl",)}
    variants = vocabulary.general_synonyms(("dolmetsch",), "Dolmetscher", known.__contains__)
    assert [(one.stems, one.shown) for one in variants] == [(("sprachmittl",), "Sprachmittler")]
    assert 0 < variants[0].weight < vocabulary.SYNONYM


@given(st.lists(st.text(alphabet="-|()abcÄ ,.\n", max_size=60)))
def test_no_line_is_too_strange(lines):
    for terms in mythes.senses(lines):
        assert all(term.word.strip() and "(" not in term.word and 0 <= term.tone <= 1 for term in terms)


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    if not INSTALLED.exists():
        reason = "mythes-de is not installed"
        if os.environ.get("REQUIRE_MYTHES"):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("mythes")
    return Place(INSTALLED, folder / "thesaurus.sqlite3")


@pytest.fixture
def installed(whole):
    thesaurus.lies_at(lambda: whole)
    thesaurus.prepare()
    yield
    thesaurus.lies_at(engines.thesaurus_place)


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("Dolmetschern", "Sprachmittler"),
        ("zurückziehen", "widerrufen"),
        ("aufheben", "aufbewahren"),
        ("umziehen", "den Wohnort wechseln"),
        ("Kindergarten", "Hort"),
        ("Heirat", "Eheschließung"),
        ("Chef", "Vorgesetzter"),
        ("bezahlt", "vergüten"),
    ],
)
def test_the_thesaurus_of_the_system_knows_official_words(installed, typed, other):
    assert other in others(typed)
