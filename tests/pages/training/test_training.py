"""Required trainings: rules as data, a record that is the person's, gaps by name only where they belong (D17, F32)."""

import datetime as dt
import json
from dataclasses import dataclass

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.models import Organisation, Position
from pages.events.dates import date_of
from pages.models import RequiredTraining, TrainingProof, TrainingRecord, TrainingRule, TrainingTopic
from pages.training import actions
from pages.training.requirements import standing
from portal.models import AuditEvent
from tests import factories
from tests.directory import people
from tests.pages import partners

TODAY = dt.date(2026, 11, 23)
RECORD = "/kalender/fortbildungen/"
GUIDELINE = dt.date(2020, 1, 1)
SCAN = b"%PDF-1.4\nBescheinigung Quittenbaum"


@pytest.fixture
def clock(portal):
    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(11), tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@dataclass
class Team:
    new: Position  # since 1 October
    old: Position  # since 2025
    superior: Client
    coordinator: Client

    def client(self, position: Position) -> Client:
        return partners.browser(position.person.user)


@pytest.fixture
def team(clock):
    own = factories.OrganisationFactory(name="Trägerverein Musterland", kind=Organisation.Kind.WELFARE)
    new = partners.named(own, "Amsel", qualification="c")
    old = partners.named(own, "Star", qualification="c")
    Position.objects.filter(pk=new.pk).update(valid_from=dt.date(2026, 10, 1))
    partners.named(own, "Meise", role="Verwaltung")
    superior = partners.browser(people.member(own, "supervisor"))
    return Team(new, old, superior, partners.browser(partners.coordinator()))


def rule_of(topic: str = "Asylrecht", **fields) -> TrainingRule:
    fields = {
        "name": f"Fortbildung {topic}",
        "clause": "LÖ-RL 3.3.2",
        "role_contains": "Integrationsmanagement",
        "months": 3,
        "valid_from": GUIDELINE,
        **fields,
    }
    if fields.get("fulfilled_by", "record") == "record":
        fields["topic"] = TrainingTopic.objects.get_or_create(name=topic)[0]
    rule = TrainingRule.objects.create(**fields)
    actions.follow_rules()
    return rule


def gaps(position: Position) -> list[str]:
    rows = RequiredTraining.objects.filter(is_open=True, position=position)
    return [row.due_on.isoformat() for row in rows]


def entry(**changes) -> dict:
    return {"title": "Asylrecht kompakt", "provider": "VHS", "taken_on": "10.11.2026", "hours": "7,5", **changes}


DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2035, 1, 1))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DAYS, st.lists(DAYS, max_size=4), DAYS, st.integers(1, 60), st.none() | st.integers(4, 60))
def test_f32_a_requirement_is_open_until_done_and_again_before_it_is_over(start, done, today, months, every):
    found = standing(start, done, today, months=months, every_months=every)
    past = [day for day in done if day <= today]
    assert found.done_on == max(past, default=None)
    if not past:
        assert found.is_open
        assert found.due_on > start
    elif every is None:
        assert not found.is_open
    else:
        assert found.due_on > found.done_on
        assert found.is_open or found.due_on > today


@pytest.mark.django_db
def test_d17_the_follow_up_qualification_has_to_begin_within_three_months(team):
    factories.documents_citing("LÖ-RL 3.3.2")
    rule_of("", name="Nachqualifizierung beginnen", qualification="c", fulfilled_by="follow_up")
    client = team.client(team.new)
    [duty] = partners.duties(client)
    assert (duty.title, duty.due, duty.clause) == (
        "Nachqualifizierung beginnen",
        dt.date(2027, 1, 1),
        "LÖ-RL 3.3.2",
    )
    assert partners.counted(client) == 1
    Position.objects.filter(pk=team.new.pk).update(follow_up_on=TODAY)
    call_command("follow_trainings", verbosity=0)
    assert (partners.duties(client), partners.counted(client)) == ([], 0)


@pytest.mark.django_db
def test_f32_a_rule_concerns_those_it_names_from_the_day_it_began(team):
    rule_of(valid_from=dt.date(2026, 9, 1))
    assert (gaps(team.new), gaps(team.old)) == (["2027-01-01"], ["2026-12-01"])
    assert RequiredTraining.objects.count() == 2
    rule_of("Schutz", role_contains="", organisation_kind="welfare")
    assert RequiredTraining.objects.filter(rule__name="Fortbildung Schutz").count() == 3
    rule_of("Nichts", organisation_kind="county")
    assert not RequiredTraining.objects.filter(rule__name="Fortbildung Nichts").exists()


@pytest.mark.django_db
def test_f32_attendance_fills_the_record_once_and_closes_the_gap(team):
    rule = rule_of()
    event = factories.event_page("Asylrecht kompakt", "2026-11-17 9:00")
    rule.topic.events.add(event)
    date = date_of(event, dt.date(2026, 11, 17))
    by = partners.coordinator(email="gastgeberin@example.org")
    for _again in range(2):
        actions.record_attendance(person=team.new.person, event_date=date, by=by)
    [record] = TrainingRecord.objects.all()
    assert (record.title, record.taken_on, record.source) == ("Asylrecht kompakt", dt.date(2026, 11, 17), "attended")
    assert (gaps(team.new), gaps(team.old)) == ([], ["2025-10-01"])
    assert "erfüllt" in team.client(team.new).get(RECORD).content.decode()
    actions.withdraw_attendance(person=team.new.person, event_date=date, by=by)
    assert gaps(team.new) == ["2027-01-01"]


@pytest.mark.django_db
def test_f32_an_event_that_is_made_to_count_later_counts_for_who_was_there(team):
    rule = rule_of()
    event = factories.event_page("Asylrecht kompakt", "2026-11-17 9:00")
    by = partners.coordinator(email="gastgeberin@example.org")
    actions.record_attendance(person=team.new.person, event_date=date_of(event, dt.date(2026, 11, 17)), by=by)
    assert gaps(team.new) == ["2027-01-01"]
    page = f"{RECORD}regeln/{rule.pk}/"
    form = {
        "name": rule.name,
        "clause": rule.clause,
        "fulfilled_by": "record",
        "thema": "Asylrecht",
        "veranstaltungen": [str(event.pk)],
        "role_contains": rule.role_contains,
        "organisation_kind": "",
        "qualification": "",
        "months": "3",
        "since": "start",
        "every_months": "",
        "valid_from": "1.1.2020",
        "ended_on": "",
    }
    assert team.coordinator.post(page, {**form, **people.opened(team.coordinator, page)}).status_code == 302
    assert gaps(team.new) == []


@pytest.mark.django_db
def test_f32_what_has_to_be_repeated_comes_back_in_time(team, clock):
    rule_of(every_months=24)
    team.client(team.new).post(f"{RECORD}neu/", entry(zaehlt=[TrainingTopic.objects.get().pk]))
    assert gaps(team.new) == []
    for day, open_ones in ((dt.date(2028, 8, 1), []), (dt.date(2028, 8, 20), ["2028-11-10"])):
        clock.move_to(dt.datetime.combine(day, dt.time(8), tzinfo=dt.UTC))
        call_command("follow_trainings", verbosity=0)
        assert gaps(team.new) == open_ones, day


@pytest.mark.django_db
def test_f32_the_person_enters_with_a_certificate_that_nobody_else_gets(team):
    client = team.client(team.new)
    file = SimpleUploadedFile("nachweis.pdf", SCAN, "application/pdf")
    assert client.post(f"{RECORD}neu/", entry(nachweis=file)).status_code == 302
    record = TrainingRecord.objects.get()
    page = f"{RECORD}{record.pk}/bescheinigung/"
    response = client.get(page)
    assert (response.content, response["Content-Type"]) == (SCAN, "application/pdf")
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    for other in (team.superior, team.coordinator, team.client(team.old)):
        assert other.get(page).status_code == 404
        assert other.post(f"{RECORD}{record.pk}/entfernen/").status_code == 404
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM pages_trainingproof")
        assert b"Quittenbaum" not in str(cursor.fetchone()).encode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"taken_on": "24.11.2026"}, "taken_on", "kommt erst noch"),
        ({"taken_on": "neulich"}, "taken_on", "24.12.2026"),
        ({"title": ""}, "title", "wie die Fortbildung hieß"),
        ({"hours": "viele"}, "hours", ""),
        ({"nachweis": SimpleUploadedFile("nachweis.pdf", b"MZ\x00\x01")}, "nachweis", "PDF, JPEG oder PNG"),
        ({"nachweis": SimpleUploadedFile("leer.pdf", b"")}, "nachweis", ""),
    ],
)
def test_f32_a_wrong_entry_is_refused_in_words_and_nothing_typed_is_lost(team, changes, field, words):
    response = team.client(team.new).post(f"{RECORD}neu/", entry(**changes))
    assert response.status_code == 422
    assert words in " ".join(response.context["form"].errors[field])
    assert 'value="VHS"' in response.content.decode()
    assert not TrainingRecord.objects.exists()


@pytest.mark.django_db
def test_f32_gaps_stand_by_name_before_the_superior_and_in_numbers_before_the_coordinator(team):
    rule_of()
    actions.follow_rules()
    page = team.superior.get(f"{RECORD}team/").content.decode()
    assert "Rike Amsel" in page
    assert "Rike Star" in page
    numbers = team.coordinator.get(f"{RECORD}stand/")
    [[_rule, [row]]] = numbers.context["numbers"]
    assert (row.organisation, row.required, row.done, row.open, row.overdue) == (
        "Trägerverein Musterland",
        2,
        0,
        1,
        1,
    )
    for name in ("Amsel", "Rike"):
        assert name not in numbers.content.decode()
    [duty] = partners.duties(team.superior)
    assert (duty.title, partners.counted(team.superior)) == ("1 verlangte Fortbildung im Team überfällig", 1)
    assert "Star" not in duty.title


@pytest.mark.django_db
def test_r20_gaps_of_others_are_closed_to_everybody_else(team):
    rule_of()
    other = factories.OrganisationFactory()
    stranger = partners.browser(people.member(other, "supervisor"))
    assert "Amsel" not in stranger.get(f"{RECORD}team/").content.decode()
    assert stranger.get(f"{RECORD}team/{team.new.person.pk}/neu/").status_code == 404
    for client in (team.client(team.new), team.coordinator):
        assert client.get(f"{RECORD}team/").status_code == 403
    for client in (team.client(team.new), team.superior):
        assert client.get(f"{RECORD}stand/").status_code == 403
        assert client.get(f"{RECORD}regeln/neu/").status_code == 403
    unproved = Client()
    unproved.force_login(people.member(team.new.organisation, "supervisor"))
    assert unproved.get(f"{RECORD}team/").status_code == 302


@pytest.mark.django_db
def test_f32_whoever_keeps_the_entries_enters_for_a_colleague_and_sees_no_gaps(team):
    rule = rule_of()
    keeper = partners.browser(people.maintainer(team.new.organisation))
    page = keeper.get(f"{RECORD}team/")
    assert page.context["leads"] is False
    assert list(page.context["gaps"]) == []
    keeper.post(f"{RECORD}team/{team.new.person.pk}/neu/", entry(zaehlt=[rule.topic.pk]))
    record = TrainingRecord.objects.get()
    assert (record.person, record.source) == (team.new.person, "maintainer")
    assert "Asylrecht kompakt" in team.client(team.new).get(RECORD).content.decode()
    assert gaps(team.new) == []


@pytest.mark.django_db
def test_f60_the_person_takes_the_record_along_and_deletes_from_it(team):
    rule = rule_of()
    client = team.client(team.new)
    client.post(f"{RECORD}neu/", entry(zaehlt=[rule.topic.pk], nachweis=SimpleUploadedFile("n.pdf", SCAN)))
    data = json.loads(client.get(f"{RECORD}nachweis.json").content)
    assert data["person"] == "Rike Amsel"
    [record] = data["records"]
    assert (record["title"], record["taken_on"], record["topics"], record["has_proof"]) == (
        "Asylrecht kompakt",
        "2026-11-10",
        ["Asylrecht"],
        True,
    )
    assert data["required"][0]["is_open"] is False
    page = f"{RECORD}{TrainingRecord.objects.get().pk}/entfernen/"
    assert "die Bescheinigung" in client.get(page).content.decode()
    assert client.post(page).status_code == 302
    assert (TrainingRecord.objects.count(), TrainingProof.objects.count()) == (0, 0)
    assert gaps(team.new) == ["2027-01-01"]
    assert AuditEvent.objects.filter(action="training.remove").count() == 1


@pytest.mark.django_db
def test_f31_an_entry_is_deleted_after_its_own_period(team, clock, settings):
    settings.PORTAL_TRAINING_RECORD_YEARS = 5
    team.client(team.new).post(f"{RECORD}neu/", entry())
    for day, left in ((dt.date(2031, 11, 10), 1), (dt.date(2031, 11, 11), 0)):
        clock.move_to(dt.datetime.combine(day, dt.time(8), tzinfo=dt.UTC))
        call_command("follow_trainings", verbosity=0)
        assert TrainingRecord.objects.count() == left, day


@pytest.mark.django_db
def test_f32_the_coordinator_writes_a_rule_without_code(team):
    form = {
        "name": "Fortbildung Asylrecht",
        "clause": "LÖ-RL 3.3.2",
        "fulfilled_by": "record",
        "thema": "",
        "role_contains": "Integrationsmanagement",
        "organisation_kind": "",
        "qualification": "",
        "months": "3",
        "since": "start",
        "every_months": "",
        "valid_from": "1.1.2020",
        "ended_on": "",
    }
    page = f"{RECORD}regeln/neu/"
    assert "thema" in team.coordinator.post(page, form).context["form"].errors
    assert team.coordinator.post(page, {**form, "thema": "Asylrecht"}).status_code == 302
    rule = TrainingRule.objects.get()
    assert (rule.topic.name, gaps(team.new)) == ("Asylrecht", ["2027-01-01"])
    own = f"{RECORD}regeln/{rule.pk}/"
    ended = {**form, "thema": "Asylrecht", "ended_on": "23.11.2026", **people.opened(team.coordinator, own)}
    assert team.coordinator.post(own, ended).status_code == 302
    assert gaps(team.new) == []


@pytest.mark.django_db
def test_f32_the_database_keeps_a_rule_and_its_topic_together(portal):
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingRule.objects.create(name="Ohne Thema", months=3)


@pytest.mark.django_db
def test_f32_an_account_without_an_entry_in_the_directory_is_told_so(sign_in):
    client = sign_in()
    assert "kein Eintrag im Verzeichnis" in client.get(RECORD).content.decode()
    assert client.get(f"{RECORD}neu/").status_code == 404
