"""R70: a form sent after the sign-in ended is there again after signing in, sealed meanwhile, once, for the same person."""

import base64
import datetime as dt
import random
import re

import pytest
import time_machine
from django.test import Client

from portal.identity import pending_post, refilling
from portal.models import AuthenticatorApp, Session
from tests import factories
from tests.directory import people

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
PASSWORD = "ein langes Kennwort"
TEXT = 'Zeile 1\r\n\r\n<b>&„Ü“</b> "'


@pytest.fixture(autouse=True)
def clock(portal):
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def own():
    return people.organisation("Sozialwerk Test")


@pytest.fixture
def keeper(own):
    return people.maintainer(own, email="ada@example.org")


@pytest.fixture
def page(own):
    return f"/verzeichnis/pflege/{own.pk}/angaben/"


def signed_in(user):
    client = Client()
    client.post("/anmelden/", {"username": user.email, "password": PASSWORD})
    factories.verify(client, user)
    return client


def sign_in(client, user, url):
    """On the page that the browser was led to."""
    assert url.startswith("/anmelden/?next=")
    following = re.search(r'name="next" value="([^"]+)"', client.get(url).content.decode()).group(1)
    return client.post("/anmelden/", {"username": user.email, "password": PASSWORD, "next": following}).url


def prove(client, user, url):
    code = f"{AuthenticatorApp.objects.get(user=user).clock().token():06d}"
    following = re.search(r'name="next" value="([^"]*)"', client.get(url).content.decode()).group(1)
    return client.post(url, {"code": code, "next": following}).url


def sent_late(client, clock, page, **data):
    """Half an hour and a minute after the last use."""
    clock.shift(dt.timedelta(minutes=31))
    return client.post(page, {"description": TEXT, "phone": "069 90009-555", **data})


def field_of(html, name):
    return re.search(rf'<[^>]* name="{name}"[^>]*>', html).group(0)


def test_r70_a_form_sent_after_the_sign_in_ended_is_there_again_filled_as_it_was(keeper, own, page, clock):
    client = signed_in(keeper)
    answer = sent_late(client, clock, page)
    assert "ist gesichert" in client.get(answer.url).content.decode()
    back = sign_in(client, keeper, answer.url)
    assert back == page
    asked = client.get(back).url
    assert prove(client, keeper, asked) == page
    html = client.get(page).content.decode()
    assert "Ihre Anmeldung war beendet, bevor das Formular ankam" in html
    assert "069 90009-555" in field_of(html, "phone")
    assert "Zeile 1\r\n\r\n&lt;b&gt;&amp;„Ü“&lt;/b&gt; &quot;</textarea>" in html
    own.refresh_from_db()
    assert own.description == "", "nothing is sent without the person"
    assert "069 90009-555" not in client.get(page).content.decode(), "once"
    assert pending_post.KEY not in client.session


def prose(length):
    """Text as long as a document with many sections, that packs as text does."""
    words = [
        "Die",
        "Fachkräfte",
        "der",
        "Beratung",
        "melden",
        "dem",
        "Landratsamt",
        "jede",
        "Änderung",
        "binnen",
        "einer",
        "Woche",
    ]
    chosen = random.Random(1)
    return " ".join(chosen.choice(words) for _word in range(length // 7))


def test_r70_a_large_document_sent_late_from_the_editor_waits_on_a_page_of_its_own(clock):
    """Its page is filled by scripts, so nothing can be written into it: it is sent on, once."""
    keeper = factories.UserFactory(editor=True)
    page = factories.normative_page([factories.section("1", "Grundsätze")])
    address = f"/cms/pages/{page.pk}/edit/"
    client, text = signed_in(keeper), prose(2_000_000)
    clock.shift(dt.timedelta(minutes=31))
    answer = client.post(address, {"title": "Neu", "sections-0-value": text})
    assert "ist gesichert" in client.get(answer.url).content.decode()
    assert "Fachkräfte" not in str(dict(client.session))
    back = sign_in(client, keeper, answer.url)
    asked = client.get(back).url
    assert prove(client, keeper, asked) == address
    waiting = client.get(address, follow=True)
    assert waiting.redirect_chain[-1][0] == "/konto/zweiter-faktor/weiter/"
    assert ("sections-0-value", text) in waiting.context["waiting"].fields
    assert "Ihre Anmeldung war schon beendet" in waiting.content.decode()


def test_r70_what_is_too_large_to_wait_is_said_to_be_lost_until_the_person_is_through(keeper, page, clock):
    client = signed_in(keeper)
    noise = base64.b64encode(random.Random(1).randbytes(600_000)).decode()
    answer = sent_late(client, clock, page, description=noise)
    shown = client.get(answer.url).content.decode()
    assert "ist nicht gespeichert: Es war zu groß" in shown and "ist gesichert" not in shown
    assert pending_post.KEY not in client.session
    wrong = client.post("/anmelden/", {"username": keeper.email, "password": "falsch"}).content.decode()
    assert "Es war zu groß" in wrong
    sign_in(client, keeper, answer.url)
    assert pending_post.LOST not in client.session


def test_r70_somebody_else_at_that_browser_gets_nothing_of_it(keeper, page, clock):
    client = signed_in(keeper)
    answer = sent_late(client, clock, page)
    other = people.maintainer(keeper.memberships.get().organisation)
    back = sign_in(client, other, answer.url)
    factories.verify(client, other)
    assert "069 90009-555" not in client.get(back).content.decode()
    assert pending_post.KEY not in client.session
    client.post("/abmelden/")
    sign_in(client, keeper, answer.url)
    factories.verify(client, keeper)
    assert "069 90009-555" not in client.get(page).content.decode()


def test_r70_meanwhile_it_is_sealed_and_waits_half_an_hour(keeper, page, clock):
    client = signed_in(keeper)
    answer = sent_late(client, clock, page, description="KANARIENVOGEL")
    assert client.session[pending_post.KEY]["owner"] == keeper.pk
    assert "KANARIENVOGEL" not in str(dict(client.session))
    clock.shift(dt.timedelta(minutes=29))
    client.get("/anmelden/")
    clock.shift(dt.timedelta(minutes=2))
    sign_in(client, keeper, answer.url)
    factories.verify(client, keeper)
    assert "KANARIENVOGEL" not in client.get(page).content.decode()


def test_r70_only_an_ended_session_keeps_a_form(keeper, page, clock):
    stranger = Client()
    stranger.cookies["sessionid"] = "x" * 32
    stranger.post(page, {"phone": "069 90009-555"})
    assert pending_post.KEY not in stranger.session
    client = signed_in(keeper)
    Session.objects.filter(user=keeper).delete()  # ended by somebody, not by time
    client.post(page, {"phone": "069 90009-555"})
    assert pending_post.KEY not in client.session


@pytest.mark.parametrize("before", ["/konto/anmeldungen/rest/", "/anmelden/"])
def test_r70_what_a_page_or_another_window_asks_for_before_does_not_lose_it(keeper, page, clock, before):
    """Told that it does not know a session, a browser forgets its name; then nobody could tell any more whose form comes after."""
    client = signed_in(keeper)
    clock.shift(dt.timedelta(minutes=31))
    client.get(before, headers={"Sec-Fetch-Mode": "cors" if "konto" in before else "navigate"})
    answer = client.post(page, {"description": TEXT})
    assert "ist gesichert" in client.get(answer.url).content.decode()


def test_r70_an_old_cookie_does_not_fill_the_table(keeper, page, clock):
    client = signed_in(keeper)
    key = client.cookies["sessionid"].value
    clock.shift(dt.timedelta(minutes=31))
    before = Session.objects.count()
    for _time in range(10):
        client.cookies["sessionid"] = key
        client.post(page, {"phone": "069 90009-555"})
    assert Session.objects.count() - before == pending_post.KEPT_AN_HOUR


def test_r70_a_script_gets_403_and_nothing_is_kept(keeper, page, clock):
    client = signed_in(keeper)
    clock.shift(dt.timedelta(minutes=31))
    answer = client.post(page, {"phone": "069"}, headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == 403
    assert pending_post.KEY not in client.session


def test_r70_passwords_do_not_wait(keeper, clock):
    client = signed_in(keeper)
    clock.shift(dt.timedelta(minutes=31))
    answer = client.post("/konto/kennwort/", {"old": PASSWORD, "password": "KANARIENVOGEL", "again": "KANARIENVOGEL"})
    back = sign_in(client, keeper, answer.url)
    html = client.get(back, follow=True).content.decode()
    assert "KANARIENVOGEL" not in html and PASSWORD not in html


def test_r70_a_button_waits_on_a_page_of_its_own_and_is_sent_once(keeper, own, clock):
    client = signed_in(keeper)
    button = f"/verzeichnis/pflege/{own.pk}/bestaetigen/"
    clock.shift(dt.timedelta(minutes=31))
    answer = client.post(button, {})
    back = sign_in(client, keeper, answer.url)
    factories.verify(client, keeper)
    waiting = client.get(back, follow=True)
    assert "Ihre Anmeldung war schon beendet" in waiting.content.decode()
    own.refresh_from_db()
    assert own.confirmed_on is None
    mark = {pending_post.MARK: waiting.context["waiting"].mark}
    client.post(button, mark)
    own.refresh_from_db()
    assert own.confirmed_on == MORNING.date()
    type(own).objects.update(confirmed_on=None)
    client.post(button, mark)
    own.refresh_from_db()
    assert own.confirmed_on is None, "a second time it is not done"


def test_r70_choices_boxes_and_rows_that_a_script_added_come_back():
    html = """<form method="get"><input name="q"></form>
<form method="post" action="/x/?a=1"><input type="hidden" name="csrfmiddlewaretoken" value="neu">
<input name="t" value="alt" class="c"><input type="checkbox" name="b" value="1" checked><input type="checkbox" name="b" value="2">
<input type="radio" name="r" value="a" checked><input type="radio" name="r" value="b"/>
<select name="s"><option value="1" selected>Eins<option value="2">Zwei</option></select>
<textarea name="w">alt</textarea><input type="password" name="p"><button name="weg" value="1">Weg</button></form>"""
    fields = [
        ("t", 'neu "&'),
        ("b", "2"),
        ("r", "b"),
        ("s", "2"),
        ("w", "\nZwei"),
        ("p", "x"),
        ("row-1", "z"),
        ("weg", "1"),
    ]
    filled = refilling.refilled(html, "/x/?a=1", fields, "HINWEIS")
    assert '<input name="t" value="neu &quot;&amp;" class="c">' in filled
    assert '<input type="checkbox" name="b" value="1"><input type="checkbox" name="b" value="2" checked>' in filled
    assert '<input type="radio" name="r" value="a"><input type="radio" name="r" value="b" checked>' in filled
    assert '<option value="1">Eins<option value="2" selected>Zwei' in filled
    assert '<textarea name="w">\n\nZwei</textarea>' in filled
    assert 'HINWEIS<input type="hidden" name="row-1" value="z">' in filled
    assert filled.count('name="weg"') == 1 and 'value="x"' not in filled and 'value="neu"' in filled
    assert refilling.refilled(html, "/anders/", fields, "") is None
