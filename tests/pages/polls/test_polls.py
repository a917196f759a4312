"""Finding a date together: who is asked, who may answer, what the table says, reminders, and what is due."""

import datetime as dt
from dataclasses import dataclass

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from directory.models import Position
from pages.models import EventPage, Meeting, NormativePage, Poll, PollAnswer
from portal.models import AuditEvent
from tests import factories
from tests.directory.people import opened
from tests.pages import partners

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
LIST = "/kalender/abstimmungen/"


@pytest.fixture(autouse=True)
def clock(portal):
    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(11), tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@dataclass
class Circle:
    office: Position
    office_deputy: Position
    carrier: Position
    agreement: NormativePage
    coordinator: Client

    def client(self, position: Position) -> Client:
        return partners.browser(position.person.user)


@pytest.fixture
def circle():
    office = factories.OrganisationFactory(name="Jobcenter Musterland")
    carrier = factories.OrganisationFactory(name="Trägerverein Musterland")
    first, deputy = partners.named(office, "Amsel"), partners.named(office, "Buchfink")
    second = partners.named(carrier, "Star")
    agreement = partners.signed((first, deputy), (second, None))
    return Circle(first, deputy, second, agreement, partners.browser(partners.coordinator()))


def filled(circle, **changes) -> dict:
    return {
        "title": "Halbjahrestreffen im Frühjahr",
        "place": "Kreishaus",
        "answer_by": "04.12.2026",
        "wer": [str(circle.office.pk), str(circle.carrier.pk)],
        "tag_1": "14.12.2026",
        "von_1": "9:00",
        "bis_1": "11:00",
        "tag_2": "6.1.2027",
        "von_2": "13.30",
        "bis_2": "15",
        **changes,
    }


def start(circle, **changes):
    return circle.coordinator.post(f"{LIST}neu/?vereinbarung={circle.agreement.pk}", filled(circle, **changes))


@pytest.fixture
def poll(circle, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = start(circle)
    assert response.status_code == 302, response.context["form"].errors
    return Poll.objects.get()


def say(client, poll, position, *choices, **extra):
    page = f"{LIST}{poll.pk}/antwort/{poll.invitees.get(position=position).pk}/"
    options = [f"termin_{option.pk}" for option in poll.options.all()]
    return client.post(page, {**dict(zip(options, choices, strict=False)), **opened(client, page), **extra})


def table(client, poll):
    return client.get(f"{LIST}{poll.pk}/").context["table"]


def test_i15_a_poll_asks_the_named_persons_of_the_agreement_once_each(circle, poll):
    assert [(one.name, one.deputy_id) for one in poll.invitees.all()] == [
        ("Rike Amsel", circle.office_deputy.pk),
        ("Rike Star", None),
    ]
    assert [timezone.localtime(one.starts_at).isoformat() for one in poll.options.all()] == [
        "2026-12-14T09:00:00+01:00",
        "2027-01-06T13:30:00+01:00",
    ]
    assert sorted(one.to[0] for one in mail.outbox) == sorted(
        one.person.user.email for one in (circle.office, circle.carrier)
    )
    assert "Halbjahrestreffen" not in mail.outbox[0].subject + mail.outbox[0].body
    assert AuditEvent.objects.filter(action="poll.open").get().details == {"dates": 2, "people": 2}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"bis_1": "8:00"}, "bis_1", "Das Ende liegt vor dem Beginn."),
        ({"tag_2": "", "von_2": "", "bis_2": ""}, "tag_1", "mindestens zwei Termine"),
        ({"tag_2": "14.12.2026", "von_2": "9:00"}, "tag_2", "steht schon weiter oben"),
        ({"tag_1": "20.11.2026"}, "tag_1", "ist vorbei"),
        ({"tag_1": "28.03.2027", "von_1": "2:30", "bis_1": "4:00"}, "von_1", "werden die Uhren umgestellt"),
        ({"tag_1": "31.10.2027", "von_1": "2:30", "bis_1": "4:00"}, "von_1", "werden die Uhren umgestellt"),
        ({"tag_1": "morgen"}, "tag_1", "24.12.2026"),
        ({"von_1": "halb neun"}, "von_1", "9:00"),
        ({"bis_1": ""}, "bis_1", "Tag, Beginn und Ende"),
        ({"answer_by": "14.12.2026"}, "answer_by", "vor dem ersten Termin"),
        ({"answer_by": "22.11.2026"}, "answer_by", "ist vorbei"),
        ({"wer": []}, "wer", "wer gefragt wird"),
        ({"title": ""}, "title", "worum es geht"),
    ],
)
def test_i15_a_poll_that_makes_no_sense_is_refused_in_words_and_nothing_is_lost(circle, changes, field, words):
    response = start(circle, **changes)
    assert response.status_code == 422
    assert words in " ".join(response.context["form"].errors[field])
    assert 'value="Kreishaus"' in response.content.decode()
    assert not Poll.objects.exists()


def test_r20_only_those_asked_and_the_coordinator_see_a_poll(circle, poll):
    stranger = partners.browser(partners.named(factories.OrganisationFactory(), "Zeisig").person.user)
    page = f"{LIST}{poll.pk}/"
    assert stranger.get(page).status_code == 404
    assert poll.title not in stranger.get(LIST).content.decode()
    assert stranger.post(f"{page}antwort/{poll.invitees.first().pk}/").status_code == 404
    for client in (circle.client(circle.office), circle.client(circle.office_deputy), circle.coordinator):
        assert client.get(page).status_code == 200
        assert poll.title in client.get(LIST).content.decode()


def test_r20_only_the_coordinator_opens_and_ends_polls(circle, poll, editor):
    for client in (circle.client(circle.office), editor):
        assert client.get(f"{LIST}neu/").status_code == 403
        assert client.post(f"{LIST}{poll.pk}/beenden/").status_code == 403
    assert poll.closed_at is None


def test_i15_what_suits_most_is_the_best_date(circle, poll):
    say(circle.client(circle.office), poll, circle.office, "yes", "maybe")
    say(circle.client(circle.carrier), poll, circle.carrier, "no", "yes")
    shown = table(circle.coordinator, poll)
    assert [(one.yes, one.maybe, one.no, one.is_best) for one in shown.columns] == [
        (1, 0, 1, False),
        (1, 1, 0, True),
    ]
    assert [row.choices for row in shown.rows] == [("yes", "maybe"), ("no", "yes")]
    assert shown.columns[1].holiday == "Heilige Drei Könige"


def test_i15_a_missing_choice_is_asked_for_and_the_others_stay(circle, poll):
    response = say(circle.client(circle.office), poll, circle.office, "yes")
    assert response.status_code == 422
    assert "für jeden Termin" in response.content.decode()
    assert "checked" in response.content.decode()
    assert not PollAnswer.objects.exists()


def test_i15_the_deputy_answers_only_for_somebody_away_and_it_is_shown(circle, poll):
    deputy = circle.client(circle.office_deputy)
    page = f"{LIST}{poll.pk}/antwort/{poll.invitees.get(position=circle.office).pk}/"
    assert deputy.get(page).status_code == 404
    factories.away(circle.office.person, TODAY, TODAY + dt.timedelta(20))
    assert "Wann kann Rike Amsel?" in deputy.get(page).content.decode()
    assert say(deputy, poll, circle.office, "yes", "no").status_code == 302
    assert "geantwortet hat Rike Buchfink" in circle.coordinator.get(f"{LIST}{poll.pk}/").content.decode()


def test_i15_whoever_the_directory_names_stands_in_as_well(circle, poll):
    other = partners.named(circle.carrier.organisation, "Meise")
    factories.deputies(circle.carrier, other)
    page = f"{LIST}{poll.pk}/antwort/{poll.invitees.get(position=circle.carrier).pk}/"
    assert circle.client(other).get(page).status_code == 404
    factories.away(circle.carrier.person, TODAY)
    assert circle.client(other).get(page).status_code == 200


def test_i15_the_coordinator_enters_what_was_said_on_the_telephone(circle, poll, clock):
    clock.shift(dt.timedelta(days=14))
    coordinator = partners.browser(poll.opened_by)
    assert say(coordinator, poll, circle.carrier, "yes", "yes").status_code == 302
    assert poll.invitees.get(position=circle.carrier).answerer == "Renate Buchholz"


def test_i15_after_the_last_day_an_answer_is_refused_and_still_there(circle, poll, clock):
    page = f"{LIST}{poll.pk}/antwort/{poll.invitees.get(position=circle.office).pk}/"
    options = [f"termin_{option.pk}" for option in poll.options.all()]
    clock.move_to(dt.datetime(2026, 12, 4, 22, 59, tzinfo=dt.UTC))
    client = circle.client(circle.office)
    assert client.post(page, {**dict.fromkeys(options, "no"), **opened(client, page)}).status_code == 302
    clock.move_to(dt.datetime(2026, 12, 4, 23, 1, tzinfo=dt.UTC))
    response = client.post(page, {**dict.fromkeys(options, "yes"), **opened(client, page)})
    assert response.status_code == 409
    assert "Die Frist für Antworten ist vorbei." in response.content.decode()
    assert response.content.decode().count("checked") == 2
    assert set(PollAnswer.objects.values_list("choice", flat=True)) == {"no"}


def test_r20_two_who_answer_for_the_same_person_see_each_others_answer(circle, poll):
    page = f"{LIST}{poll.pk}/antwort/{poll.invitees.get(position=circle.office).pk}/"
    state = opened(circle.client(circle.office), page)
    say(circle.coordinator, poll, circle.office, "yes", "yes")
    options = [f"termin_{option.pk}" for option in poll.options.all()]
    response = circle.client(circle.office).post(page, {**dict.fromkeys(options, "no"), **state})
    assert response.status_code == 409
    assert set(PollAnswer.objects.values_list("choice", flat=True)) == {"yes"}


def test_f58_who_is_asked_owes_an_answer_and_the_coordinator_a_decision(circle, poll):
    client = circle.client(circle.office)
    [duty] = partners.duties(client)
    assert (duty.title, duty.due, duty.clause) == (
        "Terminabstimmung beantworten: Halbjahrestreffen im Frühjahr",
        dt.date(2026, 12, 4),
        "KV M 9",
    )
    assert partners.counted(client) == 1
    assert partners.duties(circle.coordinator) == []
    say(client, poll, circle.office, "yes", "yes")
    assert (partners.duties(client), partners.counted(client)) == ([], 0)
    say(circle.client(circle.carrier), poll, circle.carrier, "yes", "no")
    [decide] = partners.duties(circle.coordinator)
    assert (decide.title, partners.counted(circle.coordinator)) == (
        "Termin übernehmen: Halbjahrestreffen im Frühjahr",
        1,
    )
    assert circle.coordinator.get(decide.url).status_code == 200


def test_f58_who_stands_in_sees_the_duty_of_the_one_away(circle, poll):
    factories.away(circle.office.person, TODAY)
    client = circle.client(circle.office_deputy)
    [duty] = partners.duties(client)
    assert (duty.on_behalf_of, partners.counted(client)) == ("Rike Amsel", 1)


def test_i15_who_has_not_answered_is_reminded_once_and_neutrally(
    circle, poll, clock, django_capture_on_commit_callbacks
):
    say(circle.client(circle.office), poll, circle.office, "yes", "yes")
    mail.outbox.clear()
    for day, expected in ((1, 0), (2, 1), (2, 1), (3, 1)):
        clock.move_to(dt.datetime(2026, 12, day, 7, tzinfo=dt.UTC))
        with django_capture_on_commit_callbacks(execute=True):
            call_command("remind_polls", verbosity=0)
        assert len(mail.outbox) == expected, day
    assert mail.outbox[0].to == [circle.carrier.person.user.email]
    assert "Halbjahrestreffen" not in mail.outbox[0].subject + mail.outbox[0].body


def test_i15_a_poll_ends_without_a_date_once_and_all_are_told(circle, poll, django_capture_on_commit_callbacks):
    mail.outbox.clear()
    page = f"{LIST}{poll.pk}/beenden/"
    assert "Ohne Termin beenden" in circle.coordinator.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        circle.coordinator.post(page)
        circle.coordinator.post(page)
    assert len(mail.outbox) == 2
    assert AuditEvent.objects.filter(action="poll.withdraw").count() == 1
    assert partners.duties(circle.client(circle.office)) == []


def test_i15_the_list_of_polls_costs_the_same_however_many_there_are(circle, poll, django_assert_max_num_queries):
    client = circle.client(circle.office)
    client.get(LIST)
    with CaptureQueriesContext(connection) as alone:
        client.get(LIST)
    usual = len(alone)
    for number in range(5):
        start(circle, title=f"Treffen {number}")
    client.get(LIST)
    with django_assert_max_num_queries(usual):
        assert len(client.get(LIST).context["open"]) == 6
    assert usual <= 14


def take(circle, poll, place=0):
    option = poll.options.all()[place]
    return circle.coordinator.post(f"{LIST}{poll.pk}/uebernehmen/", {"termin": option.pk})


def test_i15_the_date_is_taken_over_with_one_click_and_everybody_is_invited(
    circle, poll, django_capture_on_commit_callbacks
):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        response = take(circle, poll)
    poll.refresh_from_db()
    meeting = Meeting.objects.get()
    assert response.url == f"/kalender/treffen/{meeting.pk}/"
    assert (poll.meeting, poll.chosen, meeting.event_date.starts_at) == (
        meeting,
        poll.options.first(),
        poll.options.first().starts_at,
    )
    assert meeting.event_date.event.place == "Kreishaus"
    assert sorted(one.to[0] for one in mail.outbox) == sorted(
        one.person.user.email for one in (circle.office, circle.office_deputy, circle.carrier)
    )
    assert all("text/calendar; method=REQUEST" in one.alternatives[0].mimetype for one in mail.outbox)
    assert "Der Termin steht" in circle.client(circle.office).get(f"{LIST}{poll.pk}/").content.decode()
    assert say(circle.client(circle.office), poll, circle.office, "yes", "no").status_code == 409


def test_i15_a_second_click_makes_no_second_event(circle, poll):
    assert take(circle, poll).url == take(circle, poll, 1).url
    assert (EventPage.objects.count(), Meeting.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(action="poll.take_over").count() == 1


def test_i15_a_poll_that_was_ended_gives_no_date(circle, poll):
    circle.coordinator.post(f"{LIST}{poll.pk}/beenden/")
    assert take(circle, poll).url == f"{LIST}{poll.pk}/"
    assert not EventPage.objects.exists()


def test_i15_only_the_coordinator_takes_a_date_over(circle, poll, editor):
    for client in (circle.client(circle.office), editor):
        assert client.post(f"{LIST}{poll.pk}/uebernehmen/", {"termin": "1"}).status_code == 403


def test_f61_a_poll_sets_the_date_of_the_meeting_that_the_rhythm_opened(circle):
    call_command("open_meetings", verbosity=0)
    waiting = Meeting.objects.get()
    page = f"{LIST}neu/?vereinbarung={circle.agreement.pk}&treffen={waiting.pk}"
    circle.coordinator.post(page, filled(circle))
    assert [duty.kind for duty in partners.duties(circle.coordinator)] == []
    take(circle, Poll.objects.get())
    assert Meeting.objects.get().event_date is not None
    assert Meeting.objects.get().pk == waiting.pk


def test_i15_whoever_is_asked_sees_what_else_they_have_at_that_time(circle, poll):
    other = Meeting.objects.create(agreement=circle.agreement, title="Runde im Norden")
    page = f"/kalender/treffen/{other.pk}/termin/"
    when = {"tag": "14.12.2026", "von": "10:30", "bis": "12", "ort": "", "link": ""}
    assert circle.coordinator.post(page, {**when, **opened(circle.coordinator, page)}).status_code == 302
    assert [one.clashes for one in table(circle.client(circle.carrier), poll).columns] == [("Runde im Norden",), ()]
    stranger = partners.named(circle.carrier.organisation, "Zeisig")
    factories.deputies(circle.carrier, stranger)
    factories.away(circle.carrier.person, TODAY)
    assert [one.clashes for one in table(circle.client(stranger), poll).columns] == [(), ()]
