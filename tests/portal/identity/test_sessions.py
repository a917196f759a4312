"""R12, R13: sessions end by themselves, and at once when somebody ends them; nobody enters with what the database holds."""

import datetime as dt

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from portal.identity import account_actions, session_store, sessions
from portal.models import AuditEvent, Session
from tests import factories

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 11, 23, 7, tzinfo=dt.UTC)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
TABLET = "Mozilla/5.0 (Linux; Android 15; SM-X200) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def person(portal):
    return factories.UserFactory()


def entered(user, agent=LAPTOP):
    client = Client(headers={"user-agent": agent})
    client.post("/anmelden/", {"username": user.email, "password": "ein langes Kennwort"})
    assert is_in(client)
    return client


def is_in(client):
    return client.get("/konto/").status_code == 200


def test_r12_half_an_hour_without_use_ends_a_session(person, clock):
    client = entered(person)
    for minutes, expected in ((29, True), (29, True), (31, False), (1, False)):
        clock.shift(dt.timedelta(minutes=minutes))
        assert is_in(client) is expected


def test_r12_ten_hours_are_the_most_however_busy(person, clock):
    client = entered(person)
    for _step in range(29):
        clock.shift(dt.timedelta(minutes=20))
        assert is_in(client)
    clock.shift(dt.timedelta(minutes=21))
    assert not is_in(client)


def test_r12_a_new_key_does_not_begin_new_ten_hours(person, clock):
    client = entered(person)
    for _step in range(25):
        clock.shift(dt.timedelta(minutes=20))
        assert is_in(client)
    session = client.session
    session.cycle_key()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = session.session_key
    for _step in range(4):
        clock.shift(dt.timedelta(minutes=20))
        assert is_in(client)
    clock.shift(dt.timedelta(minutes=21))
    assert not is_in(client)


@pytest.mark.parametrize("path", ["/suche/vorschlaege/?q=Frist"])
def test_r12_what_a_page_asks_by_itself_does_not_prolong(person, clock, path):
    client = entered(person)
    for _step in range(3):
        clock.shift(dt.timedelta(minutes=9))
        assert client.get(path).status_code == 200
    clock.shift(dt.timedelta(minutes=4))
    assert not is_in(client)


def test_r12_the_editors_ping_does_not_prolong(sign_in, clock):
    client = sign_in(editor=True)
    page = factories.normative_page([factories.section("1", "A")])
    ping = client.get(f"/cms/pages/{page.pk}/edit/").context["editing_sessions"].ping_url
    for _step in range(3):
        clock.shift(dt.timedelta(minutes=9))
        assert client.post(ping).status_code == 200
    clock.shift(dt.timedelta(minutes=4))
    assert not is_in(client)


def test_r12_what_the_editor_asks_about_the_outline_does_not_prolong(sign_in, clock):
    client = sign_in(editor=True)
    for _step in range(3):
        clock.shift(dt.timedelta(minutes=9))
        entries = {"entries": [], "start": None}
        assert client.post("/cms/abschnitte/ziffern/", entries, content_type="application/json").status_code == 200
    clock.shift(dt.timedelta(minutes=4))
    assert not is_in(client)


def test_r12_use_is_noted_once_a_minute_and_costs_nothing_in_between(person, clock):
    client = entered(person)
    client.get("/neuigkeiten/")
    for seconds, writes in ((10, 0), (30, 0), (30, 1), (5, 0)):
        clock.shift(seconds)
        with CaptureQueriesContext(connection) as queries:
            client.get("/neuigkeiten/")
        assert sum(query["sql"].startswith("UPDATE") for query in queries) == writes


def test_r12_signing_out_removes_the_session_from_the_server(person):
    client = entered(person)
    assert Session.objects.count() == 1
    answer = client.post("/abmelden/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.exists()


def test_r3_signing_in_renews_the_key(person):
    client = Client()
    anonymous = client.session
    anonymous["x"] = 1
    anonymous.save()
    client.cookies[django_settings.SESSION_COOKIE_NAME] = anonymous.session_key
    client.post("/anmelden/", {"username": person.email, "password": "ein langes Kennwort"})
    assert client.cookies[django_settings.SESSION_COOKIE_NAME].value != anonymous.session_key
    assert not session_store.SessionStore().exists(anonymous.session_key)


def test_r13_no_key_can_be_read_from_the_database(person):
    client = entered(person)
    key = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key FROM portal_session")
        [(stored,)] = cursor.fetchall()
    assert key not in stored
    thief = Client()
    thief.cookies[django_settings.SESSION_COOKIE_NAME] = stored
    assert not is_in(thief)


def test_r13_the_own_sessions_are_listed_in_plain_words(person):
    laptop = entered(person)
    entered(person, PHONE)
    html = " ".join(laptop.get("/konto/anmeldungen/").content.decode().split())
    assert "2 Anmeldungen" in html
    assert html.index("dieser Browser") < html.index("Smartphone")
    assert "Computer" in html
    assert "vor wenigen Minuten" in html
    assert "iPhone OS" not in html


def test_r13_one_session_can_be_ended(person):
    laptop, phone = entered(person), entered(person, PHONE)
    key = Session.objects.get(device="phone").pk
    laptop.post("/konto/anmeldungen/beenden/", {"sitzung": key})
    assert is_in(laptop)
    assert not is_in(phone)
    assert AuditEvent.objects.filter(action=account_actions.SESSIONS_ENDED).count() == 1


def test_r13_sessions_of_others_cannot_be_ended(person):
    mine, theirs = entered(person), entered(factories.UserFactory())
    other = Session.objects.exclude(user=person).get()
    for key in (other.pk, "", "x" * 5000, "\x00", "unsinn"):
        assert mine.post("/konto/anmeldungen/beenden/", {"sitzung": key}).status_code == 302
    assert is_in(theirs)


def test_r13_ending_this_session_or_all_leads_to_the_sign_in(person):
    laptop, phone = entered(person), entered(person, PHONE)
    own = Session.objects.get(device="computer").pk
    answer = laptop.post("/konto/anmeldungen/beenden/", {"sitzung": own})
    assert answer.url == "/anmelden/"
    assert not is_in(laptop)
    assert not is_in(phone)
    phone = entered(person, PHONE)
    assert phone.post("/konto/anmeldungen/alle-beenden/").url == "/anmelden/"
    assert not Session.objects.filter(user=person).exists()


def test_r13_ending_the_sessions_of_nobody_ends_none(person):
    anonymous = Client().session
    anonymous["x"] = 1
    anonymous.save()
    assert sessions.end_all(AnonymousUser()) == 0
    assert sessions.of(AnonymousUser()).count() == 0
    assert session_store.SessionStore().exists(anonymous.session_key)


def test_r13_a_session_does_not_come_back_by_being_used_while_it_is_ended(person, clock):
    client = entered(person)
    store = session_store.SessionStore(client.cookies[django_settings.SESSION_COOKIE_NAME].value)
    store.load()
    sessions.end_all(person)
    clock.shift(dt.timedelta(minutes=5))
    store.note_use()
    assert not is_in(client)


@pytest.mark.parametrize(
    ("agent", "device"),
    [(PHONE, "phone"), (LAPTOP, "computer"), (TABLET, "tablet"), ("", ""), ("curl/8", ""), ("ü" * 9000, "")],
)
def test_r13_of_the_browser_only_the_kind_of_device_is_kept(agent, device):
    assert sessions.device(agent) == device


@given(st.text())
def test_r13_any_user_agent_is_some_device(agent):
    assert sessions.device(agent) in Session.Device.values


@given(st.integers(0, 600), st.integers(0, 600))
def test_r12_a_session_ends_by_the_earlier_of_the_two(after_start, after_use):
    seen = MORNING + dt.timedelta(minutes=after_start)
    end = session_store.end_of(Session(started_at=MORNING, seen_at=seen))
    assert end <= MORNING + dt.timedelta(hours=10)
    assert end <= seen + dt.timedelta(minutes=30)
    moment = seen + dt.timedelta(minutes=after_use)
    assert (moment < end) == (after_use < 30 and after_start + after_use < 600)


# Warned before the end (WCAG 2.2.1)


def test_r12_asking_how_long_it_lasts_prolongs_nothing_and_being_there_does(person, clock):
    client = entered(person)
    clock.shift(dt.timedelta(minutes=26))
    for _time in range(2):
        assert client.get("/konto/anmeldungen/rest/").json() == {"seconds": 240}
    answer = client.get("/konto/anmeldungen/noch-da/", headers={"Sec-Fetch-Mode": "cors"})
    assert answer.json() == {"seconds": 1800}
    clock.shift(dt.timedelta(minutes=29))
    assert client.get("/konto/anmeldungen/rest/").json() == {"seconds": 60}
    clock.shift(dt.timedelta(minutes=2))
    assert client.get("/konto/anmeldungen/rest/", headers={"Sec-Fetch-Mode": "cors"}).status_code == 403


def test_r12_nobody_stays_beyond_ten_hours_by_saying_so(person, clock):
    client = entered(person)
    for _step in range(29):
        clock.shift(dt.timedelta(minutes=20))
        is_in(client)
    clock.shift(dt.timedelta(minutes=16))
    assert client.get("/konto/anmeldungen/noch-da/", headers={"Sec-Fetch-Mode": "cors"}).json() == {"seconds": 240}


def test_without_script_a_link_in_a_window_of_its_own_prolongs_the_sign_in(person, clock):
    client = entered(person)
    html = client.get("/konto/").content.decode()
    assert html.partition("<noscript>")[2].startswith('<p class="wrap small soft">Ihre Anmeldung endet 30 Minuten nach')
    clock.shift(dt.timedelta(minutes=29))
    assert "Bis mindestens 08:59 Uhr" in client.get("/konto/anmeldungen/noch-da/").content.decode()
    clock.shift(dt.timedelta(minutes=29))
    assert is_in(client)
