"""F23: twice a year every organisation says that its entries are right, by a link that only the named person can use."""

import datetime as dt
import re
from io import StringIO
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail as outbox
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.models import Confirmation, ConfirmationLink, Round
from directory.upkeep import round_actions
from tests import factories
from tests.directory import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(portal):
    return people.organisation("Sozialwerk Test", confirmed_on=timezone.localdate() - dt.timedelta(days=200))


@pytest.fixture
def ada(own):
    return people.maintainer(own, email="ada@example.org")


def run(command: str, *args: str) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def link(ada, django_capture_on_commit_callbacks) -> str:
    with django_capture_on_commit_callbacks(execute=True):
        run("start_round")
    return found_in(outbox.outbox[-1])


def found_in(sent) -> str:
    [path] = re.findall(r"/verzeichnis/bestaetigen/\S+", sent.body)
    return path


def test_f23_opening_the_link_confirms_nothing_and_one_click_does(own, ada, link, client):
    page = client.get(link)
    assert page.status_code == 200
    assert page.content.count(b'method="post"') == 1
    client.head(link)
    own.refresh_from_db()
    assert own.is_overdue
    assert client.post(link).status_code == 200
    own.refresh_from_db()
    assert own.confirmed_on == timezone.localdate()
    row = Confirmation.objects.get()
    assert row.confirmed_by == ada


def test_f23_the_link_shows_no_contact_without_sign_in_and_leads_nowhere_else(own, link, client):
    people.contact(own, "Amsel", phone="+496990009111")
    page = client.get(link).content.decode()
    assert "Amsel" not in page
    assert client.get(reverse("directory:keep_one", args=[own.pk])).status_code == 302
    assert "no-store" in client.get(link)["Cache-Control"]


def test_f23_the_link_works_for_the_named_person_only(own, link):
    colleague = Client()
    colleague.force_login(people.maintainer(own))
    assert colleague.get(link).status_code == 404
    assert colleague.post(link).status_code == 404
    own.refresh_from_db()
    assert own.is_overdue


@pytest.mark.parametrize("change", ["expired", "inactive", "left", "newer"])
def test_f23_a_link_ends(own, ada, link, client, change):
    if change == "expired":
        ConfirmationLink.objects.update(expires_at=timezone.now())
    elif change == "inactive":
        type(ada).objects.update(is_active=False)
    elif change == "left":
        ada.memberships.all().delete()
    else:
        round_actions.link(Confirmation.objects.get(), ada)
    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404
    own.refresh_from_db()
    assert own.is_overdue


@pytest.mark.parametrize("secret", ["x", "a" * 400, "%00", "ä"])
def test_f23_a_made_up_link_is_no_link(portal, client, secret):
    assert client.get(f"/verzeichnis/bestaetigen/{secret}/").status_code == 404


def test_f23_the_secret_is_stored_nowhere(link):
    secret = link.rstrip("/").rsplit("/", 1)[1]
    assert secret not in ConfirmationLink.objects.get().digest


def test_f23_a_round_starts_once_in_half_a_year(own, ada):
    assert "1 Organisationen" in run("start_round", "--dry-run")
    assert not Round.objects.exists()
    assert "Runde begonnen" in run("start_round")
    assert "kein halbes Jahr" in run("start_round")
    assert "kein halbes Jahr" in run("start_round", "--dry-run")
    with time_machine.travel(timezone.now() + dt.timedelta(days=185), tick=False):
        run("start_round")
    assert Round.objects.count() == 2


def test_f23_those_who_wait_are_asked_again_after_a_week(own, ada, link, django_capture_on_commit_callbacks):
    with time_machine.travel(timezone.now(), tick=False) as clock, django_capture_on_commit_callbacks(execute=True):
        run("send_reminders")
        clock.shift(dt.timedelta(days=7))
        run("send_reminders")
        run("send_reminders")
    assert len(outbox.outbox) == 2
    assert found_in(outbox.outbox[1]) != link


def test_f23_nobody_is_asked_again_before_the_week_is_over(own, ada, django_capture_on_commit_callbacks):
    with time_machine.travel(dt.datetime(2026, 11, 20, 11, tzinfo=dt.UTC), tick=False) as clock:
        numbers = []
        for command, days in (("start_round", 6), ("send_reminders", 1), ("send_reminders", 0)):
            with django_capture_on_commit_callbacks(execute=True):
                run(command)
            numbers.append(len(outbox.outbox))
            clock.shift(dt.timedelta(days=days))
    assert numbers == [1, 1, 2]


@pytest.mark.parametrize(("days", "status"), [(27, 200), (28, 404)])
def test_f23_a_link_works_for_four_weeks(own, ada, link, client, days, status):
    with time_machine.travel(dt.datetime(2026, 11, 20, 11, tzinfo=dt.UTC), tick=False) as clock:
        fresh = urlsplit(round_actions.link(Confirmation.objects.get(), ada)).path
        clock.shift(dt.timedelta(days=days))
        assert client.get(fresh).status_code == status


def test_f23_nothing_but_a_confirmation_moves_the_day(own, ada):
    before = own.confirmed_on
    amsel = people.contact(own, "Amsel", confirmed_on=before)
    client = Client()
    client.force_login(ada)
    factories.verify(client, ada)
    sent = {"last_name": "Amsel", "role": "Beratung", "phone": "069 90009-222", "visibility": "partners"}
    page = reverse("directory:keep_person", args=[own.pk, amsel.pk])
    about = reverse("directory:keep_organisation", args=[own.pk])
    assert client.post(page, {**sent, **people.opened(client, page)}).status_code == 302
    client.post(about, {"description": "Neu.", **people.opened(client, about)})
    own.refresh_from_db()
    amsel.refresh_from_db()
    assert (own.confirmed_on, amsel.confirmed_on) == (before, before)
    client.post(reverse("directory:keep_confirm", args=[own.pk]))
    own.refresh_from_db()
    amsel.refresh_from_db()
    assert own.confirmed_on == amsel.confirmed_on == timezone.localdate()


def test_f23_what_is_overdue_is_marked_for_everybody(own, ada, reader):
    amsel = people.contact(own, "Amsel", confirmed_on=own.confirmed_on)
    row = people.central(amsel)
    for page in (
        reverse("directory:organisation", args=[own.pk]),
        reverse("directory:organisations"),
        f"{reverse('directory:responsible')}?gemeinde={row.municipality.ags}",
    ):
        assert "überfällig" in reader.get(page).content.decode(), page


def test_f23_the_county_sees_how_the_round_stands(own, ada, link, sign_in):
    page = sign_in(editor=True).get(reverse("directory:round"))
    assert [row.organisation for row in page.context["waiting"]] == [own]
    assert "0 von 1 haben bestätigt" in page.content.decode()
