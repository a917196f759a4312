"""Through the real pages: booking, giving back, deciding, the door, the lists, and what is refused in words."""

import io

import icalendar
import pdfplumber
import pytest
from django.core import mail
from django.urls import reverse

from pages.models import Admission, EventPage, FeedbackCount, Registration
from pages.registration import actions, retention, states
from pages.registration.queries import own_guest
from portal.counted import figure_sources
from portal.identity.auth import OrganisationRole
from tests import factories
from tests.pages.registration.venue import DAY, HOUR, STARTS, Venue, event_page, member, signed_in

pytestmark = pytest.mark.django_db


def book_url(venue: Venue) -> str:
    return reverse("registration:book", args=[venue.event.pk, venue.date.day])


def step_url(row: Registration, word: str) -> str:
    return reverse("registration:step", args=[row.pk, word])


def text_of(response) -> str:
    return response.content.decode()


def calendar_of(message) -> icalendar.Calendar:
    [part] = [one for one in message.alternatives if one.mimetype.startswith("text/calendar")]
    return icalendar.Calendar.from_ical(part.content)


@pytest.fixture
def ayla(venue):
    return member(venue.sozialwerk)


def test_f26_one_tap_books_and_one_gives_back_and_the_next_in_line_is_offered(
    venue, ayla, django_capture_on_commit_callbacks
):
    browser = signed_in(ayla)
    assert "2 von 2 Plätzen frei" in text_of(browser.get(venue.event.url))
    answer = browser.post(book_url(venue), {"people": ["ich"]}, follow=True)
    assert "hat einen Platz" in text_of(answer)
    row = Registration.objects.get(user=ayla)
    venue.book(member(venue.sozialwerk))
    next_one = member(venue.jobcenter)
    line = signed_in(next_one)
    assert "Auf die Warteliste" in text_of(line.get(venue.event.url))
    line.post(book_url(venue), {"people": ["ich"], "waits": "on"})
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(step_url(row, "zurueckgeben"), follow=True)
    assert "zurückgegeben" in text_of(answer)
    offered = Registration.objects.get(user=next_one)
    assert offered.state == states.OFFERED
    assert [one.subject for one in mail.outbox if one.to == [next_one.email]] == ["Ein Platz ist für Sie frei geworden"]
    with django_capture_on_commit_callbacks(execute=True):
        line.post(step_url(offered, "annehmen"))
    assert venue.state(offered) == states.BOOKED


def test_f26_two_seats_for_colleagues_of_the_own_team(venue, ayla):
    jonas, foreign = member(venue.sozialwerk, first="Jonas"), member(venue.jobcenter, first="Fremd")
    without_account = factories.PositionFactory(organisation=venue.sozialwerk, person__last_name="Ohnekonto")
    browser = signed_in(ayla)
    page = text_of(browser.get(book_url(venue)))
    assert "Jonas" in page
    assert "Ohnekonto" in page
    assert foreign.last_name not in page
    position = jonas.directory_person.positions.get()
    browser.post(book_url(venue), {"people": [str(position.pk), str(without_account.pk)]})
    assert set(Registration.objects.values_list("user", "person", "booked_by")) == {
        (jonas.pk, jonas.directory_person.pk, ayla.pk),
        (None, without_account.person_id, ayla.pk),
    }
    other = foreign.directory_person.positions.get()
    assert browser.post(book_url(venue), {"people": [str(other.pk)]}).status_code == 422


def test_f26_what_is_full_or_closed_meanwhile_is_said_and_nothing_chosen_is_lost(venue, ayla, clock):
    jonas = member(venue.sozialwerk, first="Jonas")
    position = str(jonas.directory_person.positions.get().pk)
    venue.book(member(venue.jobcenter))
    browser = signed_in(ayla)
    answer = browser.post(book_url(venue), {"people": ["ich", position]})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "So viele Plätze sind für Ihre Stelle nicht mehr frei" in page
    assert page.count("checked") == 2
    Admission.objects.update(closes_hours=300)
    answer = browser.post(book_url(venue), {"people": ["ich", position]})
    assert answer.status_code == 422
    assert "Die Anmeldung ist inzwischen geschlossen" in text_of(answer)
    assert text_of(answer).count("checked") == 2
    assert Registration.objects.count() == 1


def test_f29_entries_by_mail_keep_their_id_and_count_up(venue, ayla, django_capture_on_commit_callbacks):
    browser = signed_in(ayla)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(book_url(venue), {"people": ["ich"]})
    row = Registration.objects.get(user=ayla)
    event = EventPage.objects.get(pk=venue.event.pk)
    event.starts_at, event.ends_at = STARTS + HOUR, STARTS + 4 * HOUR
    with django_capture_on_commit_callbacks(execute=True):
        event.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(step_url(row, "zurueckgeben"))
    found = []
    for message in mail.outbox:
        calendar = calendar_of(message)
        [entry] = calendar.walk("VEVENT")
        found.append((str(calendar["METHOD"]), str(entry["STATUS"]), int(entry["SEQUENCE"]), str(entry["UID"])))
        assert str(entry["ATTENDEE"]) == f"mailto:{ayla.email}"
    uid = found[0][3]
    assert found == [
        ("REQUEST", "CONFIRMED", 1, uid),
        ("REQUEST", "CONFIRMED", 2, uid),
        ("CANCEL", "CANCELLED", 3, uid),
    ]
    assert [one.subject for one in mail.outbox][1] == "Ein Termin hat sich geändert"


def test_f29_the_video_link_is_for_those_with_a_place(venue, ayla):
    event = EventPage.objects.get(pk=venue.event.pk)
    event.online_link = "https://video.example.org/raum-7"
    event.save_revision().publish()
    browser = signed_in(ayla)
    assert "raum-7" not in text_of(browser.get(venue.event.url))
    row = venue.book(ayla)
    assert "raum-7" in text_of(browser.get(reverse("registration:place", args=[row.pk])))
    assert "raum-7" in browser.get(reverse("registration:calendar_file", args=[row.pk])).content.decode().replace(
        "\r\n ", ""
    )
    waiting = member(venue.jobcenter)
    venue.book(member(venue.jobcenter))
    line = venue.book(waiting, waits=True)
    other = signed_in(waiting)
    assert "raum-7" not in text_of(other.get(venue.event.url))
    assert "raum-7" not in text_of(other.get(reverse("registration:place", args=[line.pk])))
    assert other.get(reverse("registration:calendar_file", args=[line.pk])).status_code == 404


def test_f29_who_waits_stands_in_no_feed_and_who_is_asked_only_provisionally(venue, ayla):
    from pages.registration import entries

    waiting = member(venue.jobcenter)
    first, second = venue.book(ayla), venue.book(member(venue.sozialwerk))
    row = venue.book(waiting, waits=True)
    assert list(entries.personal(waiting)) == []
    actions.step(registration=first.pk, name="cancel", by=ayla)
    assert [one.status for one in entries.personal(waiting)] == ["TENTATIVE"]
    actions.step(registration=row.pk, name="accept", by=waiting)
    assert [one.status for one in entries.personal(waiting)] == ["CONFIRMED"]
    assert second.state == states.BOOKED


def test_f26_places_of_others_do_not_exist(venue, ayla):
    row = venue.book(ayla)
    stranger = signed_in(member(venue.jobcenter))
    for name in ("place", "calendar_file", "certificate", "feedback"):
        assert stranger.get(reverse(f"registration:{name}", args=[row.pk])).status_code == 404
    assert stranger.post(step_url(row, "zurueckgeben")).status_code == 404
    for name in ("guests", "door", "table", "answers"):
        assert stranger.get(reverse(f"registration:{name}", args=[venue.date.pk])).status_code == 404
    assert stranger.get(reverse("registration:set_up", args=[venue.event.pk])).status_code == 404
    assert venue.state(row) == states.BOOKED


def test_f26_the_superior_answers_on_one_page(portal, clock):
    venue = Venue(needs_approval=True)
    karin = member(venue.sozialwerk, OrganisationRole.SUPERVISOR)
    row = venue.book(member(venue.sozialwerk, first="Ayla", last="Korber"))
    browser = signed_in(karin)
    page = text_of(browser.get(reverse("registration:requests")))
    assert "Ayla Korber" in page
    browser.post(step_url(row, "ablehnen"), {"grund": "Das Team ist an dem Tag zu klein."})
    assert venue.state(row) == states.DECLINED
    own = signed_in(row.user)
    assert "Das Team ist an dem Tag zu klein." in text_of(own.get(reverse("registration:place", args=[row.pk])))


def test_f26_the_host_adds_by_name_and_takes_off_after_being_asked(venue):
    browser = signed_in(venue.hosting)
    known = factories.PositionFactory(
        organisation=venue.jobcenter, person__last_name="Seebald", person__first_name="Karin"
    )
    url = reverse("registration:guests", args=[venue.date.pk])
    browser.post(url, {"name": "Karin Seebald, Jobcenter"})
    browser.post(url, {"name": "  Gast   Nau ", "organisation": venue.jobcenter.pk, "email": "gast@example.org"})
    rows = Registration.objects.order_by("pk")
    assert [(row.person_id, row.guest_name) for row in rows] == [(known.person_id, ""), (None, "Gast Nau")]
    answer = browser.post(url, {"name": "Noch einer"})
    assert (answer.status_code, "ausgebucht" in text_of(answer), "Noch einer" in text_of(answer)) == (422, True, True)
    asked = text_of(browser.get(step_url(rows[0], "austragen")))
    assert "Karin Seebald austragen?" in asked
    browser.post(step_url(rows[0], "austragen"))
    assert venue.state(rows[0]) == states.REMOVED


def test_f32_one_tap_at_the_door_the_certificate_and_three_questions(venue, ayla, clock):
    row = venue.book(ayla)
    other = venue.book(member(venue.sozialwerk))
    host, own = signed_in(venue.hosting), signed_in(ayla)
    door = reverse("registration:door", args=[venue.date.pk])
    assert "ab einer Stunde vor dem Beginn" in text_of(host.get(door))
    assert own.get(reverse("registration:certificate", args=[row.pk])).status_code == 404
    clock.move_to(STARTS)
    host, own = signed_in(venue.hosting), signed_in(ayla)
    answer = host.post(door, {"wer": f"da-{row.pk}"})
    assert answer["Location"] == f"{door}#platz-{row.pk}"
    for rubbish in ("", "da-", "da-x", "weg-1", f"da-{'9' * 40}"):
        assert host.post(door, {"wer": rubbish}).status_code == 302
    host.post(door, {"wer": "alle-da"})
    assert {venue.state(one) for one in (row, other)} == {states.ATTENDED}
    pdf = own.get(reverse("registration:certificate", args=[row.pk]))
    with pdfplumber.open(io.BytesIO(pdf.content)) as paper:
        text = paper.pages[0].extract_text()
    assert "Sicher zählen" in text
    assert ayla.last_name in text
    asked = reverse("registration:feedback", args=[row.pk])
    assert own.post(asked, {}).status_code == 422
    own.post(asked, {"content": "1", "again": "2"})
    own.post(asked, {"content": "4"})
    assert dict(FeedbackCount.objects.values_list("question", "answer")) == {"content": 1, "again": 2}
    assert "noch zu wenige Antworten" in text_of(host.get(reverse("registration:answers", args=[venue.date.pk])))


def test_f26_the_list_is_a_table_no_spreadsheet_runs(venue):
    browser = signed_in(venue.hosting)
    url = reverse("registration:guests", args=[venue.date.pk])
    browser.post(url, {"name": "=HYPERLINK(1)"})
    table = browser.get(reverse("registration:table", args=[venue.date.pk]))
    assert table["Content-Type"].startswith("text/csv")
    assert "'=HYPERLINK(1);;nimmt teil;23.11.2026" in table.content.decode("utf-8-sig")


def held_rows(*rows, total: int = 4) -> dict[str, str]:
    data = {"frei-TOTAL_FORMS": str(total), "frei-INITIAL_FORMS": "0"}
    for number, (organisation, seats, until) in enumerate(rows):
        data |= {
            f"frei-{number}-organisation": str(organisation),
            f"frei-{number}-seats": str(seats),
            f"frei-{number}-until": until,
        }
    return data


def test_f26_the_host_sets_it_up_and_bad_numbers_are_refused_in_words(venue):
    browser = signed_in(venue.hosting)
    url = reverse("registration:set_up", args=[venue.event.pk])
    page = browser.get(url)
    state = page.context["form"].state
    good = {"stand": state, "capacity": "5", "closes_hours": "0", "offer_hours": "24"}
    browser.post(url, good | held_rows((venue.jobcenter.pk, 2, "2026-11-27")))
    admission = Admission.objects.get()
    assert (admission.capacity, admission.offer_hours) == (5, 24)
    assert list(admission.held.values_list("organisation", "seats")) == [(venue.jobcenter.pk, 2)]
    for _number in range(3):
        venue.book(member(venue.sozialwerk))
    state = browser.get(url).context["form"].state
    answer = browser.post(url, good | {"stand": state, "capacity": "2"} | held_rows())
    assert answer.status_code == 422
    assert "sind schon 3 Plätze vergeben" in text_of(answer)
    answer = browser.post(url, good | {"stand": state} | held_rows((venue.jobcenter.pk, "", "")))
    assert answer.status_code == 422
    assert "Zu jeder Zeile gehören" in text_of(answer)
    assert Admission.objects.get().capacity == 5


def test_f26_an_event_without_places_and_a_day_without_event_have_no_form(venue, ayla):
    browser = signed_in(ayla)
    other = event_page("Frist", STARTS, hosts=[venue.host])
    assert browser.get(reverse("registration:book", args=[other.pk, "2026-12-01"])).status_code == 404
    assert browser.get(reverse("registration:book", args=[venue.event.pk, "2026-12-02"])).status_code == 404
    assert browser.get(f"/kalender/buchen/{venue.event.pk}/2026-13-45/").status_code == 404
    assert browser.get("/kalender/plaetze/").status_code == 200


def test_f26_an_event_deleted_by_the_editor_takes_nobody_by_surprise(
    venue, ayla, editor, django_capture_on_commit_callbacks
):
    venue.book(ayla)
    with django_capture_on_commit_callbacks(execute=True):
        answer = editor.post(reverse("wagtailadmin_pages:delete", args=[venue.event.pk]))
    assert answer.status_code == 302
    assert not EventPage.objects.filter(pk=venue.event.pk).exists()
    [told] = [one for one in mail.outbox if one.to == [ayla.email]]
    assert (told.subject, str(calendar_of(told)["METHOD"])) == ("Ein Termin ist abgesagt", "CANCEL")


def test_f26_a_link_to_a_place_that_is_gone_says_so(venue, ayla):
    answer = signed_in(ayla).get(reverse("registration:place", args=[987654]))
    assert (answer.status_code, "Diesen Platz gibt es nicht" in text_of(answer)) == (404, True)


def test_f26_lists_ask_the_database_as_often_for_many_as_for_few(portal, clock, django_assert_max_num_queries):
    venue = Venue(capacity=None, needs_approval=True)
    karin = member(venue.sozialwerk, OrganisationRole.SUPERVISOR)
    host, superior = signed_in(venue.hosting), signed_in(karin)
    pages = [
        (host, reverse("registration:guests", args=[venue.date.pk]), 25),
        (host, reverse("registration:hosted"), 16),
        (superior, reverse("registration:requests"), 16),
        (superior, reverse("registration:places"), 18),
    ]
    for number in range(6):
        venue.book(member(venue.sozialwerk))
        other = event_page(f"Weiterer Termin {number}", STARTS + (24 * number + 30) * HOUR, hosts=[venue.host])
        Admission.objects.create(event=other, capacity=5)
        actions.book(date=other.dates.get(), guests=[own_guest(karin, venue.sozialwerk)], waits_if_full=False, by=karin)
    for browser, url, most in pages:
        with django_assert_max_num_queries(most):
            assert browser.get(url).status_code == 200


def test_f32_trainings_are_counted_for_reports_before_and_after_people_are_deleted(venue, ayla, clock, settings):
    settings.PORTAL_PARTICIPANT_DAYS = 30
    row = venue.book(ayla)
    venue.book(member(venue.jobcenter))
    clock.move_to(STARTS)
    actions.attendance(date=venue.date, steps={row.pk: "attend"}, by=venue.hosting)
    keys, first, last = [venue.sozialwerk.pk, venue.jobcenter.pk, venue.host.pk], STARTS.date(), STARTS.date()
    wanted = {venue.sozialwerk.pk: 1, venue.jobcenter.pk: 0}
    source = figure_sources.get("trainings")
    assert source.count(keys, first, last) == wanted
    assert source.count(keys, first - 2 * DAY, first - DAY)[venue.sozialwerk.pk] == 0
    clock.move_to(STARTS + 31 * DAY)
    retention.purge()
    assert not Registration.objects.exists()
    assert source.count(keys, first, last) == wanted
