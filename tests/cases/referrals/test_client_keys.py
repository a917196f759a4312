"""The client's own key: no account, no name, constant answers, a second piece before anything changes (F71, R67)."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.access import actor
from cases.models import ClientKey, Withdrawal
from cases.referrals import client_keys, words
from portal.models import AuditEvent, Session
from tests.cases.factories import County, seen_by, signed_in

ENTER = "/meine-einwilligung/"
OVERVIEW = "/meine-einwilligung/uebersicht/"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.PORTAL_DATA_DIR = tmp_path


def issued(county: County, record, language: str = "ar") -> str:
    return client_keys.issue_key(record=record, language=language, by=actor(county.ayla))


def opened(secret: str, **more) -> Client:
    client = Client()
    answer = client.post(ENTER, {"code": secret, **more})
    assert answer.status_code == 302, answer.content.decode()[-900:]
    return client


def text_of(response) -> str:
    return response.content.decode()


def test_r67_the_secret_has_128_bits_and_is_kept_as_a_digest(county):
    record = county.record()
    secrets = {issued(county, record) for _time in range(20)}
    assert len(secrets) == 20
    assert all(len(one) * 5 >= 128 and set(one) <= set(client_keys.SIGNS) for one in secrets)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_clientkey")
        stored = str(cursor.fetchall())
    assert not any(one in stored for one in secrets)


def test_f71_it_shows_who_may_have_what_for_what_until_when_and_nobody_s_name(county):
    consent = county.consent(county.record())
    page = text_of(opened(issued(county, consent.record)).get(OVERVIEW))
    arabic = words.of("ar")
    for shown in (
        county.sozialwerk.name,
        county.jobcenter.name,
        arabic.purposes["first_talk"].label,
        f"{consent.last_day:%d.%m.%Y}",
    ):
        assert shown in page
    assert all(arabic.categories[kind] in page for kind in ("concern", "identity", "contact"))
    for secret in ("Azadi", "Nazanin", "1991", "Pflegehilfe", str(consent.record_id)):
        assert secret not in page
    assert 'lang="ar" dir="rtl"' in page


def test_f71_the_language_can_be_changed_and_stays(county):
    client = opened(issued(county, county.record()))
    assert words.of("tr").page.title in text_of(client.get(OVERVIEW, {"sprache": "tr"}))
    assert words.of("tr").page.title in text_of(client.get(OVERVIEW))
    assert words.of("uk").page.title in text_of(Client().get(ENTER, {"sprache": "uk"}))
    assert words.of("de").page.title in text_of(Client().get(ENTER, {"sprache": "../x"}))


def test_f71_the_code_is_read_however_it_is_typed(county):
    secret = issued(county, county.record())
    grouped = " - ".join(secret[place : place + 4].lower() for place in range(0, 28, 4))
    opened(grouped)
    opened(secret.replace("O", "0").replace("I", "1").replace("B", "8"))


def test_r67_the_secret_leaves_the_address_at_once(county, caplog):
    secret, client = issued(county, county.record()), Client()
    answer = client.get(f"{ENTER}{secret}/")
    assert answer.status_code == 302
    assert answer["Location"] == OVERVIEW
    assert secret not in caplog.text
    assert "no-store" in client.get(OVERVIEW)["Cache-Control"]
    assert secret not in str([row.get_decoded() for row in Session.objects.all()])


def test_r67_every_wrong_code_gets_the_same_answer(county):
    record = county.record()
    void, good = issued(county, record), issued(county, record)
    assert ClientKey.objects.unrestricted().get(voided_at=None).digest == client_keys.digest(good)
    answers, counts = [], []
    for wrong in (void, "A" * 28, "falsch", "", "x" * 5000, f"{good[:-1]}{'A' if good[-1] != 'A' else 'B'}"):
        with CaptureQueriesContext(connection) as queries:
            client = Client()
            client.cookies["csrftoken"] = "a" * 32
            answers.append(client.post(ENTER, {"code": wrong}))
        counts.append(len(queries))
    assert {answer.status_code for answer in answers} == {422}
    assert {len(answer.content) for answer in answers} == {len(answers[0].content)}
    assert len(set(counts[1:])) == 1
    assert AuditEvent.objects.filter(action="cases.key.refused", details__reason="code").count() == len(answers)


def test_r67_codes_are_tried_only_so_often(county):
    secret, client = issued(county, county.record()), Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        statuses = [client.post(ENTER, {"code": f"falsch {number}"}).status_code for number in range(22)]
        assert statuses[:20] == [422] * 20
        assert statuses[20:] == [429] * 2
        assert client.post(ENTER, {"code": secret}).status_code == 429
        clock.shift(dt.timedelta(minutes=16))
        assert client.post(ENTER, {"code": secret}).status_code == 302


def withdraw(client: Client, consent="all", year="1991"):
    return client.post(OVERVIEW, {"consent": consent if isinstance(consent, str) else str(consent.pk), "year": year})


def test_f71_the_client_withdraws_one_and_gets_a_receipt(county):
    referral = county.sent()
    consent = referral.record.consents.unrestricted().get()
    county.consent(referral.record, purpose="benefits")
    client = opened(issued(county, referral.record))
    answer = withdraw(client, consent)
    assert answer["Location"] == "/meine-einwilligung/fertig/"
    withdrawal = Withdrawal.objects.get()
    assert (withdrawal.consent, withdrawal.way, withdrawal.by) == (consent, "client", None)
    assert not seen_by(county.tomasz, referral)
    receipt = text_of(client.get(answer["Location"]))
    assert words.of("ar").page.done in receipt
    assert county.jobcenter.name in receipt
    page = text_of(client.get(OVERVIEW))
    assert words.of("ar").purposes["benefits"].label in page
    assert words.of("ar").purposes["first_talk"].label not in page


def test_f71_or_all_of_them(county):
    record = county.record()
    county.consent(record)
    county.consent(record, purpose="benefits")
    client = opened(issued(county, record))
    withdraw(client)
    assert Withdrawal.objects.filter(way="client").count() == 2
    assert words.of("ar").page.nothing_held in text_of(client.get(OVERVIEW))


def test_r67_a_consent_of_somebody_else_cannot_be_named(county):
    theirs = county.consent(county.record())
    record = county.record()
    county.consent(record)
    withdraw(opened(issued(county, record)), theirs)
    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize("year", ["1990", "", "19911", "neunzehn", "1991-03-14"])
def test_r67_a_wrong_year_changes_nothing(county, year):
    record = county.record()
    county.consent(record)
    answer = withdraw(opened(issued(county, record)), year=year)
    assert answer.status_code == 422
    assert words.of("ar").page.wrong_answer in text_of(answer)
    assert not Withdrawal.objects.exists()
    assert AuditEvent.objects.filter(action="cases.key.refused", details__reason="year").count() == 1


@pytest.mark.parametrize("numbers", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"], ids=["arabic", "persian"])
def test_f71_year_and_code_may_be_typed_in_the_digits_of_ones_own_script(county, numbers):
    record = county.record()
    county.consent(record)
    own = str.maketrans("0123456789", numbers)
    assert withdraw(opened(issued(county, record).translate(own)), year="1991".translate(own)).status_code == 302
    assert Withdrawal.objects.count() == 1


def test_r67_the_year_is_tried_only_so_often_whoever_asks(county):
    record = county.record()
    county.consent(record)
    secret = issued(county, record)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert [withdraw(opened(secret), year="1900").status_code for _time in range(6)] == [422] * 5 + [429]
        assert withdraw(opened(secret)).status_code == 429
        clock.shift(dt.timedelta(minutes=61))
        assert withdraw(opened(secret)).status_code == 302


def test_f71_printed_again_the_old_one_is_void_even_while_open(county):
    record = county.record()
    county.consent(record)
    client = opened(issued(county, record))
    issued(county, record)
    assert client.get(OVERVIEW)["Location"] == ENTER
    assert withdraw(client)["Location"] == ENTER
    assert not Withdrawal.objects.exists()


def test_f71_after_a_quarter_of_an_hour_or_on_leaving_it_closes(county):
    record = county.record()
    secret = issued(county, record)
    client = opened(secret)
    client.post("/meine-einwilligung/verlassen/")
    assert client.get(OVERVIEW)["Location"] == ENTER
    client = opened(secret)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=15, seconds=2)):
        assert client.get(OVERVIEW)["Location"] == ENTER


def test_f71_every_use_is_in_the_trail(county):
    record = county.record()
    county.consent(record)
    client = opened(issued(county, record))
    client.get(OVERVIEW)
    withdraw(client)
    used = AuditEvent.objects.filter(action="cases.key.use").order_by("pk")
    assert [event.details for event in used] == [
        {"record": str(record.pk), "step": step} for step in ("open", "view", "withdraw")
    ]
    assert ClientKey.objects.unrestricted().get().used_at


def test_f71_what_is_over_is_not_shown(county):
    record = county.record()
    consent = county.consent(record)
    with time_machine.travel(consent.valid_until, tick=False):
        page = text_of(opened(issued(county, record)).get(OVERVIEW))
        assert words.of("ar").page.nothing_held in page


def test_f71_the_caseworker_prints_it_with_the_consent_or_alone_and_voids_it(county):
    consent = county.consent(county.record())
    client, issue = signed_in(county.ayla), reverse("cases:key_issue", args=[consent.record_id])
    assert client.get(issue).context["form"].initial["paper"] == str(consent.pk)
    for paper in (str(consent.pk), "key"):
        answer = client.post(issue, {"paper": paper, "language": "ar"})
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Disposition"] in {
            'attachment; filename="Einwilligung.pdf"',
            'attachment; filename="Schluessel.pdf"',
        }
    assert client.post(issue, {"paper": "alles", "language": "ar"}).status_code == 422
    keys = ClientKey.objects.unrestricted()
    assert keys.filter(voided_at=None).count() == 1
    client.post(reverse("cases:key_void", args=[consent.record_id]))
    assert not keys.filter(voided_at=None).exists()
    assert AuditEvent.objects.filter(action="cases.key.issue").count() == 2
    assert AuditEvent.objects.filter(action="cases.key.void").count() == 2


def test_f71_the_page_is_open_without_sign_in_and_shows_no_menu(county):
    page = Client().get(ENTER)
    assert page.status_code == 200
    assert "/faelle/" not in text_of(page)
    assert "Vereinbarungen" not in text_of(page)
    assert not Session.objects.exists()
