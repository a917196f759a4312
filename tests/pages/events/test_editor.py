"""Events in the editor: what cannot be is refused in words, and nothing typed is lost."""

import datetime as dt

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from pages.models import EventIndexPage, EventPage
from tests import factories
from tests.factories import berlin, event_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def posted(action="action-publish", clauses=(), **changes):
    data = {
        "title": "Asylrecht kompakt",
        "slug": "asylrecht-kompakt",
        "kind": "training",
        "starts_at": "2026-11-24 09:00",
        "ends_at": "2026-11-24 12:00",
        "repeats": "",
        "repeats_until": "",
        "excluded": "",
        "recurrence": "",
        "place": "Kreishaus",
        "municipality": "",
        "online_link": "",
        "target_group": "",
        "language": "de",
        "summary": "Ein Vormittag für alle.",
        "body": rich_text("<p>Text</p>"),
        "clauses": inline_formset(list(clauses)),
        "files": inline_formset([]),
        "comments": inline_formset([]),
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
    }
    return nested_form_data(data | changes) | {action: action}


def add(editor, **changes):
    parent = EventIndexPage.objects.get(locale__language_code="de")
    return editor.post(reverse("wagtailadmin_pages:add", args=["pages", "eventpage", parent.pk]), posted(**changes))


def test_f26_an_editor_publishes_an_event(editor):
    response = add(editor)
    assert response.status_code == 302, response.content.decode()[:200]
    page = EventPage.objects.get()
    assert (page.starts_at, page.ends_at) == (berlin("2026-11-24 9:00"), berlin("2026-11-24 12:00"))
    assert page.dates.get().day == dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends_at": "2026-11-24 08:00"}, "Das Ende liegt vor dem Beginn."),
        ({"ends_at": "2026-11-24 09:00"}, "Beginn und Ende sind gleich."),
        ({"starts_at": "2027-03-28 02:30", "ends_at": "2027-03-28 05:00"}, "weil die Uhren umgestellt werden"),
        ({"starts_at": "2026-10-25 02:30", "ends_at": "2026-10-25 05:00"}, "weil die Uhren umgestellt werden"),
        ({"repeats": "weekly"}, "Die Reihe hat kein Ende."),
        ({"repeats": "weekly", "repeats_until": "2026-11-01"}, "Die Reihe endet vor ihrem ersten Termin."),
        ({"repeats": "weekly", "repeats_until": "2046-11-01"}, "höchstens zehn Jahre"),
        (
            {"repeats": "monthly_last", "repeats_until": "2027-11-01", "starts_at": "2026-11-10 09:00"},
            "fällt nicht auf einen Tag",
        ),
        ({"repeats": "own", "recurrence": "jeden Dienstag"}, "Diese Wiederholung ist nicht lesbar."),
        ({"excluded": "24.12.2026, Silvester"}, "„Silvester“ ist kein Tag."),
        ({"online_link": "javascript:alert(1)"}, "die mit https:// beginnt"),
    ],
)
def test_f29_what_cannot_be_is_refused_with_a_sentence(editor, changes, said):
    response = add(editor, **changes)
    assert response.status_code == 200
    page = response.content.decode()
    assert said in page
    assert "Ein Vormittag für alle." in page
    assert not EventPage.objects.exists()


@pytest.mark.parametrize(
    ("repeats", "start", "rule"),
    [
        ("weekly", "2026-11-24", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630"),
        ("fortnightly", "2026-11-24", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270630"),
        ("monthly_weekday", "2026-11-10", "FREQ=MONTHLY;BYDAY=2TU;UNTIL=20270630"),
        ("monthly_weekday", "2026-12-29", "FREQ=MONTHLY;BYDAY=-1TU;UNTIL=20270630"),
        ("monthly_last", "2026-11-24", "FREQ=MONTHLY;BYDAY=-1TU;UNTIL=20270630"),
        ("monthly_day", "2026-11-24", "FREQ=MONTHLY;BYMONTHDAY=24;UNTIL=20270630"),
        ("half_yearly", "2026-11-24", "FREQ=MONTHLY;INTERVAL=6;BYDAY=4TU;UNTIL=20270630"),
        ("workdays", "2026-11-24", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20270630"),
    ],
)
def test_f29_a_repetition_is_chosen_in_words_and_comes_back_so(editor, repeats, start, rule):
    add(
        editor,
        repeats=repeats,
        repeats_until="2027-06-30",
        starts_at=f"{start} 09:00",
        ends_at=f"{start} 12:00",
        excluded="22.12.2026,\n1.6.2027",
    )
    page = EventPage.objects.get()
    assert (page.recurrence, page.excluded) == (rule, "22.12.2026, 01.06.2027")
    form = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert f'<option value="{repeats}" selected>' in form or rule.startswith("FREQ=MONTHLY;BYDAY=-1")
    assert 'value="2027-06-30"' in form or 'value="30.06.2027"' in form


def test_f29_hostile_text_goes_nowhere_as_markup_or_as_a_line_of_its_own(editor, reader):
    title = "<script>alert(1)</script> BEGIN:VEVENT"
    add(editor, title=title, slug="boese", place="Saal\r\nX-BOESE:1\x00", summary="a\r\nEND:VCALENDAR")
    page = EventPage.objects.first()
    if page is None:  # a control character in a form field is refused
        add(editor, title=title, slug="boese", place="Saal\r\nX-BOESE:1", summary="a\r\nEND:VCALENDAR")
        page = EventPage.objects.get()
    for address in ("/kalender/?monat=2026-11", page.url, "/kalender/liste/"):
        assert "<script>alert" not in reader.get(address).content.decode()
    file = reader.get(f"/kalender/termin/{page.pk}/2026-11-24/Termin.ics").content.decode()
    lines = file.replace("\r\n ", "").split("\r\n")
    assert not [line for line in lines if line.startswith("X-BOESE")]
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VCALENDAR") == 1


def test_f26_whole_days_go_from_midnight_to_the_end_of_the_last(editor):
    add(editor, is_all_day="on", ends_at="2026-11-25 09:00")
    page = EventPage.objects.get()
    assert (page.starts_at, page.ends_at) == (berlin("2026-11-24 0:00"), berlin("2026-11-25 23:59"))


def test_d20_a_section_is_named_by_its_number_and_kept_by_its_identity(editor):
    identity = "11111111-aaaa-4aaa-8aaa-111111111111"
    guideline = factories.normative_page([factories.section("5.3", "Austausch", "", 1, identity)])
    row = {"document": guideline.pk, "number": "5.4"}
    assert "Diese Ziffer gibt es in dem Dokument nicht." in add(editor, clauses=[row]).content.decode()
    assert add(editor, clauses=[row | {"number": "5.3"}]).status_code == 302
    assert EventPage.objects.get().clauses.get().section == identity


def test_f29_a_draft_of_a_change_tells_nobody_until_it_is_published(editor):
    page = event_page()
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    moved = {"starts_at": "2026-11-25 09:00", "ends_at": "2026-11-25 12:00"}
    assert editor.post(url, posted("action-save", **moved)).status_code == 302
    assert page.dates.get().sequence == 0
    assert editor.post(url, posted(**moved)).status_code == 302
    assert (page.dates.get().sequence, page.dates.get().starts_at) == (1, berlin("2026-11-25 9:00"))
