"""Readers compare two versions of a document and see it in the margin of the text."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pages.models import Version
from pages.versions import actions
from tests import factories
from tests.pages.versions import compared
from tests.pages.versions.compared import FIRST, NOW, SECOND

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def editor():
    return factories.UserFactory(editor=True)


@pytest.fixture
def reader(client):
    user = factories.UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def guideline(editor):
    return compared.next_version(compared.published(FIRST, editor), SECOND, editor)


def asked(client, page, **query):
    return client.get(reverse("versions:comparison", args=[page.pk]), query)


def text_of(response):
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(words.split())


def test_f5_without_a_choice_today_is_compared_with_the_version_before(client, guideline, reader):
    response = asked(client, guideline)
    text = text_of(response)
    assert response.status_code == 200
    assert "Was Fassung 2 gegenüber Fassung 1 ändert" in text
    assert "4 Abschnitte sind geändert: 1 neu , 1 entfallen , 1 umformuliert , 2 mit neuer Ziffer" in text
    assert "bis zum gestrichen: 15 – Ende. eingefügt: 31 – Ende. . Januar" in text
    assert "neue Ziffer 3 statt 2" in text
    assert "Die Frist ändert sich." in text and "Beschluss des Treffens." in text


def test_f5_unchanged_sections_are_shown_on_demand(client, guideline, reader):
    assert "Die Beratung ist freiwillig." not in text_of(asked(client, guideline))
    assert "Die Beratung ist freiwillig." in text_of(asked(client, guideline, alle=1))


EITHER_ORDER = [
    ("1", "2"),
    ("2", "1"),
    ("2025-03-01", "2026-11-28"),
    ("1.6.2025", ""),
    ("2025-12-31", "2"),
    ("", "28.11.2026"),
]


def test_f5_versions_are_asked_for_by_number_or_by_day_in_either_order(client, guideline, reader):
    for old, new in EITHER_ORDER:
        response = asked(client, guideline, von=old, bis=new)
        assert response.status_code == 200, (old, new)
        assert "Was Fassung 2 gegenüber Fassung 1 ändert" in text_of(response), (old, new)


WITHOUT_ANSWER = [
    ({"von": "7"}, "Eine Fassung 7 gibt es hier nicht."),
    ({"von": "2024-01-01"}, "An diesem Tag galt noch keine Fassung."),
    ({"von": "2026-02-30"}, "Diesen Tag gibt es nicht."),
    ({"von": "gestern <b>"}, "Diesen Tag gibt es nicht."),
    ({"von": "0000-01-01"}, "Diesen Tag gibt es nicht."),
    ({"bis": "9" * 40}, "Diesen Tag gibt es nicht."),
    ({"von": "2", "bis": "2"}, "Das ist zweimal dieselbe Fassung: Fassung 2."),
    ({"bis": "1"}, "Das ist die erste Fassung."),
    ({"von": "²"}, "Diesen Tag gibt es nicht."),
    ({"von": "a\x00"}, ""),
]


def test_f5_an_address_without_answer_says_what_to_do(client, guideline, reader):
    for query, sentence in WITHOUT_ANSWER:
        response = asked(client, guideline, **query)
        assert 400 <= response.status_code < 500, query
        assert sentence in text_of(response), query


def test_f5_a_document_with_one_version_says_so_and_has_no_tab(client, editor, reader):
    page = compared.published(FIRST, editor)
    assert "Es gibt bisher nur eine Fassung." in text_of(asked(client, page))
    assert reverse("versions:comparison", args=[page.pk]) not in client.get(page.get_url()).content.decode()


def test_f5_what_is_in_preparation_is_compared_by_those_who_prepare_it_alone(client, guideline, editor, reader):
    draft = guideline.get_latest_revision_as_object()
    compared.set_text(draft, SECOND[:2])
    draft.save_revision(user=editor)
    actions.prepare(
        document=guideline, effective_on=dt.date(2027, 7, 1), by=editor, note="Kürzer.", reason="Wunsch aller."
    )
    assert asked(client, guideline, bis="3").status_code == 404
    client.force_login(editor)
    factories.verify(client, editor)
    assert "2 entfallen" in text_of(asked(client, guideline, bis="3"))


def test_f5_a_future_version_is_compared_before_it_begins(client, guideline, editor, reader):
    draft = guideline.get_latest_revision_as_object()
    compared.set_text(draft, SECOND[:2])
    draft.save_revision(user=editor)
    version = actions.prepare(
        document=guideline, effective_on=dt.date(2027, 7, 1), by=editor, note="Kürzer.", reason="Wunsch aller."
    )
    actions.adopt(version=version, by=editor)
    assert "Was Fassung 3 gegenüber Fassung 2 ändert" in text_of(asked(client, guideline, bis="2027-07-01"))
    assert "Was Fassung 2 gegenüber Fassung 1 ändert" in text_of(asked(client, guideline))


def test_f5_each_version_between_the_two_says_what_it_changed(client, guideline, editor, reader, clock):
    clock.shift(dt.timedelta(days=2))
    draft = guideline.get_latest_revision_as_object()
    compared.set_text(draft, SECOND[:3])
    draft.change_is_major, draft.change_note, draft.change_reason = True, "Meldung gestrichen.", "Steht woanders."
    draft.save_revision(user=editor).publish(user=editor)
    client.force_login(reader)
    text = text_of(asked(client, guideline, von=1, bis=3))
    assert text.index("Die Frist ändert sich.") < text.index("Meldung gestrichen. Warum: Steht woanders.")
    assert "Die Frist ändert sich." not in text_of(asked(client, guideline, von=2, bis=3))


def test_f5_changed_facts_are_listed_too(client, guideline, editor, reader):
    changed = compared.next_version(
        guideline, SECOND, editor, notice_months=6, title="Richtlinie Beratung und Begleitung", in_force_on=None
    )
    # Only facts differ, so the text is no version of its own; with another word it is.
    rows = [*SECOND[:3], ("report", "4", "Meldung", "<p>Gemeldet wird bis Ende Januar.</p>")]
    compared.next_version(changed, rows, editor)
    text = text_of(asked(client, changed, von="1", bis=str(changed.versions.count())))
    assert "Kündigung" in text and "jetzt: Frist 6 Monate" in text
    assert "bisher: Richtlinie Beratung jetzt: Richtlinie Beratung und Begleitung" in text


def test_f5_links_in_a_compared_text_lead_where_they_lead_in_the_text(client, editor, reader):
    target = compared.published(FIRST, editor, title="Andere Richtlinie", slug="andere")
    link = f'<p>Siehe <a linktype="page" id="{target.pk}">dort</a>.</p>'
    page = compared.published(FIRST, editor)
    page = compared.next_version(page, [*FIRST[:3], ("annex", "4", "Schluss", link)], editor)
    assert f'<a href="{target.get_url()}">' in asked(client, page).content.decode()


def test_f5_the_margin_says_which_sections_changed_and_leads_to_the_comparison(client, guideline, reader):
    html = client.get(guideline.get_url()).content.decode()
    assert html.count("Geändert in Fassung 2") == 1 and html.count("Neu in Fassung 2") == 1
    report = next(one for one in guideline.outline() if one.heading == "Meldung")
    address = f"{reverse('versions:comparison', args=[guideline.pk])}?von=1&amp;bis=2#{report.anchor}"
    assert address in html
    assert f'id="{report.anchor}"' in asked(client, guideline, von=1, bis=2).content.decode()


def test_f5_the_first_version_has_nothing_in_its_margin(client, editor, reader):
    page = compared.published(FIRST, editor)
    assert "in Fassung 1" not in client.get(page.get_url()).content.decode()


def test_f5_hostile_words_of_a_text_stay_words(client, editor, reader):
    hostile = '<p>&lt;script&gt;alert(1)&lt;/script&gt; <a href="javascript:alert(1)">Klick</a></p>'
    page = compared.published(FIRST, editor)
    rows = [*FIRST[:3], ("annex", "4", "<img src=x onerror=x()>", hostile)]
    html = asked(client, compared.next_version(page, rows, editor)).content.decode()
    assert "<script>alert" not in html and "javascript:" not in html and "<img src=x" not in html


def test_f5_strangers_are_asked_to_sign_in_and_what_is_not_published_is_not_there(client, guideline):
    assert asked(client, guideline).status_code == 302
    client.force_login(factories.UserFactory())
    guideline.unpublish()
    assert asked(client, guideline).status_code == 404


def test_f5_a_translation_leads_to_the_comparison_of_its_original(client, guideline, reader):
    from wagtail.models import Locale

    english = Locale.objects.get(language_code="en")
    copy = guideline.copy_for_translation(english, copy_parents=True, alias=False)
    copy.save_revision().publish()
    response = asked(client, copy)
    assert "Was Fassung 2 gegenüber Fassung 1 ändert" in text_of(response)


def test_f5_a_comparison_seen_before_is_not_computed_again(client, guideline, reader):
    asked(client, guideline)
    with CaptureQueriesContext(connection) as queries:
        asked(client, guideline)
    assert not [query["sql"] for query in queries if "wagtailcore_revision" in query["sql"]]
    assert len([query for query in queries if 'FROM "pages_lastread"' in query["sql"]]) == 1


def test_a_version_withdrawn_is_no_choice(client, guideline, editor, reader):
    version = actions.prepare(document=guideline, effective_on=None, by=editor, note="Neu.", reason="Darum.")
    actions.withdraw(version=version, by=editor)
    assert Version.objects.filter(state="withdrawn").exists()
    assert "Fassung 3" not in text_of(asked(client, guideline))
