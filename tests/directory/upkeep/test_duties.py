"""What the directory says is due: for those who keep entries, for the county, for everybody who reads (D3 to D5, F23, F58)."""

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from directory.models import Absence, Confirmation, ContactChange, Round, StaffNotice, SubstituteTask
from portal.identity.auth import PortalRole
from tests import factories
from tests.directory import people

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)  # a Friday
PAGE = "/zu-erledigen/"


@pytest.fixture(autouse=True)
def clock(portal):
    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(11), tzinfo=dt.UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def own():
    return people.organisation("Sozialwerk Test")


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    factories.verify(client, user)
    return client


def day(days: int) -> dt.date:
    return TODAY + dt.timedelta(days)


def notice(position, kind=StaffNotice.Kind.LEAVING, days=-3, **fields) -> StaffNotice:
    return StaffNotice.objects.create(
        organisation=position.organisation,
        kind=kind,
        position=position,
        name=str(position.person),
        event_on=day(days),
        **fields,
    )


def open_round(*organisations, days=-20) -> Round:
    started = Round.objects.create(started_on=day(days), due_on=day(days + 28))
    for one in organisations:
        Confirmation.objects.create(round=started, organisation=one)
    return started


def long_absence(position) -> SubstituteTask:
    absence = Absence.objects.create(person=position.person, first_day=day(-40), last_day=day(30))
    return SubstituteTask.objects.create(absence=absence, position=position, due_on=day(2))


def shown(client) -> list:
    return [duty for group in client.get(PAGE).context["groups"] for duty in group.duties]


def counted(client) -> int:
    return next(entry.count for entry in client.get(PAGE).context["frame"].menu if entry.url == PAGE)


def change(position, author) -> ContactChange:
    return ContactChange.objects.create(
        kind="changed", organisation=position.organisation, author=author, position=position, name=str(position.person)
    )


@pytest.fixture
def busy(own):
    """One of each kind, for the organisation that is kept."""
    amsel, star = people.contact(own, "Amsel"), people.contact(own, "Star")
    long_absence(star)
    open_round(own, people.organisation("Andere"))
    other = people.organisation("Dritte")
    change(people.contact(other, "Zeisig"), other)
    return notice(amsel)


def test_f58_who_keeps_entries_owes_notices_substitutes_and_confirmations(own, busy):
    factories.documents_citing("LÖ-RL 4.2", "LÖ-RL 4.4", "AA-KV 4", "LÖ-KV 6")
    client = browser(people.maintainer(own))
    task = SubstituteTask.objects.get()
    assert [(duty.title, duty.due, duty.clause, duty.url) for duty in shown(client)] == [
        (
            "Vertretung ab Woche 7 benennen: Rike Star",
            day(2),
            "LÖ-RL 4.2",
            reverse("directory:keep_substitute", args=[own.pk, task.pk]),
        ),
        ("Weggang melden: Rike Amsel", day(4), "LÖ-RL 4.4", reverse("directory:keep_one", args=[own.pk])),
        ("Einträge im Verzeichnis bestätigen", day(8), "AA-KV 4", reverse("directory:keep_one", args=[own.pk])),
        ("1 Änderung bei Ansprechpersonen zur Kenntnis nehmen", None, "LÖ-KV 6", reverse("directory:changes")),
    ]
    assert counted(client) == 4
    for duty in shown(client):
        assert client.get(duty.url).status_code == 200, duty.title


def test_f58_a_reader_owes_nothing_but_to_take_note_of_changes(own, busy):
    client = browser(people.member(own))
    assert [duty.kind for duty in shown(client)] == ["directory.changes"]
    assert counted(client) == 1
    client.post(reverse("directory:acknowledge_changes"), {"aenderung": [ContactChange.objects.get().pk]})
    assert shown(client) == []
    assert counted(client) == 0


def test_f58_what_is_done_is_due_no_more(own, busy):
    client = browser(people.maintainer(own))
    client.post(reverse("directory:keep_notice", args=[own.pk, busy.pk]))
    client.post(reverse("directory:keep_confirm", args=[own.pk]))
    assert [duty.kind for duty in shown(client)] == ["directory.substitute", "directory.changes"]
    assert counted(client) == 2


def test_f58_an_earlier_round_and_a_closed_organisation_ask_for_nothing(own):
    client = browser(people.maintainer(own))
    open_round(own, days=-300)
    open_round()
    assert shown(client) == []
    notice(people.contact(own, "Amsel"))
    assert counted(client) == 1
    own.closed_on = day(-1)
    own.save()
    assert shown(client) == []
    assert counted(client) == 0


def test_f58_coordinators_take_note_of_notices(own):
    sent = notice(people.contact(own, "Amsel"), sent_at=dt.datetime.combine(day(-1), dt.time(9), tzinfo=dt.UTC))
    coordinator = people.member(people.organisation("Landratsamt Test"))
    client = browser(coordinator)
    assert shown(client) == []
    coordinator.groups.add(Group.objects.get(name=PortalRole.COORDINATOR))
    [duty] = shown(client)
    assert (duty.title, duty.url) == ("1 Personalmeldung zur Kenntnis nehmen", reverse("directory:notices"))
    assert counted(client) == 1
    client.post(reverse("directory:acknowledge_notice", args=[sent.pk]))
    assert shown(client) == []
    assert counted(client) == 0


def absent_keeper(own, deputy_user):
    """Somebody who keeps the entries, is away, and for whom the deputy answers."""
    keeper = people.maintainer(own)
    away, there = people.contact(own, "Ehrlich", first_name="Jonas"), people.contact(own, "Korber")
    away.person.user, there.person.user = keeper, deputy_user
    away.person.save()
    there.person.save()
    factories.deputies(away, there)
    factories.away(away.person, day(-2), day(5))
    return keeper


def test_f58_a_deputy_without_the_right_sees_what_the_colleague_owes_but_no_names_and_no_closed_door(own, busy):
    deputy = people.member(own)
    absent_keeper(own, deputy)
    client = browser(deputy)
    duties = [duty for duty in shown(client) if duty.on_behalf_of]
    assert [duty.title for duty in duties] == [
        "Vertretung ab Woche 7 benennen",
        "Weggang melden",
        "Einträge im Verzeichnis bestätigen",
    ]
    assert {duty.on_behalf_of for duty in duties} == {"Jonas Ehrlich"}
    assert all("das Recht zur Pflege fehlt Ihnen" in duty.state for duty in duties)
    assert {client.get(duty.url).status_code for duty in duties} == {200}
    assert counted(client) == len(shown(client)) == 4


def test_f58_what_one_keeps_in_ones_own_right_is_not_the_colleagues(own, busy):
    deputy = people.maintainer(own)
    absent_keeper(own, deputy)
    client = browser(deputy)
    assert {duty.on_behalf_of for duty in shown(client)} == {""}
    assert counted(client) == len(shown(client)) == 4


def test_f58_a_deputy_of_the_coordination_sees_that_notices_wait(own):
    notice(people.contact(own, "Amsel"), sent_at=dt.datetime.combine(day(-1), dt.time(9), tzinfo=dt.UTC))
    office = people.organisation("Landratsamt Test")
    deputy = people.member(office)
    absent_keeper(office, deputy).groups.add(Group.objects.get(name=PortalRole.COORDINATOR))
    client = browser(deputy)
    [duty] = shown(client)
    assert (duty.on_behalf_of, counted(client)) == ("Jonas Ehrlich", 1)
    assert "fehlt Ihnen" in duty.state
    assert client.get(duty.url).status_code == 200


def test_f58_the_page_costs_as_many_queries_for_many_as_for_few(own, busy, django_assert_num_queries):
    client = browser(people.maintainer(own))
    client.get(PAGE)
    with django_assert_num_queries(14):
        client.get(PAGE)
    for number in range(30):
        position = people.contact(own, f"Drossel{number}")
        notice(position)
        long_absence(position)
    assert len(shown(client)) == 64
    with django_assert_num_queries(14):
        client.get(PAGE)


@pytest.mark.django_db(transaction=True)
def test_f58_the_mail_of_the_morning_does_not_repeat_the_reminders(own):
    keeper = people.maintainer(own)
    notice(people.contact(own, "Amsel"), days=-6)
    call_command("send_reminders", stdout=StringIO())
    call_command("send_duties", stdout=StringIO())
    assert [one.subject for one in mail.outbox if one.to == [keeper.email]] == ["Meldung oder Vertretung steht aus"]
    notice(people.contact(own, "Star"), days=-1)  # not near enough for a reminder
    call_command("send_duties", stdout=StringIO())
    [_reminder, morning] = [one for one in mail.outbox if one.to == [keeper.email]]
    assert morning.subject == "Zu erledigen im Kooperationsportal"
    assert "- neu: 1" in morning.body
    assert "überfällig" not in morning.body
    assert "Star" not in morning.body


def test_f58_the_directory_counts_in_the_menu_once_only(own, busy):
    html = browser(people.maintainer(own)).get("/").content.decode()
    menu = html.partition('id="hauptmenue"')[2].partition("</nav>")[0]
    assert menu.count('class="count"') == 1
