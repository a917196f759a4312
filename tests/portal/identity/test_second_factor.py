"""The second step as people meet it: asked where it counts, set up by link only, nothing typed is lost, nothing runs twice."""

import datetime as dt
import random
import re
import string

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.urls import path as url_path
from django_otp import DEVICE_ID_SESSION_KEY

from portal.demo import accounts
from portal.identity import auth, factor_actions, factors, pending_post
from portal.identity.session_store import SessionStore
from portal.models import AuditEvent, AuthenticatorApp, Invitation, RecoveryCode, RecoveryCodes
from portal.urls import urlpatterns as portal_patterns
from tests import factories

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
OVERVIEW, PROVE, APP = "/konto/zweiter-faktor/", "/konto/zweiter-faktor/bestaetigen/", "/konto/zweiter-faktor/app/"
CODES, SEND_ON = "/konto/zweiter-faktor/notfallcodes/", "/konto/zweiter-faktor/weiter/"
done: list[tuple[str, str]] = []


@auth.recent_factor_required
def act(request):
    """A form of the restricted kind: what is posted counts once."""
    from django.http import HttpResponse

    if request.method == "POST":
        done.append((request.POST.get("text", ""), ",".join(request.POST.getlist("kind"))))
    return HttpResponse("getan")


urlpatterns = [url_path("faelle/probe/", act), url_path("cms/probe/", act), *portal_patterns]
own_urls = pytest.mark.urls(__name__)


@pytest.fixture(autouse=True)
def at_monday():
    done.clear()
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def enrolled(sign_in):
    """A caseworker with an app, signed in with the password alone."""
    client = sign_in(verified=False)
    user = user_of(client)
    app = AuthenticatorApp.new(user, "Diensthandy")
    app.confirmed = True
    app.save()
    return client


def user_of(client):
    from django.contrib.auth import get_user

    return get_user(client)


def app_of(client):
    return AuthenticatorApp.objects.get(user=user_of(client))


def code_of(client) -> str:
    return f"{app_of(client).clock().token():06d}"


def prove(client, code=None, **data):
    return client.post(PROVE, {"code": code or code_of(client), **data})


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@own_urls
def test_f42_what_is_restricted_asks_for_the_factor_and_leads_back(enrolled):
    asked = enrolled.get("/faelle/probe/?seite=2")
    assert asked.status_code == 302
    assert asked.url == f"{PROVE}?next=%2Ffaelle%2Fprobe%2F%3Fseite%3D2"
    assert "getan" not in text_of(asked)
    assert "sechsstelligen Code" in text_of(enrolled.get(asked.url))
    assert prove(enrolled, next="/faelle/probe/?seite=2").url == "/faelle/probe/?seite=2"
    assert text_of(enrolled.get("/faelle/probe/?seite=2")) == "getan"


def test_f42_the_rest_of_the_portal_does_without(enrolled):
    for path in ("/", "/neuigkeiten/", "/vereinbarungen/", "/suche/?q=frist", "/konto/"):
        assert enrolled.get(path).status_code == 200, path


@own_urls
@pytest.mark.parametrize("headers", [{"X-Requested-With": "XMLHttpRequest"}, {"Sec-Fetch-Mode": "cors"}])
def test_r01_a_script_gets_403_and_no_redirect(enrolled, headers):
    assert enrolled.get("/faelle/probe/", headers=headers).status_code == 403
    assert enrolled.post("/faelle/probe/", {"text": "x"}, headers=headers).status_code == 403
    assert done == []


@own_urls
@pytest.mark.parametrize(
    "path",
    [
        "//faelle/probe/",
        "/./faelle/probe/",
        "/FAELLE/probe/",
        "/faelle/%70robe/",
        "/faelle//probe/",
        "/en/faelle/probe/",
    ],
)
def test_r02_tricks_with_the_path_give_no_content(enrolled, path):
    response = enrolled.get(path)
    assert response.status_code in {302, 404}
    assert "getan" not in text_of(response)


def test_r02_the_editor_opens_with_a_factor_only(sign_in):
    client = sign_in(editor=True, verified=False)
    for method in ("get", "post", "put", "delete", "head"):
        response = getattr(client, method)("/cms/")
        assert response.status_code == 302
        assert response.url.startswith(PROVE)
    factories.verify(client, user_of(client))
    assert client.get("/cms/").status_code == 200


@pytest.mark.parametrize("path", ["/cms/", "/cms/pages/", "/cms/reports/site-history/"])
def test_r02_whoever_may_not_edit_is_not_asked_for_a_factor_first(reader, path):
    assert reader.get(path).status_code == 403


def test_r03_the_session_key_changes_and_the_old_one_is_dead(enrolled):
    before = enrolled.session.session_key
    prove(enrolled)
    assert enrolled.session.session_key != before
    assert not SessionStore().exists(before)
    old = Client()
    old.cookies["sessionid"] = before
    assert old.get("/konto/").status_code == 302


def test_r04_a_code_is_good_once_in_whatever_session(enrolled):
    code = code_of(enrolled)
    other = Client()
    other.force_login(user_of(enrolled))
    assert prove(enrolled, code).status_code == 302
    refused = prove(other, code)
    assert refused.status_code == 200
    assert "stimmt nicht oder ist schon benutzt" in text_of(refused)
    assert DEVICE_ID_SESSION_KEY not in other.session


def test_r06_wrong_codes_make_wait_and_the_page_says_how_long(enrolled):
    for _try in range(3):
        prove(enrolled, "000000")
    assert re.search(r"Bitte warten Sie noch \w+ Sekunde", text_of(prove(enrolled, "000000")))
    assert prove(enrolled).status_code == 200, "a right code does not count while waiting"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("", "Bitte geben Sie den Code ein"),
        ("41820", "Sie haben 5 eingegeben"),
        ("4", "Sie haben eine eingegeben"),
        ("abc", "stimmt nicht"),
        ("٤١٨٢٠٣", "stimmt nicht"),
        ("x" * 5000, "höchstens"),
        ("\x00", "Null"),
    ],
)
def test_a_mistyped_code_is_explained(enrolled, code, said):
    response = enrolled.post(PROVE, {"code": code})
    assert response.status_code == 200
    assert said in text_of(response)


@pytest.mark.parametrize(
    "target", ["https://boese.example/", "//boese.example/", "javascript:alert(1)", "\\\\boese.example"]
)
def test_r54_after_the_proof_nobody_is_led_elsewhere(enrolled, target):
    assert prove(enrolled, next=target).url == OVERVIEW


@own_urls
def test_r11_a_proof_older_than_ten_minutes_is_asked_for_again(enrolled, at_monday):
    prove(enrolled)
    at_monday.shift(dt.timedelta(minutes=9))
    assert enrolled.get("/faelle/probe/").status_code == 200
    at_monday.shift(dt.timedelta(minutes=2))
    assert enrolled.get("/faelle/probe/").url.startswith(PROVE)


@own_urls
def test_r11_what_was_posted_is_kept_and_runs_once(enrolled, at_monday):
    prove(enrolled)
    at_monday.shift(dt.timedelta(minutes=11))
    text = "Zeile 1\r\n\r\n<b>&\u201eÜ\u201c</b>"
    asked = enrolled.post("/faelle/probe/?a=1", {"text": text, "kind": ["x", "y"]})
    assert asked.status_code == 302
    assert done == []
    assert "Ihre Eingaben sind gesichert" in text_of(enrolled.get(asked.url))
    assert prove(enrolled).url == SEND_ON
    for _reload in range(2):
        page = enrolled.get(SEND_ON)
        assert "Ihre Eingaben sind noch da" in text_of(page)
    waiting = page.context["waiting"]
    assert waiting.path == "/faelle/probe/?a=1"
    sent = {pending_post.MARK: waiting.mark, "text": dict(waiting.fields)["text"], "kind": ["x", "y"]}
    assert text_of(enrolled.post(waiting.path, sent)) == "getan"
    assert done == [(text, "x,y")]
    assert enrolled.post(waiting.path, sent).status_code == 302, "sent a second time"
    assert len(done) == 1
    assert enrolled.get(SEND_ON).url == OVERVIEW


@own_urls
def test_r11_what_waits_is_sealed_and_waits_half_an_hour(enrolled, at_monday):
    enrolled.post("/faelle/probe/", {"text": "KANARIENVOGEL"})
    assert enrolled.session.get(pending_post.KEY)
    assert "KANARIENVOGEL" not in str(dict(enrolled.session))
    stay(enrolled, at_monday, 31)
    assert prove(enrolled).url == OVERVIEW


@own_urls
@pytest.mark.parametrize(("seconds", "waits"), [(0, True), (30 * 60, True), (30 * 60 + 1, False), (-1, False)])
def test_r11_what_waits_is_there_for_half_an_hour_to_the_second(enrolled, at_monday, seconds, waits):
    enrolled.post("/faelle/probe/", {"text": "Zeile"})
    request = RequestFactory().get("/")
    request.session, request.user = enrolled.session, user_of(enrolled)
    assert pending_post.KEY in request.session  # read now, for the session itself may end before
    at_monday.shift(seconds)
    assert (pending_post.read(request) is not None) is waits


def noise(signs):
    """Text that cannot be packed to much less, the same each time."""
    return "".join(random.Random(7).choices(string.ascii_letters + string.digits, k=signs))


@own_urls
@pytest.mark.parametrize(("signs", "waits"), [(300_000, True), (800_000, False)])
def test_r11_a_form_waits_up_to_400_kilobytes(enrolled, signs, waits):
    enrolled.post("/faelle/probe/", {"text": noise(signs)})
    assert (pending_post.KEY in enrolled.session) is waits


def stay(client, clock, minutes):
    """Time passes for somebody who goes on using the portal, so that the session does not end."""
    for _minute in range(minutes):
        clock.shift(dt.timedelta(minutes=1))
        client.get("/konto/")


@own_urls
def test_r11_what_waits_belongs_to_its_person(enrolled):
    enrolled.post("/faelle/probe/", {"text": "geheim"})
    stored = enrolled.session[pending_post.KEY]
    other = Client()
    user = factories.UserFactory()
    other.force_login(user)
    factories.verify(other, user)
    session = other.session
    session[pending_post.KEY] = stored
    session.save()
    assert other.get(SEND_ON).status_code == 503


@own_urls
def test_r11_a_form_too_large_to_wait_is_refused_without_harm(enrolled):
    asked = enrolled.post("/faelle/probe/", {"text": noise(2 * pending_post.MAX_BYTES)})
    assert asked.status_code == 302
    assert pending_post.KEY not in enrolled.session


def test_r10_a_password_alone_sets_up_nothing(reader):
    assert reader.get(APP).url == OVERVIEW
    assert reader.post(APP, {"code": "123456"}).url == OVERVIEW
    assert reader.get("/konto/zweiter-faktor/passkey/").url == OVERVIEW
    for step in ("neu/", "neu/fertig/"):
        response = reader.post(f"/konto/zweiter-faktor/passkey/{step}", {}, content_type="application/json")
        assert response.url == OVERVIEW
    assert reader.post(CODES).status_code == 302
    assert factors.confirmed(user_of(reader)) == []
    assert not AuthenticatorApp.objects.exists()
    assert not RecoveryCodes.objects.exists()


def link_in(sent) -> str:
    return re.search(r"https?://[^/]+(/\S+/link/\S+)", sent.body)[1]


@pytest.fixture
def invited(reader, django_capture_on_commit_callbacks):
    """A reader who has opened the link from the mail."""
    with django_capture_on_commit_callbacks(execute=True):
        assert "unterwegs" in text_of(reader.post("/konto/zweiter-faktor/link/", follow=True))
    assert reader.get(link_in(mail.outbox[-1])).url == OVERVIEW
    return reader


def test_f43_the_link_from_the_mail_leads_through_the_set_up(invited, django_capture_on_commit_callbacks):
    assert "Jetzt einrichten" in text_of(invited.get(OVERVIEW))
    page = text_of(invited.get(APP))
    assert "<svg" in page
    app = app_of(invited)
    assert factors.spelled_seed(app) in page
    with django_capture_on_commit_callbacks(execute=True):
        finished = invited.post(APP, {"code": code_of(invited), "name": "Diensthandy"})
    assert finished.url == CODES
    assert mail.outbox[-1].subject == "Ein zweiter Faktor ist eingerichtet"
    shown = text_of(invited.post(CODES))
    codes = re.findall(r"<code>([a-z2-7-]+)</code>", shown)
    assert len(set(codes)) == 10
    assert RecoveryCode.objects.filter(used_at=None).count() == 10
    assert "Diensthandy" in text_of(invited.get(OVERVIEW))
    assert not set(codes) & set(re.findall(r"[a-z2-7-]{20,}", text_of(invited.get(CODES)))), "shown once"


def test_f43_the_set_up_survives_a_reload_and_a_wrong_code(invited, at_monday):
    first = factors.spelled_seed(app_of_page(invited))
    invited.post(APP, {"code": "000000"})
    at_monday.shift(dt.timedelta(seconds=30))
    assert factors.spelled_seed(app_of_page(invited)) == first
    assert invited.post(APP, {"code": code_of(invited)}).url == CODES


def test_f43_a_set_up_left_lying_starts_anew_after_an_hour(invited, at_monday):
    first = app_of_page(invited).pk
    stay(invited, at_monday, 59)
    assert app_of_page(invited).pk == first
    stay(invited, at_monday, 2)
    assert app_of_page(invited).pk != first
    assert AuthenticatorApp.objects.count() == 1


def app_of_page(client):
    assert client.get(APP).status_code == 200
    return app_of(client)


def test_r10_the_link_is_used_up_by_the_set_up(invited):
    link = link_in(mail.outbox[-1])
    invited.get(APP)
    invited.post(APP, {"code": code_of(invited)})
    assert Invitation.objects.get().used_at is not None
    assert invited.get(link).status_code == 410


def test_r10_a_link_used_in_another_window_sets_up_no_second_first_factor(invited):
    invited.get(APP)
    Invitation.objects.update(used_at=MONDAY)
    assert invited.post(APP, {"code": code_of(invited)}).url == OVERVIEW
    assert factors.confirmed(user_of(invited)) == []


def test_r10_a_foreign_link_opens_nothing(invited, sign_in):
    other = sign_in()
    response = other.get(link_in(mail.outbox[-1]))
    assert response.status_code == 410
    assert "anderes Konto" in text_of(response)
    assert other.get(APP).url == OVERVIEW


def test_r10_links_are_not_mailed_without_end(reader):
    answers = [reader.post("/konto/zweiter-faktor/link/").status_code for _try in range(6)]
    assert answers == [302] * 5 + [429]


def test_r10_the_link_alone_without_the_password_leads_to_the_sign_in(invited):
    response = Client().get(link_in(mail.outbox[-1]))
    assert response.status_code == 302
    assert response.url.startswith("/anmelden/")


def test_r10_another_factor_needs_a_fresh_proof_of_the_first(enrolled, at_monday):
    assert enrolled.get(APP).url.startswith(PROVE)
    prove(enrolled)
    assert enrolled.get(APP).status_code == 200
    at_monday.shift(dt.timedelta(minutes=11))
    assert enrolled.get(APP).url.startswith(PROVE)


def test_f43_a_recovery_code_opens_once_and_is_told_by_mail(enrolled, django_capture_on_commit_callbacks):
    code = RecoveryCodes.issue(user_of(enrolled))[0]
    page = text_of(enrolled.get(f"{PROVE}?notfallcode=1"))
    assert "Notfallcode" in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = enrolled.post(f"{PROVE}?notfallcode=1", {"code": code.upper().replace("-", " ")}, follow=True)
    assert "Sie haben noch 9 Notfallcodes." in text_of(answer)
    assert mail.outbox[-1].subject == "Ein Notfallcode ist benutzt"
    again = Client()
    again.force_login(user_of(enrolled))
    assert again.post(PROVE, {"code": code}).status_code == 200


def test_r13_a_removed_factor_ends_access_at_the_next_request(enrolled):
    prove(enrolled)
    AuthenticatorApp.new(user_of(enrolled))
    assert enrolled.get(OVERVIEW).status_code == 200
    factor_actions.remove_all(user_of(enrolled), by=None)
    assert enrolled.get("/faelle/").status_code in {302, 404}
    assert enrolled.get(CODES).url.startswith(PROVE)


def test_the_last_factor_stays_with_whoever_needs_one(sign_in):
    client = sign_in(editor=True)
    url = f"/konto/zweiter-faktor/app/{app_of(client).pk}/entfernen/"
    assert "Ihr letzter zweiter Faktor" in text_of(client.post(url, follow=True))
    assert app_of(client)


def test_a_reader_may_go_without_again(enrolled, django_capture_on_commit_callbacks):
    prove(enrolled)
    RecoveryCodes.issue(user_of(enrolled))
    url = f"/konto/zweiter-faktor/app/{app_of(enrolled).pk}/entfernen/"
    assert "auch die Notfallcodes gelten nicht mehr" in text_of(enrolled.get(url))
    with django_capture_on_commit_callbacks(execute=True):
        enrolled.post(url)
    assert factors.confirmed(user_of(enrolled)) == []
    assert mail.outbox[-1].subject == "Ihre zweiten Faktoren sind zurückgesetzt"


def test_r20_a_foreign_factor_is_not_found(enrolled, sign_in):
    prove(enrolled)
    foreign = app_of(sign_in(editor=True))
    for kind, pk in (("app", foreign.pk), ("passkey", app_of(enrolled).pk), ("app", 10**12), ("x", 1)):
        assert enrolled.post(f"/konto/zweiter-faktor/{kind}/{pk}/entfernen/").status_code == 404
    assert AuthenticatorApp.objects.filter(pk=foreign.pk).exists()


def test_r45_each_step_is_an_event(invited):
    invited.get(APP)
    invited.post(APP, {"code": "000000"})
    with time_machine.travel(MONDAY + dt.timedelta(seconds=40), tick=False):
        invited.post(APP, {"code": code_of(invited)})
        invited.post(CODES)
    found = list(AuditEvent.objects.exclude(action="audit.begin").values_list("action", flat=True))
    assert found == ["factor.link", "factor.added", "factor.proved", "factor.codes"]


@pytest.mark.parametrize("keys", [[], ["kaputt"]])
def test_r38_without_keys_the_factor_answers_503_and_the_rest_works(enrolled, settings, keys):
    settings.PORTAL_FIELD_KEYS = keys
    response = enrolled.post(PROVE, {"code": "123456"})
    assert response.status_code == 503
    assert "Schlüssel für verschlüsselte Daten" in text_of(response)
    assert enrolled.get("/").status_code == 200


def test_the_passkey_steps_refuse_nonsense(enrolled):
    for body in ("", "[]", "null", '{"credential": 1}', '{"credential": {"id": "x"}}', "\x00", '{"credential":' * 400):
        for step in ("pruefen/", "pruefen/fertig/"):
            response = enrolled.post(f"/konto/zweiter-faktor/passkey/{step}", body, content_type="application/json")
            assert response.status_code in ({200} if step == "pruefen/" else {400}), body
    assert enrolled.get("/konto/zweiter-faktor/passkey/pruefen/").status_code == 405


def test_demo_codes_open_what_is_restricted(db, settings, capsys):
    settings.DEBUG = True
    call_command("setup_portal", verbosity=0)
    user = accounts.create_accounts()["swantje.brodersen@rebental.example"]
    client = Client()
    client.force_login(user)
    capsys.readouterr()
    call_command("demo_code", user.email)
    code = capsys.readouterr().out.strip()
    assert prove(client, code, next="/cms/").url == "/cms/"
    assert client.get("/cms/").status_code == 200


def test_demo_codes_are_for_development_and_demo_accounts_only(db, settings):
    with pytest.raises(CommandError):
        call_command("demo_code", "swantje.brodersen@rebental.example")
    settings.DEBUG = True
    with pytest.raises(CommandError):
        call_command("demo_code", "person@example.org")
