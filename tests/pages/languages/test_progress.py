"""How far translations are against the version in force: counted, shown to readers, owed by editors (F17)."""

import datetime as dt

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pages.documents.translation import translation_states
from pages.languages import duties
from pages.models import NormativePage, TranslationProgress
from pages.versions import actions as versions
from portal.duties.answering import answering
from portal.extensions import Asker
from tests import factories
from tests.pages.languages import translating
from tests.pages.languages.translating import ENDS, GOALS, WAYS, changed

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
JANUARY = dt.date(2027, 1, 1)
REWORDED = changed(WAYS, text="<p>Wir begleiten länger.</p>")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def states(page):
    return [translation_states(page)[one.identity] for one in page.outline()]


def numbers(page):
    return TranslationProgress.objects.values_list("current", "outdated", "machine", "missing").get(page=page)


def say(page, *sections):
    """Published as editors do; time goes on, as it does between two acts."""
    page.sections = list(sections)
    page.save_revision().publish()


def test_f17_a_version_makes_outdated_what_it_changes_and_only_once_it_is_in_force(
    original, in_english, translator, clock
):
    version = versions.prepare(
        document=original, effective_on=JANUARY, note="Begleitung", reason="Beschluss", by=translator
    )
    original.sections = [GOALS, REWORDED, ENDS]
    original.save_revision()
    assert states(in_english) == ["current"] * 3
    versions.adopt(version=version, by=translator)
    clock.move_to(dt.datetime(2026, 12, 31, 12, tzinfo=dt.UTC))
    versions.take_effect()
    assert states(in_english) == ["current"] * 3
    assert numbers(in_english) == (3, 0, 0, 0)
    clock.move_to(dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC))
    versions.take_effect()
    assert states(in_english) == ["current", "outdated", "current"]
    assert numbers(in_english) == (2, 1, 0, 0)


def test_f17_a_text_planned_in_the_editor_counts_from_its_day_on(original, in_english, clock):
    original.sections = [GOALS, REWORDED, ENDS]
    original.go_live_at = NOW + dt.timedelta(days=10)
    original.save_revision().publish()
    assert states(in_english) == ["current"] * 3
    assert numbers(in_english) == (3, 0, 0, 0)
    clock.move_to(NOW + dt.timedelta(days=11))
    call_command("publish_scheduled")
    assert states(in_english) == ["current", "outdated", "current"]
    assert numbers(in_english) == (2, 1, 0, 0)


def test_f17_what_is_translated_anew_is_current_again(original, in_english, translator, clock, monkeypatch):
    say(original, GOALS, REWORDED, ENDS)
    monkeypatch.setitem(translating.WORDS, "Wir begleiten länger.", "We accompany longer.")
    clock.shift(60)
    translating.retranslated(original, by=translator)
    assert numbers(in_english) == (3, 0, 0, 0)


def facts(client, page):
    read = BeautifulSoup(client.get(page.get_url()).content, "html.parser")
    return {row.dt.get_text(strip=True): row.dd for row in read.select(".facts > div")}


def test_f17_the_german_text_names_its_translations_and_how_far_they_are(reader, original, in_english):
    line = facts(reader, original)["Englisch"]
    assert line.get_text(strip=True) == "aktuell"
    assert line.a["href"] == in_english.get_url()
    say(original, changed(GOALS, heading="Neue Ziele"), REWORDED, ENDS, factories.section("5", "Neu"))
    assert facts(reader, original)["Englisch"].get_text(strip=True) == "2 Abschnitte älter, 1 Abschnitt fehlt"
    assert "Englisch" not in facts(reader, in_english)


def test_f17_unchecked_machine_words_are_named(reader, original, in_english):
    translating.by_machine("Goals")
    call_command("count_translations")
    assert facts(reader, original)["Englisch"].get_text(strip=True) == "1 Abschnitt nicht geprüft"


def owed(user):
    found = list(duties.owed(answering(user.pk)))
    asker = Asker(user.pk, user.is_superuser)
    assert len(found) == type(user).objects.annotate(number=duties.number(asker)).get(pk=user.pk).number
    return found


def test_f17_editors_owe_each_document_in_each_language_once(original, in_english, translator):
    assert owed(translator) == []
    say(original, changed(GOALS, heading="Neue Ziele"), REWORDED, ENDS)
    (due,) = owed(translator)
    assert due.title == "Übersetzung nachführen: RL B, Englisch"
    assert due.state == "2 Abschnitte älter"
    assert due.url == reverse("wagtailadmin_pages:edit", args=[in_english.pk])
    assert owed(factories.UserFactory()) == []
    in_english.unpublish()
    assert owed(translator) == []


def table(client):
    answer = client.get(reverse("pages_translations"))
    assert answer.status_code == 200
    read = BeautifulSoup(answer.content, "html.parser")
    return {
        row.th.get_text(strip=True): (
            [cell.get_text(" ", strip=True) for cell in row.find_all("td")][:-1],
            [link["href"] for link in row.find_all("a")],
        )
        for row in read.select("table.listing tbody tr")
    }


def test_f17_editors_see_every_document_in_every_language(editor, original, in_english):
    untouched = factories.normative_page([GOALS], title="Muster", slug="muster")
    say(original, GOALS, REWORDED, ENDS)
    found = table(editor)
    cells, links = found["Richtlinie Beratung"]
    assert cells == ["Englisch", "2", "1", "0", "0"]
    assert links == [
        reverse("wagtailadmin_pages:edit", args=[in_english.pk]),
        reverse("languages:side_by_side", args=[in_english.pk]),
    ]
    cells, links = found["Muster"]
    assert cells == ["Englisch", "nicht übersetzt"]
    assert links == [reverse("wagtail_localize:submit_page_translation", args=[untouched.pk])]


def test_f17_the_table_costs_no_more_queries_for_more_documents(editor, original, in_english, translator):
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert len(table(editor)) == 1 + 2 * number
        counts.append(len(queries))
        for more in range(2):
            page = factories.normative_page([GOALS], title=f"RL {number}{more}", slug=f"rl-{number}{more}")
            translating.translated(page, by=translator)
    assert counts[0] == counts[1]


def test_f17_readers_do_not_reach_the_table(reader):
    assert reader.get(reverse("pages_translations")).status_code == 403


def test_f17_what_was_published_before_anything_was_counted_is_counted_by_the_daily_work(original, in_english):
    NormativePage.objects.filter(pk=original.pk).update(last_published_at=timezone.now())
    TranslationProgress.objects.all().delete()
    call_command("count_translations")
    call_command("count_translations")
    assert numbers(in_english) == (3, 0, 0, 0)
