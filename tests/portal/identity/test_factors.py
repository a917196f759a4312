"""Second factors: each code once, wrong ones wait longer and longer, nothing of use to who reads the database."""

import datetime as dt
import threading

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import RequestFactory

from portal.identity import factor_actions, factors
from portal.identity.session_store import SessionStore
from portal.models import AuditEvent, AuthenticatorApp, RecoveryCode, RecoveryCodes
from tests import factories

NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def user(db):
    return factories.UserFactory()


@pytest.fixture
def app(user):
    app = AuthenticatorApp.new(user, "Handy")
    app.confirmed = True
    app.save()
    return app


def code_at(app: AuthenticatorApp, moment: dt.datetime) -> str:
    with time_machine.travel(moment, tick=False):
        return f"{app.clock().token():06d}"


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    request.session = SessionStore()
    request.session[SESSION_KEY] = str(user.pk)
    request.session.create()
    return request


@pytest.mark.parametrize(
    ("steps", "works"), [(-3, False), (-2, False), (-1, True), (0, True), (1, True), (2, False), (3, False)]
)
def test_r05_codes_of_one_step_before_and_after_work(app, user, steps, works):
    code = code_at(app, NOW + dt.timedelta(seconds=30 * steps))
    with time_machine.travel(NOW, tick=False):
        assert bool(factor_actions.matching(user, code)) is works


def test_r04_a_code_works_once(app, user):
    code = code_at(app, NOW)
    with time_machine.travel(NOW, tick=False):
        assert factor_actions.matching(user, code)
        assert factor_actions.matching(user, code) is None


def test_r05_a_clock_set_back_makes_no_old_code_good(app, user):
    earlier = NOW - dt.timedelta(minutes=10)
    with time_machine.travel(NOW, tick=False):
        assert factor_actions.matching(user, code_at(app, NOW))
    with time_machine.travel(earlier, tick=False):
        assert factor_actions.matching(user, code_at(app, earlier)) is None


@pytest.mark.postgres
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="rows are locked on PostgreSQL; SQLite writes one at a time"
)
@pytest.mark.django_db(transaction=True)
def test_r04_of_eight_at_once_one_succeeds():
    user = factories.UserFactory()
    app = AuthenticatorApp.new(user)
    app.confirmed = True
    app.save()
    code, results, barrier = f"{app.clock().token():06d}", [], threading.Barrier(8)

    def work() -> None:
        barrier.wait()
        results.append(factor_actions.matching(user, code) is not None)
        connection.close()

    threads = [threading.Thread(target=work) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False] * 7 + [True]


def test_r06_of_a_thousand_guesses_in_ten_minutes_few_are_looked_at(app, user, monkeypatch):
    looked = []
    honest = AuthenticatorApp.throttle_increment
    monkeypatch.setattr(
        AuthenticatorApp, "throttle_increment", lambda self, commit=True: (looked.append(1), honest(self, commit))
    )
    for number in range(1000):
        with time_machine.travel(NOW + dt.timedelta(seconds=number * 0.6), tick=False):
            factor_actions.matching(user, f"{number:06d}")
    assert len(looked) <= 12
    late = NOW + dt.timedelta(seconds=601)
    with time_machine.travel(late, tick=False):
        assert factor_actions.matching(user, code_at(app, late)) is None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 34 5x", "0" * 5000])
def test_what_is_no_code_is_refused_without_an_error(app, user, code):
    assert factor_actions.matching(user, code) is None


def test_r08_recovery_codes_are_long_stored_as_digests_and_work_once(user):
    codes = RecoveryCodes.issue(user)
    assert len(codes) == len(set(codes)) == 10
    assert all(len(code.replace("-", "")) * 5 >= 112 for code in codes)
    stored = str(list(RecoveryCode.objects.values()))
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    assert factor_actions.matching(user, codes[3].upper().replace("-", " "))
    assert factor_actions.matching(user, codes[3]) is None
    assert RecoveryCodes.objects.get(user=user).left() == 9


def test_r08_new_codes_void_those_before(user):
    with time_machine.travel(NOW, tick=False):
        first = RecoveryCodes.issue(user)
        second = RecoveryCodes.issue(user)
        assert factor_actions.matching(user, first[0]) is None
    with time_machine.travel(NOW + dt.timedelta(minutes=1)):
        assert factor_actions.matching(user, second[0])


def test_a_code_of_somebody_else_is_no_use(app, user):
    other = factories.UserFactory()
    codes = RecoveryCodes.issue(user)
    assert factor_actions.matching(other, codes[0]) is None
    assert factor_actions.matching(other, code_at(app, NOW)) is None


def test_an_app_that_was_never_confirmed_proves_nothing(user):
    app = AuthenticatorApp.new(user)
    with time_machine.travel(NOW, tick=False):
        assert factor_actions.matching(user, code_at(app, NOW)) is None


def test_r03_the_second_step_gives_the_session_a_new_key_and_kills_the_old(app, user):
    request = request_of(user)
    before = request.session.session_key
    with time_machine.travel(NOW, tick=False):
        assert factor_actions.prove(request, code_at(app, NOW))
    request.session.save()
    assert request.session.session_key != before
    assert not SessionStore().exists(before)
    assert request.session["otp_device_id"] == app.persistent_id


def test_r45_proofs_and_refusals_are_events(app, user):
    with time_machine.travel(NOW, tick=False):
        factor_actions.prove(request_of(user), "000000" if code_at(app, NOW) != "000000" else "111111")
    with time_machine.travel(NOW + dt.timedelta(minutes=1), tick=False):
        factor_actions.prove(request_of(user), code_at(app, NOW + dt.timedelta(minutes=1)))
    assert list(AuditEvent.objects.exclude(action="audit.begin").values_list("action", "outcome", "actor_id")) == [
        ("factor.refused", "refused", user.pk),
        ("factor.proved", "done", user.pk),
    ]


@pytest.mark.parametrize(("minutes", "recent"), [(0, True), (9.9, True), (10.1, False), (-1, False)])
def test_r11_a_proof_is_fresh_for_ten_minutes(app, user, minutes, recent):
    request = request_of(user)
    with time_machine.travel(NOW, tick=False):
        factor_actions.prove(request, code_at(app, NOW))
    with time_machine.travel(NOW + dt.timedelta(minutes=minutes), tick=False):
        assert factors.is_recent(request, 600) is recent


def test_the_qr_code_says_what_an_app_needs(app, user):
    address = factors.setup_address(app)
    assert address.startswith("otpauth://totp/Kooperationsportal")
    assert f"secret={app.seed}" in address
    assert factors.spelled_seed(app).replace(" ", "").upper() == app.seed
    picture = factors.setup_picture(app)
    assert picture.startswith("<svg")
    assert "<title>QR-Code" in picture
    assert app.seed not in picture
