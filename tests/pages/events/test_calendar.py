"""The calendar as readers see it: month, week, list, the page of an event."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages.events import actions
from pages.events.dates import date_of
from pages.models import EventClause, EventPage
from tests import factories
from tests.factories import berlin, event_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def text(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def test_d20_the_month_is_a_table_with_a_list_of_the_same_events(reader):
    host = factories.OrganisationFactory(name="Sozialwerk Rebental")
    event_page("Asylrecht kompakt", "2026-11-24 9:00", place="Kreishaus Ansbronn", hosts=[host])
    event_page("Frühere Runde", "2026-11-03 14:00", kind="exchange")
    event_page("Im Dezember", "2026-12-01 9:00")
    page = text(reader.get("/kalender/"))
    assert "<h1>November 2026</h1>" in page
    table, listed = page.split("</table>")
    for title in ("Asylrecht kompakt", "Frühere Runde"):
        assert title in table
        assert title in listed
    assert "Im Dezember" not in page
    assert 'href="#t-2026-11-24"' in table
    assert 'id="t-2026-11-24"' in listed
    assert '<td class="today"><span class="day" aria-current="date">17</span>' in table.replace("> <", "><")
    assert "9 bis 11 Uhr, Kreishaus Ansbronn" in listed
    assert listed.index("Asylrecht kompakt") < listed.index("Früher in diesem Monat") < listed.index("Frühere Runde")
    assert '<span class="kern-sr-only">Fortbildung: </span>' in table


def test_d20_the_way_leads_to_the_months_before_and_after(reader):
    page = text(reader.get("/kalender/?monat=2026-12&art=training"))
    assert 'href="/kalender/?art=training&amp;monat=2026-11" rel="prev"' in page
    assert 'href="/kalender/?art=training&amp;monat=2027-01" rel="next"' in page
    assert 'href="/kalender/?art=training">Heute' in page
    assert "Weihnachtstag" in page
    for nonsense in ("2026-13", "1999-01", "9999-99", "abc", ""):
        assert "November 2026" in text(reader.get("/kalender/", {"monat": nonsense}))
    assert 'rel="next"' not in text(reader.get("/kalender/?monat=2099-12"))


def test_d20_the_menu_leads_to_the_calendar_after_the_directory(reader):
    page = text(reader.get("/"))
    assert page.index("Verzeichnis</a>") < page.index('<a href="/kalender/"')


@pytest.mark.parametrize("path", ["/kalender/?monat=2026-11", "/kalender/woche/?tag=2026-11-17", "/kalender/liste/"])
def test_d20_filters_narrow_every_view(reader, path):
    host, town = factories.OrganisationFactory(), factories.MunicipalityFactory(name="Ansbronn")
    event_page("Passt", "2026-11-18 9:00", hosts=[host], municipality=town, target_group="employment")
    event_page("Für alle", "2026-11-18 9:00", hosts=[host], municipality=town)
    event_page("Anderswo", "2026-11-18 9:00", kind="exchange", target_group="volunteers")
    query = {"stelle": host.pk, "ort": town.pk, "zielgruppe": "employment", "art": "training"}
    joined = "&".join(f"{name}={value}" for name, value in query.items())
    page = text(reader.get(f"{path}{'&' if '?' in path else '?'}{joined}"))
    assert "Passt" in page
    assert "Für alle" in page
    assert "Anderswo" not in page
    # What cannot be chosen counts as not chosen.
    page = text(reader.get(f"{path}{'&' if '?' in path else '?'}stelle=999999&ort=x&zielgruppe=alle&art=unsinn"))
    assert "Anderswo" in page


def test_d20_a_series_stands_on_each_of_its_days_and_a_changed_date_where_it_is_now(reader):
    series = event_page("Kollegiale Beratung", "2026-11-03 13:00", recurrence="FREQ=WEEKLY;UNTIL=20270629")
    series.excluded = "10.11.2026"
    series.save_revision().publish()
    user = factories.UserFactory(editor=True)
    moved = date_of(series, dt.date(2026, 11, 24))
    actions.move_date(
        date=moved, starts_at=berlin("2026-11-26 15:00"), ends_at=berlin("2026-11-26 17:00"), place="", note="", by=user
    )
    actions.cancel_date(date=date_of(series, dt.date(2026, 12, 1)), reason="Der Raum ist gesperrt.", by=user)
    page = text(reader.get("/kalender/"))
    days = [day for day in range(1, 31) if f'href="#t-2026-11-{day:02}"' in page]
    assert days == [3, 17, 26]
    assert "verlegt, geplant für Di 24.11." in page
    page = text(reader.get("/kalender/?monat=2026-12"))
    assert "fällt aus: Der Raum ist gesperrt." in page.replace("</svg> ", "")


def test_d20_a_date_moved_into_a_month_that_the_series_does_not_reach_is_there(reader):
    series = event_page("Runde", "2026-11-03 13:00", recurrence="FREQ=WEEKLY;UNTIL=20261124")
    actions.move_date(
        date=date_of(series, dt.date(2026, 11, 24)),
        starts_at=berlin("2027-02-02 13:00"),
        ends_at=berlin("2027-02-02 15:00"),
        place="",
        note="",
        by=factories.UserFactory(),
    )
    assert 'href="#t-2027-02-02"' in text(reader.get("/kalender/?monat=2027-02"))


def test_d20_what_lasts_several_days_stands_on_each_and_is_listed_once(reader):
    event_page("Kurs", "2026-11-19 9:00", "2026-11-21 12:00", kind="course_offered")
    page = text(reader.get("/kalender/"))
    table, listed = page.split("</table>")
    assert table.count("Kurs</a>") == 3
    assert listed.count("Kurs</a>") == 1
    assert "9 Uhr bis Sa 21.11., 12 Uhr" in listed


def test_d20_a_deadline_says_until_when(reader):
    event_page("Tagesordnung senden", "2026-11-30 23:59", "2026-11-30 23:59", kind="deadline")
    event_page("Antrag", "2026-11-29 12:00", "2026-11-29 12:00", kind="deadline")
    page = text(reader.get("/kalender/"))
    assert "bis 24 Uhr" in page
    assert "bis 12 Uhr" in page


def test_d20_the_week_lists_every_day_with_its_holiday(reader):
    event_page("Runde", "2026-12-25 10:00")
    page = text(reader.get("/kalender/woche/?tag=2026-12-23"))
    assert "Woche 52" in page
    assert page.count('<section class="block"') == 7
    assert "Erster Weihnachtstag" in page
    assert 'rel="prev"' in page
    for nonsense in ("2026-02-30", "x", "0001-01-01"):
        assert "Woche 47" in text(reader.get("/kalender/woche/", {"tag": nonsense}))


def test_d20_the_list_has_all_that_comes_on_several_pages(reader):
    event_page("Runde", "2026-11-18 10:00", recurrence="FREQ=DAILY;UNTIL=20270228")
    event_page("Vorbei", "2026-11-16 10:00")
    page = text(reader.get("/kalender/liste/"))
    assert page.count('<li class="entry"') == 40
    assert "?seite=2" in page
    assert "Vorbei" not in page


def test_r12_drafts_and_pages_closed_to_somebody_are_not_in_their_calendar(reader, editor):
    event_page("Entwurf", "2026-11-18 9:00", live=False)
    closed = event_page("Geschlossen", "2026-11-18 9:00")
    restriction = closed.view_restrictions.create(restriction_type="groups")
    from django.contrib.auth.models import Group

    restriction.groups.add(Group.objects.get(name="editor"))
    for path in ("/kalender/", "/kalender/woche/", "/kalender/liste/"):
        page = text(reader.get(path))
        assert "Entwurf" not in page
        assert "Geschlossen" not in page
        assert "Geschlossen" in text(editor.get(path))
    day = closed.first_day.isoformat()
    assert reader.get(f"/kalender/termin/{closed.pk}/{day}/Termin.ics").status_code == 404


def test_d20_the_page_of_an_event_says_what_it_rests_on_and_hides_the_link(reader):
    guideline = factories.normative_page(
        [factories.section("5.3", "Austausch")], short_title="KV", title="Vereinbarung"
    )
    page = event_page(
        "Asylrecht kompakt",
        place="Kreishaus Ansbronn, Raum 1.04",
        online_link="https://video.example/geheim",
        language="en",
        summary="Ein Vormittag.",
    )
    clause = EventClause(page=page, document=guideline, number="5.3")
    clause.full_clean(exclude=["sort_order"])
    clause.save()
    shown = text(reader.get(page.url))
    assert page.url == "/kalender/asylrecht-kompakt/"
    assert "Dienstag, 17. November 2026" in shown
    assert "Kreishaus Ansbronn, Raum 1.04" in shown
    assert '<a class="cite" href="' in shown
    assert ">KV 5.3</a>" in shown
    assert "geheim" not in shown
    assert "den Link sehen angemeldete Teilnehmende" in shown
    assert "Englisch" in shown


def test_d20_every_date_of_a_series_has_a_page_and_other_days_have_none(reader):
    page = event_page("Runde", "2026-11-03 13:00", recurrence="FREQ=WEEKLY;UNTIL=20270629")
    assert "Dienstag, 17. November 2026" in text(reader.get(page.url))
    shown = text(reader.get(f"{page.url}2026-12-01/"))
    assert "Dienstag, 1. Dezember 2026" in shown
    assert "Weitere Termine der Reihe" in shown
    for day in ("2026-12-02", "2027-07-06", "2026-13-01", "2026-02-30"):
        assert reader.get(f"{page.url}{day}/").status_code == 404
    single = event_page("Einzeln")
    assert reader.get(f"{single.url}2026-11-17/").status_code == 404


def test_d20_an_english_reader_sees_the_translated_page_once(reader):
    page = event_page("Asylrecht kompakt", "2026-11-18 9:00", recurrence="FREQ=WEEKLY;UNTIL=20270629")
    event_page("Nur deutsch", "2026-11-19 9:00")
    from wagtail.models import Locale

    english = page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    english.title = "Asylum law in brief"
    english.save_revision().publish()
    english = EventPage.objects.get(pk=english.pk)
    assert not english.dates.exists()
    shown = text(reader.get("/en/kalender/?monat=2026-11"))
    assert "Asylum law in brief" in shown
    assert "Asylrecht kompakt" not in shown
    assert "Nur deutsch" in shown
    assert date_of(english, dt.date(2026, 11, 25)).event_id == page.pk
    assert "Asylum law" in text(reader.get(f"{english.url}2026-11-25/"))


def test_d20_a_month_costs_the_same_queries_however_many_events(reader):
    hosts = [factories.OrganisationFactory() for _ in range(2)]
    event_page("Runde", "2026-11-03 13:00", recurrence="FREQ=WEEKLY;UNTIL=20270629", hosts=hosts)
    reader.get("/kalender/")
    for number in range(12):
        event_page(f"Fortbildung {number}", f"2026-11-{number + 1:02} 9:00", hosts=hosts)
    reader.get("/kalender/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert "Fortbildung 11" in text(reader.get("/kalender/"))
    assert len(queries) <= 10, [query["sql"][:160] for query in queries]
