"""A search that asks who is responsible is answered above its hits."""

import datetime as dt
import re
from contextlib import contextmanager

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.models import Succession, TargetGroup
from directory.responsibility import above_hits, asked, known_words
from search import indexing
from search.answers import answering
from search.models import SynonymGroup
from tests import factories
from tests.factories import normative_page, section

TUESDAY = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)  # 10:30 in Berlin
DAY = TUESDAY.date()


@pytest.fixture(autouse=True)
def tuesday():
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture(autouse=True)
def no_threads(monkeypatch):
    """A rebuild in the background would use a second database connection."""
    monkeypatch.setattr(indexing, "heal", lambda: None, raising=False)


def searched(client: Client, text: str, **parameters: str) -> str:
    response = client.get(reverse("search:results"), {"q": text, **parameters})
    assert response.status_code == 200
    return response.content.decode().replace("<wbr>", "")


def card(client: Client, text: str, **parameters: str) -> str:
    """What the card says; "" where there is none."""
    found = re.search(r'<section class="panel above-hits".*?</section>', searched(client, text, **parameters), re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


@pytest.fixture
def lindenau(portal):
    return factories.MunicipalityFactory(name="Lindenau", ags="08999031", postcodes=["74981"], places=["Seeviertel"])


@pytest.fixture
def moosach(portal):
    return factories.MunicipalityFactory(name="Moosach", ags="08999032", postcodes=["74981"])


@pytest.fixture
def tasks(portal):
    """Two tasks and who carries them out, as any county may have named them."""
    return {
        "courses": factories.ServiceFactory(
            name="Sprachkurse und Kursplatz", slug="kurse", description="Einstufung, Alphabetisierung, Prüfung."
        ),
        "youth": factories.ServiceFactory(name="Jugendberatung", short_name="JB", slug="jb", min_age=12, max_age=26),
    }


@pytest.fixture
def school(portal):
    return factories.OrganisationFactory(name="Kreisschule Lerchental", short_name="KSL", phone="+496990009210")


@pytest.fixture
def olga(school):
    return factories.PositionFactory(
        person__first_name="Olga", person__last_name="Brandt", organisation=school, phone="+496990009211"
    )


@pytest.fixture
def covered(lindenau, moosach, tasks, school, olga):
    for town in (lindenau, moosach):
        for service in tasks.values():
            factories.CoverageFactory(municipality=town, service=service, organisation=school, contact=olga)


ASKED = (
    "wer macht sprachkurse in lindenau",
    "Wer ist in Lindenau für Sprachkurse zuständig?",
    "ansprechpartnerin sprachkurs lindenau",
    "an wen wende ich mich wegen kursplatz lindenau",
    "lindenau kursplatz",
    "lindenau kursplatz wer",
    "telefon ksl für sprachkurs im seeviertel",
    "welche stelle kümmert sich um alphabetisierung in lindenau",
    "bei wem kann jemand aus Lindenua einen Sprachkurs machen",
    "wo sitzt die kreisschule in lindenau",
    "ich suche jemanden für die prüfung in lindenau",
    "Wer kann Lindenauern mit Sprachkursen helfen?",
    "wer is zuständich für lindenau",
    "gibt es in lindenau eine jugendberatung",
    "wohin mit einem jugendlichen aus lindenau",
    "wer vergibt Kursplätze in Lindenau",
    "wer macht bei der Gemeinde Lindenau die Sprachkurse",
)
NOT_ASKED = (
    "wer zahlt den sprachkurs in lindenau",
    "wer darf sprachkurse anbieten",
    "wer muss die kennzahlen melden",
    "wer hilft beim kindergeldantrag",
    "sprachkurs abbrechen",
    "Ansprechperson benennen",
    "Zuständigkeitswechsel",
    "Sprachkurse",
    "Lindenau",
    "wer gilt als Fachkraft",
    "wo finde ich die prüfung",
    "jugend lindenau",
    "wann beginnt der Sprachkurs in Lindenau",
    "wer hilft beim Sprachenstreit",
    "„wer ist zuständig“ Lindenau",
    "wer macht Kursplatz -Lindenau",
    "Darf ich die Durchwahl der Kreisschule weitergeben?",
    "12.3",
    "?",
    "wer " * 60,
)


def test_f19_a_question_for_who_is_responsible_is_known_however_it_is_worded(covered, lindenau):
    words = known_words.read(())
    meant = {text: asked.asked(text, words) for text in ASKED}
    assert [text for text, found in meant.items() if found is None or found.towns != (lindenau.pk,)] == []
    assert [text for text in NOT_ASKED if asked.asked(text, words)] == []


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60))
def test_no_text_is_too_odd_to_be_read(text):
    asked.asked(text, asked.Words(places={("wo",): frozenset([1])}, tasks={("kurs",): {1: asked.NAME}}))


def test_f19_a_place_and_a_task_name_who_answers_and_the_number(reader, covered):
    said = card(reader, "an wen wende ich mich wegen sprachkurs lindenau")
    assert "Wer ist zuständig in Lindenau?" in said
    assert "Sprachkurse und Kursplatz Olga Brandt Kreisschule Lerchental" in said
    assert "90009211" in said.replace("-", "")
    assert card(reader, "sprachkurs abbrechen") == ""


def test_f22_the_card_names_who_stands_in_today(reader, covered, school, olga):
    deputy = factories.PositionFactory(
        person__first_name="Mirko", person__last_name="Antes", organisation=school, phone="+496990009212"
    )
    factories.deputies(olga, deputy)
    factories.away(olga.person, DAY, DAY + dt.timedelta(4))
    said = card(reader, "wer macht sprachkurse in lindenau")
    assert "Mirko Antes" in said
    assert "Vertritt Olga Brandt" in said
    assert "90009212" in said.replace("-", "")


def test_f19_without_a_place_the_card_asks_for_it_and_keeps_the_task(reader, covered):
    html = searched(reader, "ansprechpartner sprachkurs")
    assert "Wer zuständig ist, hängt vom Ort ab." in html
    form = re.search(r'<form class="fields above-hits__ask".*?</form>', html, re.S)[0]
    assert f'action="{reverse("directory:responsible")}"' in form
    assert '<input type="hidden" name="dienst" value="kurse">' in form
    assert "Olga Brandt" not in card(reader, "ansprechpartner sprachkurs")


def test_f20_a_postcode_of_two_places_asks_which(reader, covered):
    html = searched(reader, "wer macht sprachkurse in 74981")
    assert "Welche Gemeinde meinen Sie?" in html
    for town in ("Lindenau", "Moosach"):
        assert re.search(rf'href="[^"]*ort={town}[^"]*dienst=kurse[^"]*">{town}</a>', html)


def test_f19_a_task_that_the_directory_does_not_know_leaves_the_choice(reader, covered):
    said = card(reader, "wer macht wohngeld in lindenau")
    assert "Unter diesem Wort steht keine Aufgabe im Verzeichnis." in said
    assert "Jugendberatung" in said
    assert "Olga Brandt" not in said


def test_f19_an_age_leads_to_the_task_for_that_age(reader, covered):
    said = card(reader, "wohin schicke ich eine 17-jährige aus Moosach")
    assert "Jugendberatung Olga Brandt" in said
    assert "Kursplatz" not in said


def test_f19_a_group_leads_to_the_task_that_is_divided_by_it(reader, covered, lindenau, school, olga):
    families = TargetGroup.objects.create(name="Familien")
    service = factories.ServiceFactory(name="Ankommen", slug="ankommen")
    service.target_groups.add(families)
    factories.CoverageFactory(
        municipality=lindenau, service=service, organisation=school, contact=olga, target_group=families
    )
    assert "Ankommen, Familien Olga Brandt" in card(reader, "wer betreut familien in lindenau")


def test_f19_an_office_without_a_place_is_shown_with_its_number(reader, covered):
    said = card(reader, "telefonnummer ksl")
    assert "Kreisschule Lerchental" in said
    assert "90009210" in said.replace("-", "")


def test_f19_of_an_office_only_the_task_that_is_asked_for(reader, covered):
    assert "Jugendberatung" in card(reader, "telefon ksl lindenau")
    assert "Jugendberatung" not in card(reader, "telefon ksl kursplatz lindenau")


def test_f19_nobody_responsible_leads_to_the_county(reader, lindenau, tasks):
    factories.OrganisationFactory(name="Landratsamt Lerchental", kind="county", phone="+496990009100")
    said = card(reader, "wer macht sprachkurse in lindenau")
    assert "Niemand eingetragen" in said
    assert "Bis das geklärt ist, hilft Landratsamt Lerchental." in said


def test_f20_a_former_municipality_leads_to_that_of_today(reader, covered, lindenau):
    former = factories.MunicipalityFactory(name="Altlindenau", ags="08999033", valid_until=DAY - dt.timedelta(30))
    Succession.objects.create(predecessor=former, successor=lindenau)
    said = card(reader, "wer macht sprachkurse in altlindenau")
    assert "Altlindenau gehört heute zu Lindenau." in said
    assert "Olga Brandt" in said


def test_words_of_the_county_lead_to_a_task(reader, covered):
    assert card(reader, "wer macht büffelei in moosach").startswith("Wer ist zuständig in Moosach? Unter diesem Wort")
    SynonymGroup.objects.create(words="Büffelei\nSprachkurse")
    assert "Olga Brandt" in card(reader, "wer macht büffelei in moosach")


def test_r_whom_a_reader_may_not_see_the_card_does_not_name(reader, sign_in, covered, school, olga):
    olga.visibility = "own"
    olga.save()
    assert "Olga Brandt" not in card(reader, "wer macht sprachkurse in lindenau")
    assert "Kreisschule Lerchental" in card(reader, "wer macht sprachkurse in lindenau")


def test_the_card_hides_no_hit_and_stands_only_on_the_first_page(reader, covered, without_card):
    normative_page([section(str(n), f"Teil {n}", "<p>Sprachkurse in Lindenau</p>") for n in range(1, 13)])
    indexing.rebuild()
    html = searched(reader, "sprachkurse lindenau")
    assert html.index("above-hits") < html.index('<ol class="entries"')
    assert card(reader, "sprachkurse lindenau", seite="2") == ""
    assert card(reader, "sprachkurse lindenau", art="section") == ""
    with without_card():
        assert hits(searched(reader, "sprachkurse lindenau")) == hits(html) != []


def hits(html: str) -> list[str]:
    return re.findall(r'<li class="entry">.*?</li>', html, re.S)


@pytest.fixture
def without_card():
    @contextmanager
    def removed():
        answering.remove(above_hits.responsible)
        yield
        answering.add(above_hits.responsible)

    yield removed
    answering.add(above_hits.responsible)


@pytest.mark.parametrize(
    ("text", "queries"),
    [("Kündigungsfrist", 0), ("ansprechpartner sprachkurs", 0), ("wer macht sprachkurse in lindenau", 4)],
)
def test_what_the_card_costs(reader, covered, without_card, text, queries):
    searched(reader, text)
    with CaptureQueriesContext(connection) as with_it:
        searched(reader, text)
    with without_card(), CaptureQueriesContext(connection) as without:
        searched(reader, text)
    assert len(with_it) - len(without) == queries
