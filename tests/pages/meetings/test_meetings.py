"""Half-yearly meetings: the rhythm, dates and invitations, the agenda, minutes, decisions (D8, D20)."""

import datetime as dt
from dataclasses import dataclass

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from directory.deadlines import add_months
from directory.models import Position
from pages.events import actions as event_actions
from pages.meetings import calendar_entry
from pages.models import AgendaItem, Decision, EventPage, Meeting, NormativePage, Party
from portal.models import AuditEvent
from tests import factories
from tests.directory.people import opened
from tests.pages import partners

TODAY = dt.date(2026, 11, 23)
LIST = "/kalender/treffen/"


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
def clock(portal):
    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(11), tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def circle(clock):
    office = factories.OrganisationFactory(name="Jobcenter Musterland")
    carrier = factories.OrganisationFactory(name="Trägerverein Musterland")
    first, deputy = partners.named(office, "Amsel"), partners.named(office, "Buchfink")
    second = partners.named(carrier, "Star")
    agreement = partners.signed((first, deputy), (second, None), cited_as="LÖ-KV")
    return Circle(first, deputy, second, agreement, partners.browser(partners.coordinator()))


def follow() -> None:
    call_command("open_meetings", verbosity=0)


WHEN = {"tag": "14.12.2026", "von": "9:00", "bis": "11:00", "ort": "Kreishaus, Saal 2", "link": ""}


def set_date(circle, meeting, **changes):
    page = f"{LIST}{meeting.pk}/termin/"
    return circle.coordinator.post(page, {**WHEN, **opened(circle.coordinator, page), **changes})


@pytest.fixture
def meeting(circle, django_capture_on_commit_callbacks):
    follow()
    one = Meeting.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        response = set_date(circle, one)
    assert response.status_code == 302, response.context["form"].errors
    one.refresh_from_db()
    return one


def calendars(position: Position) -> list[Calendar]:
    sent = [one for one in mail.outbox if one.to == [position.person.user.email]]
    return [Calendar.from_ical(one.alternatives[0].content) for one in sent if one.alternatives]


DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DAYS, st.integers(1, 600))
def test_f61_so_many_months_later_is_in_that_month_and_never_later_in_it(day, months):
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + dt.timedelta(1)).day == 1)


@pytest.mark.django_db
def test_f61_the_rhythm_of_the_agreement_opens_one_duty_and_its_change_moves_it(circle):
    follow()
    follow()
    [meeting] = Meeting.objects.all()
    assert meeting.due_on == dt.date(2026, 1, 1)
    [duty] = partners.duties(circle.coordinator)
    assert (duty.title, duty.due, duty.clause) == ("Termin festlegen: Treffen zur KV M", meeting.due_on, "KV M 9")
    assert partners.counted(circle.coordinator) == 1
    assert circle.coordinator.get(duty.url).status_code == 200
    circle.agreement.meeting_months = 24
    circle.agreement.save_revision().publish()
    follow()
    assert Meeting.objects.get().due_on == dt.date(2027, 7, 1)
    NormativePage.objects.filter(pk=circle.agreement.pk).update(meeting_of="", meeting_months=None)
    follow()
    assert (partners.duties(circle.coordinator), partners.counted(circle.coordinator)) == ([], 0)


@pytest.mark.django_db
def test_d8_after_a_meeting_the_next_one_is_due_within_the_rhythm(circle, meeting, clock):
    follow()
    assert Meeting.objects.count() == 1
    clock.move_to(dt.datetime(2026, 12, 15, 8, tzinfo=dt.UTC))
    follow()
    assert Meeting.objects.owed().get().due_on == dt.date(2027, 6, 14)


@pytest.mark.django_db
def test_d8_a_cancelled_date_brings_the_duty_back(circle, meeting):
    date = meeting.event_date
    date.cancelled_at, date.cancel_reason = timezone.now(), "Krank"
    date.save()
    [duty] = partners.duties(circle.coordinator)
    assert duty.kind == "meetings.date"
    assert set_date(circle, meeting, tag="21.12.2026").status_code == 302
    meeting.refresh_from_db()
    assert timezone.localtime(meeting.starts_at).date() == dt.date(2026, 12, 21)
    assert partners.duties(circle.coordinator) == []


@pytest.mark.django_db
def test_d8_the_database_takes_one_open_meeting_for_an_agreement(circle):
    follow()
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.create(agreement=circle.agreement, title="Noch eines", due_on=TODAY)


@pytest.mark.django_db
def test_d8_named_persons_and_deputies_of_today_are_invited_with_a_calendar_file(circle, meeting):
    assert sorted(str(one) for one in meeting.invitations.all()) == ["Rike Amsel", "Rike Buchfink", "Rike Star"]
    for position in (circle.office, circle.office_deputy, circle.carrier):
        [calendar] = calendars(position)
        assert calendar["METHOD"] == "REQUEST"
        [entry] = calendar.walk("VEVENT")
        assert entry["DTSTART"].dt.isoformat() == "2026-12-14T09:00:00+01:00"
        assert entry["ATTENDEE"] == f"mailto:{position.person.user.email}"
    event = EventPage.objects.get()
    assert (event.kind, event.live, event.place) == ("coordination_meeting", True, "Kreishaus, Saal 2")
    assert event.clauses.get().section == circle.agreement.meeting_clause


@pytest.mark.django_db
def test_d8_moving_the_date_updates_the_entry_of_everybody_invited(circle, meeting, django_capture_on_commit_callbacks):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        set_date(circle, meeting, tag="15.12.2026", von="10", bis="12")
    [calendar] = calendars(circle.carrier)
    [entry] = calendar.walk("VEVENT")
    assert (entry["UID"].split("@")[0], entry["SEQUENCE"]) == (meeting.event_date.uid, 1)
    assert entry["DTSTART"].dt.isoformat() == "2026-12-15T10:00:00+01:00"


@pytest.mark.django_db
def test_d8_whoever_is_named_later_is_invited_later(circle, meeting, django_capture_on_commit_callbacks):
    new = partners.named(circle.carrier.organisation, "Zaunkönig")
    Party.objects.filter(page=circle.agreement, contact=circle.carrier).update(deputy=new)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        circle.coordinator.post(f"{LIST}{meeting.pk}/einladen/")
        circle.coordinator.post(f"{LIST}{meeting.pk}/einladen/")
    assert [one.to for one in mail.outbox] == [[new.person.user.email]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"bis": "8:00"}, "bis", "Das Ende liegt vor dem Beginn."),
        ({"tag": "20.11.2026"}, "tag", "ist vorbei"),
        ({"tag": "28.03.2027", "von": "2:30"}, "von", "werden die Uhren umgestellt"),
        ({"link": "http://video.example"}, "link", "https://"),
        ({"von": ""}, "von", "Uhrzeit"),
    ],
)
def test_d8_an_impossible_date_is_refused_in_words(circle, changes, field, words):
    follow()
    response = set_date(circle, Meeting.objects.get(), **changes)
    assert response.status_code == 422
    assert words in " ".join(response.context["form"].errors[field])
    assert "Kreishaus, Saal 2" in response.content.decode()
    assert not EventPage.objects.exists()


@pytest.mark.django_db
def test_r20_partners_propose_points_and_others_neither_propose_nor_see_them(circle, meeting):
    page = f"{LIST}{meeting.pk}/"
    stranger = partners.browser(partners.named(factories.OrganisationFactory(), "Zeisig").person.user)
    circle.client(circle.carrier).post(f"{page}punkte/neu/", {"title": "Sprachkurse im Norden", "text": ""})
    assert stranger.post(f"{page}punkte/neu/", {"title": "Fremdes"}).status_code == 403
    shown = {
        name: "Sprachkurse im Norden" in client.get(page).content.decode()
        for name, client in (
            ("own", circle.client(circle.carrier)),
            ("other", circle.client(circle.office)),
            ("stranger", stranger),
            ("coordinator", circle.coordinator),
        )
    }
    assert shown == {"own": True, "other": False, "stranger": False, "coordinator": True}


@pytest.mark.django_db
def test_d8_the_coordinator_accepts_orders_and_declines_with_a_reason(
    circle, meeting, django_capture_on_commit_callbacks
):
    page = f"{LIST}{meeting.pk}/"
    for title in ("Erstens", "Zweitens", "Drittens"):
        circle.client(circle.carrier).post(f"{page}punkte/neu/", {"title": title})
    first, second, third = AgendaItem.objects.order_by("pk")
    for item in (first, second):
        circle.coordinator.post(f"{page}punkte/{item.pk}/annehmen/")
    circle.coordinator.post(f"{page}punkte/{second.pk}/verschieben/", {"wohin": "hoch"})
    assert circle.coordinator.post(f"{page}punkte/{third.pk}/ablehnen/", {"grund": " "}).status_code == 422
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        circle.coordinator.post(f"{page}punkte/{third.pk}/ablehnen/", {"grund": "Gehört in die Fortbildung."})
    assert [one.to for one in mail.outbox] == [[circle.carrier.person.user.email]]
    assert "Drittens" not in mail.outbox[0].body
    context = circle.client(circle.carrier).get(page).context
    assert [item.title for item in context["points"]] == ["Zweitens", "Erstens"]
    assert [(item.title, item.reason) for item in context["proposals"]] == [("Drittens", "Gehört in die Fortbildung.")]


@pytest.mark.django_db
def test_d8_every_form_says_that_nothing_about_clients_belongs_there(circle, meeting):
    for path in ("punkte/neu/", "protokoll/", "beschluesse/neu/", "termin/", ""):
        text = circle.coordinator.get(f"{LIST}{meeting.pk}/{path}").content.decode()
        assert "nichts über einzelne Klientinnen und Klienten" in text, path
        assert "KV M 9" in text, path


@pytest.fixture
def held(meeting, clock):
    clock.move_to(dt.datetime(2026, 12, 15, 8, tzinfo=dt.UTC))
    return meeting


def coordinator_again(circle) -> Client:
    return partners.browser(partners.coordinator(email="renate@example.org"))


@pytest.mark.django_db
def test_d8_minutes_are_a_draft_until_published_and_then_everybodys(circle, held, django_capture_on_commit_callbacks):
    coordinator, page = coordinator_again(circle), f"{LIST}{held.pk}/"
    assert "meetings.minutes" in [duty.kind for duty in partners.duties(coordinator)]
    assert partners.counted(coordinator) == len(partners.duties(coordinator))
    coordinator.post(f"{page}protokoll/veroeffentlichen/")
    held.refresh_from_db()
    assert held.minutes_published_at is None
    said = {"attendance": "Amsel, Star", "minutes": "Es gab Kaffee.\n\nUnd Kurse."}
    state = opened(coordinator, f"{page}protokoll/")
    assert coordinator.post(f"{page}protokoll/", {**said, **state}).status_code == 302
    partner = circle.client(circle.carrier)
    assert "Es gab Kaffee." not in partner.get(page).content.decode()
    stale = coordinator.post(f"{page}protokoll/", {"attendance": "", "minutes": "Anders", **state})
    assert stale.status_code == 409
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        coordinator.post(f"{page}protokoll/veroeffentlichen/")
        coordinator.post(f"{page}protokoll/veroeffentlichen/")
    assert len(mail.outbox) == 3
    assert "Es gab Kaffee." in partner.get(page).content.decode()
    assert AuditEvent.objects.filter(action="meeting.minutes").count() == 1


@pytest.mark.django_db
def test_d20_a_decision_is_a_duty_of_the_person_until_it_is_done(circle, held):
    coordinator, page = coordinator_again(circle), f"{LIST}{held.pk}/"
    form = {"text": "Kursliste verschicken", "wer": f"p{circle.carrier.pk}", "due_on": "15.01.2027"}
    assert coordinator.post(f"{page}beschluesse/neu/", form).status_code == 302
    client = circle.client(circle.carrier)
    [duty] = partners.duties(client)
    assert (duty.title, duty.due, partners.counted(client)) == (
        "Beschluss erledigen: Kursliste verschicken",
        dt.date(2027, 1, 15),
        1,
    )
    decision = Decision.objects.get()
    assert circle.client(circle.office).get(duty.url).status_code == 404
    assert client.post(duty.url, {"notiz": "Am 20. verschickt."}).status_code == 302
    assert client.post(duty.url, {"notiz": "Noch einmal."}).status_code == 404
    decision.refresh_from_db()
    assert (decision.done_note, decision.done_by) == ("Am 20. verschickt.", circle.carrier.person.user)
    assert (partners.duties(client), partners.counted(client)) == ([], 0)
    assert "Am 20. verschickt." in circle.client(circle.office).get(page).content.decode()


@pytest.mark.django_db
def test_f58_who_stands_in_does_what_was_decided(circle, held):
    form = {"text": "Kursliste verschicken", "wer": f"p{circle.carrier.pk}", "due_on": "15.01.2027"}
    coordinator_again(circle).post(f"{LIST}{held.pk}/beschluesse/neu/", form)
    other = partners.named(circle.carrier.organisation, "Meise")
    factories.deputies(circle.carrier, other)
    factories.away(circle.carrier.person, TODAY)
    client = circle.client(other)
    [duty] = partners.duties(client)
    assert (duty.on_behalf_of, partners.counted(client)) == ("Rike Star", 1)
    assert client.post(duty.url, {"notiz": ""}).status_code == 302


@pytest.mark.django_db
def test_r20_only_the_coordinator_sets_dates_and_writes(circle, meeting, editor):
    for client in (circle.client(circle.office), editor):
        for path in ("termin/", "protokoll/", "beschluesse/neu/"):
            assert client.get(f"{LIST}{meeting.pk}/{path}").status_code == 403, path
        for path in ("einladen/", "protokoll/veroeffentlichen/"):
            assert client.post(f"{LIST}{meeting.pk}/{path}").status_code == 403, path


@pytest.mark.django_db
def test_r20_whoever_may_not_open_the_agreement_does_not_see_its_meetings(circle, meeting):
    from django.contrib.auth.models import Group
    from wagtail.models import PageViewRestriction

    gate = PageViewRestriction.objects.create(page=circle.agreement, restriction_type="groups")
    gate.groups.add(Group.objects.create(name="Andere"))
    client = circle.client(circle.carrier)
    assert client.get(f"{LIST}{meeting.pk}/").status_code == 404
    assert meeting.title not in client.get(LIST).content.decode()


@pytest.mark.django_db
def test_d8_the_list_costs_the_same_however_many_meetings_there_are(circle, meeting, django_assert_max_num_queries):
    client = circle.client(circle.office)
    client.get(LIST)
    with CaptureQueriesContext(connection) as alone:
        client.get(LIST)
    usual = len(alone)
    for number in range(4):
        one = Meeting.objects.create(agreement=circle.agreement, title=f"Treffen {number}")
        set_date(circle, one, tag=f"{number + 15}.12.2026")
    client.get(LIST)
    with django_assert_max_num_queries(usual):
        assert len(client.get(LIST).context["upcoming"]) == 5
    assert usual <= 16


@pytest.mark.django_db
def test_d8_another_place_alone_is_told_as_well(circle, meeting, django_capture_on_commit_callbacks):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        set_date(circle, meeting, ort="Rathaus")
    [calendar] = calendars(circle.carrier)
    [entry] = calendar.walk("VEVENT")
    assert (entry["LOCATION"], entry["SEQUENCE"]) == ("Rathaus", 1)


@pytest.mark.django_db
def test_d8_a_cancelled_meeting_is_taken_out_of_everybodys_calendar(
    circle, meeting, django_capture_on_commit_callbacks
):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        event_actions.cancel_date(
            date=meeting.event_date, reason="Krank", by=partners.coordinator(email="r@example.org")
        )
    assert len(mail.outbox) == 3
    [calendar] = calendars(circle.carrier)
    assert calendar["METHOD"] == "CANCEL"
    assert "abgesagt" in circle.client(circle.carrier).get(f"{LIST}{meeting.pk}/").content.decode()


@pytest.mark.django_db
def test_f29_the_personal_calendar_has_the_meetings_somebody_is_invited_to(circle, meeting):
    stranger = partners.named(factories.OrganisationFactory(), "Zeisig")
    found = {
        position.person.last_name: [entry.summary for entry in calendar_entry.personal_entries(position.person.user)]
        for position in (circle.office_deputy, stranger)
    }
    assert found == {"Buchfink": ["Treffen zur KV M"], "Zeisig": []}


@pytest.mark.django_db
def test_d8_the_event_leads_to_agenda_and_minutes(circle, meeting):
    page = circle.client(circle.carrier).get(meeting.event_date.event.url).content.decode()
    assert f'href="{LIST}{meeting.pk}/"' in page
