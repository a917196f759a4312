"""Above a text stands what has changed since the person last read it."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pages.models import LastRead
from pages.versions.changes import ChangedSections
from tests import factories
from tests.pages.versions import compared
from tests.pages.versions.compared import FIRST, NOW, SECOND

pytestmark = pytest.mark.django_db
NOTE = "Seit Sie zuletzt gelesen haben"
CORRECTED = [*SECOND[:3], ("report", "4", "Meldungen", SECOND[3][3])]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def editor():
    return factories.UserFactory(editor=True)


@pytest.fixture
def guideline(editor):
    return compared.published(FIRST, editor)


@pytest.fixture
def reader(client):
    user = factories.UserFactory()
    client.force_login(user)
    return user


def read(client, page, **headers):
    return client.get(page.get_url(), headers=headers).content.decode()


def test_f5_whoever_read_before_is_told_which_sections_changed_and_comes_to_them(client, guideline, editor, reader):
    assert NOTE not in read(client, guideline)
    compared.next_version(guideline, SECOND, editor)
    html = read(client, guideline)
    assert f"{NOTE}, sind 2, 3 und zwei weitere Abschnitte geändert." in html
    address = f"{reverse('versions:comparison', args=[guideline.pk])}?von=1&amp;bis=2"
    assert f'<a href="{address}">Nur Änderungen lesen</a>' in html


def test_f5_the_note_stays_until_the_changes_were_read(client, guideline, editor, reader):
    read(client, guideline)
    compared.next_version(guideline, SECOND, editor)
    assert NOTE in read(client, guideline) and NOTE in read(client, guideline)
    client.get(reverse("versions:comparison", args=[guideline.pk]), {"von": 1, "bis": 2})
    assert NOTE not in read(client, guideline)


def test_f5_the_note_is_no_news_after_two_months(client, guideline, editor, reader, clock):
    read(client, guideline)
    compared.next_version(guideline, SECOND, editor)
    assert NOTE in read(client, guideline)
    clock.shift(dt.timedelta(days=61))
    client.force_login(reader)
    assert NOTE not in read(client, guideline)


def test_f5_whoever_reads_for_the_first_time_is_told_nothing(client, guideline, editor, reader):
    compared.next_version(guideline, SECOND, editor)
    assert NOTE not in read(client, guideline) and NOTE not in read(client, guideline)


def test_f5_the_note_is_for_this_person_alone(client, guideline, editor, reader):
    read(client, guideline)
    compared.next_version(guideline, SECOND, editor)
    assert NOTE in read(client, guideline)
    client.force_login(factories.UserFactory())
    assert NOTE not in read(client, guideline)


def test_f6_a_correction_is_not_told_but_a_change_before_it_still_is(client, guideline, editor, reader, clock):
    read(client, guideline)
    page = compared.next_version(guideline, SECOND, editor)
    clock.shift(dt.timedelta(days=1))
    compared.next_version(page, CORRECTED, editor, is_major=False)
    client.force_login(reader)
    assert f"{NOTE}, sind 2, 3 und zwei weitere" in read(client, guideline)


def test_f6_a_correction_alone_is_not_told(client, guideline, editor, reader):
    rows = [*FIRST[:3], ("annex", "4", "Schluss", "<p>Entfällt bald.</p>")]
    read(client, guideline)
    compared.next_version(guideline, rows, editor, is_major=False)
    assert NOTE not in read(client, guideline)
    assert LastRead.objects.get(user=reader).seen.number == 2


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}])
def test_f5_a_page_that_a_browser_fetches_on_a_guess_is_not_read(client, guideline, reader, headers):
    read(client, guideline, **headers)
    client.head(guideline.get_url())
    assert not LastRead.objects.exists()


def test_f5_a_preview_is_not_read(client, guideline, editor):
    client.force_login(editor)
    factories.verify(client, editor)
    client.get(reverse("wagtailadmin_pages:view_draft", args=[guideline.pk]))
    assert not LastRead.objects.exists()


def test_f5_a_translation_counts_as_its_original(client, guideline, editor, reader):
    from wagtail.models import Locale

    copy = guideline.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True, alias=False)
    copy.save_revision().publish()
    read(client, copy)
    assert LastRead.objects.get(user=reader).document_id == guideline.pk


def test_what_somebody_read_goes_with_the_account_and_with_the_document(client, guideline, reader):
    read(client, guideline)
    reader.delete()
    assert not LastRead.objects.exists()


def test_f5_reading_again_costs_one_query_more_and_writes_nothing(client, guideline, editor, reader):
    compared.next_version(guideline, SECOND, editor)
    read(client, guideline)
    with CaptureQueriesContext(connection) as queries:
        read(client, guideline)
    mine = [query["sql"] for query in queries if "pages_lastread" in query["sql"]]
    assert len(mine) == 1 and mine[0].startswith("SELECT")


@pytest.mark.parametrize(
    ("citations", "count", "named"),
    [
        (("1.4",), 1, "1.4"),
        (("1.4", "2"), 2, "1.4 und 2"),
        (("1.4", "2", "3"), 3, "1.4, 2 und 3"),
        (("1.4", "2", "3", "4"), 4, "1.4, 2 und zwei weitere Abschnitte"),
        (("1.4", "2"), 3, "1.4, 2 und ein weiterer Abschnitt"),
        (("1", "2"), 15, "1, 2 und 13 weitere Abschnitte"),
        ((), 1, "ein Abschnitt"),
        ((), 5, "fünf Abschnitte"),
    ],
)
def test_f5_changed_sections_are_named_as_people_do(citations, count, named):
    assert ChangedSections(citations, count).named == named
