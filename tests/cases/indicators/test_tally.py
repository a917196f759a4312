"""F62, R42: one tap each, undone with one; a grant for a page and a day; nobody is in a stroke, and nobody else sees who tallied."""

import datetime as dt
import uuid
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from cases.access import actor
from cases.indicators import tally_actions
from cases.models import Tally, TallyGrant
from portal.models import AuditEvent
from tests.cases.factories import member, signed_in
from tests.cases.indicators.carriers import TODAY

pytestmark = pytest.mark.django_db
SCRIPT = {"sec-fetch-mode": "cors"}


def tap(form="beratung", topic="arbeit", **fields):
    return {"strich": uuid.uuid4(), "tag": TODAY.isoformat(), "thema": topic, "form": form, **fields}


def strokes():
    return Tally.objects.unrestricted()


def test_f62_a_tap_counts_without_script_and_is_taken_back_with_one(carriers):
    browser = carriers.open_tally()
    answer = browser.post("/strichliste/", tap())
    assert answer.status_code == 200 and "Arbeit und Ausbildung, Beratung" in answer.content.decode()
    row = strokes().get()
    assert (row.topic, row.form, row.day, row.organisation) == ("arbeit", "beratung", TODAY, carriers.sozialwerk)
    assert browser.post("/strichliste/zurueck/", {"strich": row.pk}).status_code == 302
    assert not strokes().exists()


def test_f62_a_networking_talk_is_one_tap(carriers):
    carriers.open_tally().post("/strichliste/", tap("kind:behoerden", ""))
    row = strokes().get()
    assert (row.talk, row.topic, row.form) == ("networking", "", "behoerden")


def test_f62_what_is_sent_twice_counts_once(carriers):
    browser, sent = carriers.open_tally(), tap()
    answers = [browser.post("/strichliste/", sent, headers=SCRIPT).json() for _each in range(3)]
    assert [one["count"] for one in answers] == [1, 1, 1]
    assert strokes().count() == 1


def test_f62_the_grant_opens_the_tally_and_nothing_else(carriers):
    browser = carriers.open_tally()
    assert browser.get("/strichliste/").status_code == 200
    for address in ("/kennzahlen/", "/kennzahlen/strichliste/tag/", "/kennzahlen/strichliste/fall/", "/konto/", "/"):
        answer = browser.get(address)
        assert answer.status_code == 302 and answer.url.startswith("/anmelden/"), address


def test_f62_without_a_grant_the_page_leads_to_signing_in(carriers):
    assert Client().get("/strichliste/").url == f"/anmelden/?next={reverse('indicators:tally')}"
    assert signed_in(carriers.ayla).get("/strichliste/").url == reverse("indicators:tally")
    assert Client().post("/strichliste/", tap(), headers=SCRIPT).status_code == 403
    assert not strokes().exists()


def test_f62_the_secret_is_stored_nowhere(carriers):
    browser = carriers.open_tally()
    secret = browser.cookies["strichliste"].value
    grant = TallyGrant.objects.unrestricted().get()
    assert secret not in {grant.digest, str(grant.pk)} and len(secret) >= 43


def test_f62_the_cookie_is_for_this_browser_and_this_day(carriers):
    browser = signed_in(carriers.ayla)
    browser.post(reverse("indicators:tally"), {"ort": str(carriers.sozialwerk.pk)})
    cookie = browser.cookies["strichliste"]
    assert cookie["httponly"] and cookie["samesite"] == "Strict"
    assert "23 Nov 2026 23:00:0" in cookie["expires"], "midnight in Berlin"


def test_f62_the_grant_ends_at_midnight_in_berlin(carriers, clock):
    browser = carriers.open_tally()
    clock.move_to(dt.datetime(2026, 11, 23, 22, 59, 59, tzinfo=dt.UTC))
    assert browser.post("/strichliste/", tap(), headers=SCRIPT).status_code == 200
    clock.move_to(dt.datetime(2026, 11, 23, 23, 0, tzinfo=dt.UTC))
    assert browser.post("/strichliste/", tap(), headers=SCRIPT).status_code == 403
    assert strokes().count() == 1


def test_f62_the_grant_ends_by_its_button(carriers):
    browser = carriers.open_tally()
    secret = browser.cookies["strichliste"].value
    assert "beendet" in browser.post("/strichliste/beenden/").content.decode()
    browser.cookies["strichliste"] = secret
    assert browser.get("/strichliste/").status_code == 302


@pytest.mark.parametrize("loss", ["account", "role"])
def test_r24_the_grant_ends_with_the_account_and_the_role(carriers, loss):
    browser = carriers.open_tally()
    if loss == "account":
        carriers.ayla.is_active = False
        carriers.ayla.save()
    else:
        carriers.ayla.memberships.all().delete()
    assert browser.post("/strichliste/", tap(), headers=SCRIPT).status_code == 403


def test_f62_only_one_s_own_strokes_are_taken_back(carriers):
    other = member(carriers.sozialwerk)
    mine = carriers.stroke()
    browser = carriers.open_tally(other)
    browser.post("/strichliste/zurueck/", {"strich": mine.pk}, headers=SCRIPT)
    browser.post("/strichliste/zurueck/", {"strich": "quatsch", "gezaehlt": "quatsch"}, headers=SCRIPT)
    assert strokes().filter(pk=mine.pk).exists()
    assert str(mine.pk) not in browser.get("/strichliste/").content.decode()


def test_f62_strokes_of_yesterday_are_not_taken_back(carriers, clock):
    mine = carriers.stroke()
    clock.shift(dt.timedelta(days=1))
    assert not tally_actions.undo_stroke(pk=mine.pk, place=carriers.place())


def test_f62_nobody_else_sees_who_tallied(carriers, clock):
    carriers.stroke()
    assert not AuditEvent.objects.filter(action__startswith="indicators.tally", actor_id=carriers.ayla.pk).exists()
    for user in (carriers.jonas, carriers.mirko, carriers.birgit):
        assert not Tally.objects.for_actor(actor(user)).exists()
    assert strokes().filter(by=carriers.ayla).exists(), "today one can still take it back"
    clock.shift(dt.timedelta(days=1))
    call_command("close_periods", verbosity=0)
    assert strokes().count() == 1 and not strokes().filter(by__isnull=False).exists()


def test_r42_a_stroke_has_no_room_for_a_person():
    texts = {
        field.name: field.max_length
        for field in Tally._meta.concrete_fields
        if field.get_internal_type() == "CharField"
    }
    assert set(texts) == {"talk", "counts"}, "free text would sooner or later hold a name"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"thema": ""}, "zuerst das Thema"),
        ({"thema": "erfunden"}, "aus der Liste"),
        ({"form": "erfunden"}, "aus der Liste"),
        ({"form": "kind:erfunden"}, "aus der Liste"),
        ({"form": ""}, ""),
        ({"strich": "keiner"}, ""),
        ({"tag": "2026-11-24"}, "anderen Tag"),
        ({"tag": "2026-11-22"}, "anderen Tag"),
        ({"aktenzeichen": "A 17"}, "Person"),
        ({"zaehlt": "katze"}, ""),
    ],
)
def test_f62_nonsense_is_refused_in_words(carriers, fields, said):
    for headers in (SCRIPT, {}):
        answer = carriers.open_tally().post("/strichliste/", {**tap(), **fields}, headers=headers)
        assert answer.status_code == 422
        assert said in (answer.json()["error"] if headers else answer.content.decode())
    assert not strokes().exists()


def test_f62_a_whole_day_at_once_counts_once(carriers):
    browser = signed_in(carriers.ayla)
    values = {"ort": carriers.sozialwerk.pk, "tag": "2026-11-20", "strich": uuid.uuid4()}
    values |= {"z.wohnen.beratung": "7", "n.vereine": "2"}
    for _twice in range(2):
        assert browser.post(reverse("indicators:whole_day"), values).status_code == 302
    assert sorted(strokes().values_list("topic", "form", "number", "day")) == [
        ("", "vereine", 2, dt.date(2026, 11, 20)),
        ("wohnen", "beratung", 7, dt.date(2026, 11, 20)),
    ]


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"tag": "2026-11-24"}, "tag"),
        ({"tag": "2026-02-03"}, "tag"),  # the first half-year is locked
        ({"tag": "gestern"}, "tag"),
        ({"z.wohnen.beratung": "-1"}, "z.wohnen.beratung"),
        ({"z.wohnen.beratung": "1,5"}, "z.wohnen.beratung"),
        ({"z.wohnen.beratung": "201"}, "z.wohnen.beratung"),
        ({"z.wohnen.beratung": ""}, "__all__"),
        ({"ort": "0"}, "ort"),
    ],
)
def test_f62_a_day_that_is_not_to_be_counted_is_refused_at_its_field(carriers, fields, place):
    values = {"ort": carriers.sozialwerk.pk, "tag": "2026-11-20", "strich": uuid.uuid4(), "z.wohnen.beratung": "7"}
    answer = signed_in(carriers.ayla).post(reverse("indicators:whole_day"), {**values, **fields})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [place]
    assert not strokes().exists()


def test_f62_a_site_of_another_organisation_is_no_place(carriers):
    values = {"ort": carriers.brueckenhaus.pk}
    assert signed_in(carriers.ayla).post(reverse("indicators:tally"), values).status_code == 422
    assert signed_in(carriers.tomasz).get(reverse("indicators:tally")).status_code == 403, (
        "a job centre tallies nothing"
    )


def test_f62_the_scripts_keep_nothing_in_the_browser():
    for script in Path("cases/static/cases").glob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert not any(
            word in text for word in ("localStorage", "sessionStorage", "indexedDB", "serviceWorker", "document.cookie")
        )
