"""Which word was meant by a mistyped one, and which words only look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language import german, slips
from search.language.likeness import is_typo

TYPOS = """
Wonung Wohnung | Antrg Antrag | Integrationmanagement Integrationsmanagement | Jobcneter Jobcenter | Dolmetschr Dolmetscher
Kooperatonsvereinbarung Kooperationsvereinbarung | Aufenthalserlaubnis Aufenthaltserlaubnis | ufenthalt Aufenthalt
nitegration Integration | Berautng Beratung | Beatung Beratung | Behröde Behörde | Kindergaten Kindergarten
Schwiegepflicht Schweigepflicht | Datenschuzt Datenschutz | Vereinbahrung Vereinbarung | Vereinbarunng Vereinbarung
Vertretumg Vertretung | Verwendungsnachweiß Verwendungsnachweis | Lehkraft Lehrkraft | Mayer Maier | Meier Mayer
Mohamed Mohammed | Kries Kreis | Dinst Dienst | Kase Kasse | Mitarbieter Mitarbeiter | Statistick Statistik
Qualifizirung Qualifizierung | Hospitaton Hospitation | Klinet Klient | Formualr Formular | Adrese Adresse
Telephon Telefon | Zustendigkeit Zuständigkeit | Landratsmat Landratsamt | Abrechnugn Abrechnung | Schmitd Schmidt
Teilnehemr Teilnehmer | Fortbildugn Fortbildung | Krankehit Krankheit | Kiat Kita | Einwiligung Einwilligung
Einferständniserklerung Einverständniserklärung
"""
OTHERS = """
Mayer may | Mayer May | Olena Lena | Lena Olena | Elena Lena | Anna Anne | Lena Lina | Lena Luna | Martin Marvin | Jan Jana
Ali Alia | Vertrag Ertrag | Vermieter Vertreter | Ansprache Absprache | Anmeldung Abmeldung | Einreise Ausreise
Anmeldung Meldung | Beratung Beratungsstelle | Kind Kinder | Hand Hans | Miete Mitte | Leben Lesen | Woche Wache
Kunde Kunst | Amt Akt | Kurs Kurse | Leiter Reiter | Vater Kater | Erstattung Bestattung | Hund Bund | Bund Bunt
Rente Ernte | Verfassung Verwaltung | Betreuung Bedeutung | Kursleiter Kursleitung | Schule Schulung | Haus Maus
Recht Rest | Antrag Auftrag | Beamter Berater | Bericht Gericht | Unterricht Unterkunft | Kosten Posten | Jugend Tugend
Fischer Tischler | Stelle Stille | Gesetz Besitz | Geld Gold | Arbeit Arzt | Straße Strafe | Bezug Betrug | Haus Haus
Träger Traeger | B1 B2
"""


def pairs(text: str) -> list[tuple[str, str]]:
    return [tuple(pair.split()) for line in text.strip().splitlines() for pair in line.split(" | ")]


@pytest.mark.parametrize(("typed", "meant"), pairs(TYPOS))
def test_a_slip_is_a_typo(typed, meant):
    assert is_typo(typed, meant)


@pytest.mark.parametrize(("one", "other"), pairs(OTHERS))
def test_another_word_is_none(one, other):
    assert not is_typo(one, other)
    assert not is_typo(other, one)


words = st.text(alphabet="abehinrstuzäß", max_size=14)


@given(words, words)
def test_it_holds_both_ways_and_never_for_the_same_word(one, other):
    assert is_typo(one, other) == is_typo(other, one)
    assert not is_typo(one, one)


@given(words, words, words)
def test_what_slips_cost_is_the_same_both_ways_and_nothing_only_for_the_same(one, other, between):
    assert slips.between(one, other) == pytest.approx(slips.between(other, one))
    assert (slips.between(one, other) == 0) == (one == other)


@pytest.mark.parametrize(
    ("name", "typed"),
    [("Yılmaz", "Yilmaz"), ("Łukasz", "Lukasz"), ("Søren", "Soren"), ("Đorđe", "Dorde"), ("İpek", "Ipek")],
)
def test_names_are_found_as_people_type_them(name, typed):
    assert german.fold(name) == german.fold(typed)
