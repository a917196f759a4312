"""One date of an event is moved, cancelled or restored by those who keep it."""

import datetime as dt

import pytest

from pages.events.dates import date_of
from pages.models.events import date_changed
from portal.models import AuditEvent
from tests import factories
from tests.factories import berlin, event_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = dt.date(2026, 11, 24)


@pytest.fixture
def host():
    return factories.OrganisationFactory(name="Sozialwerk Rebental")


@pytest.fixture
def series(host):
    return event_page("Runde", "2026-11-03 13:00", recurrence="FREQ=WEEKLY;UNTIL=20270629", hosts=[host])


@pytest.fixture
def keeper(sign_in, host):
    client = sign_in(verified=True)
    factories.MembershipFactory(user_id=client.session["_auth_user_id"], organisation=host, role="contact_maintainer")
    return client


@pytest.fixture
def told():
    heard = []

    def hear(date, before):
        heard.append((before.starts_at, date.starts_at))

    date_changed.add(hear)
    yield heard
    date_changed.remove(hear)


def address(page, what, day=DAY):
    return f"/kalender/termin/{page.pk}/{day.isoformat()}/{what}/"


MOVE = {"tag": "26.11.2026", "beginn": "15:00", "ende": "17:00", "ort": "Rathaus", "hinweis": "Der Saal war vergeben."}


def post_move(client, series, **changes):
    """As a browser does, with the state that the form was opened with."""
    page = client.get(address(series, "verlegen")).content.decode()
    state = page.split('name="stand" value="')[1].split('"')[0]
    return client.post(address(series, "verlegen"), {**MOVE, **changes, "stand": state}, follow=True)


def test_f29_the_host_moves_one_date_and_others_hear_of_it(keeper, series, reader, told):
    response = post_move(keeper, series)
    assert "Der Termin ist geändert." in response.content.decode()
    row = date_of(series, DAY)
    assert (row.starts_at, row.ends_at, row.sequence) == (berlin("2026-11-26 15:00"), berlin("2026-11-26 17:00"), 1)
    assert told == [(berlin("2026-11-24 13:00"), berlin("2026-11-26 15:00"))]
    page = reader.get(f"{series.url}{DAY}/").content.decode()
    assert "Verlegt: geplant war Dienstag, 24. November." in page
    assert "Rathaus" in page
    event = AuditEvent.objects.get(action="event.moved")
    assert event.details == {"day": "2026-11-24"}
    # The same once more changes nothing and tells nobody.
    post_move(keeper, series)
    assert len(told) == 1


def test_f29_a_cancelled_date_says_why_and_can_take_place_after_all(keeper, series, reader):
    assert "Bitte geben Sie einen Grund an." in keeper.post(address(series, "absagen"), {"grund": " "}).content.decode()
    keeper.post(address(series, "absagen"), {"grund": "Die Moderation ist <erkrankt>."})
    page = reader.get(f"{series.url}{DAY}/").content.decode()
    assert "Dieser Termin fällt aus." in page
    assert "Die Moderation ist &lt;erkrankt&gt;." in page
    assert date_of(series, DAY).sequence == 1
    assert "Findet der Termin doch statt?" in keeper.get(address(series, "stattfinden")).content.decode()
    keeper.post(address(series, "stattfinden"))
    row = date_of(series, DAY)
    assert (row.is_cancelled, row.cancel_reason, row.sequence) == (False, "", 2)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ende": "14:00"}, "Das Ende liegt vor dem Beginn."),
        ({"tag": "28.03.2027", "beginn": "02:30", "ende": "04:00"}, "weil die Uhren umgestellt werden"),
        ({"tag": "25.10.2026", "beginn": "02:30", "ende": "04:00"}, "weil die Uhren umgestellt werden"),
        ({"tag": "morgen"}, "Bitte den Tag so schreiben"),
        ({"tag": "24.11.9999"}, "zwischen 2000 und 2100"),
        ({"beginn": ""}, "Bitte geben Sie an, wann es beginnt."),
        ({"ort": "x" * 201}, "höchstens 200"),
    ],
)
def test_f29_times_that_cannot_be_are_refused_and_what_was_typed_stays(keeper, series, changes, said):
    response = keeper.post(address(series, "verlegen"), {**MOVE, **changes})
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert "Der Saal war vergeben." in page
    assert date_of(series, DAY).sequence == 0


def test_r57_whoever_saves_second_sees_both_versions(keeper, series):
    page = keeper.get(address(series, "verlegen")).content.decode()
    state = page.split('name="stand" value="')[1].split('"')[0]
    keeper.post(address(series, "verlegen"), {**MOVE, "stand": state})
    response = keeper.post(address(series, "verlegen"), {**MOVE, "beginn": "16:00", "stand": state})
    assert response.status_code == 409
    assert date_of(series, DAY).starts_at == berlin("2026-11-26 15:00")


@pytest.mark.parametrize("what", ["verlegen", "absagen", "stattfinden"])
def test_r12_only_those_who_keep_the_event_change_it(what, series, reader, sign_in, host):
    assert reader.get(address(series, what)).status_code == 403
    stranger = sign_in(verified=True)
    factories.MembershipFactory(user_id=stranger.session["_auth_user_id"], role="contact_maintainer")
    assert stranger.post(address(series, what), MOVE).status_code == 403
    assert "Termin pflegen" not in stranger.get(series.url).content.decode()
    unproved = sign_in(verified=False)
    factories.MembershipFactory(user_id=unproved.session["_auth_user_id"], organisation=host, role="contact_maintainer")
    assert unproved.post(address(series, what), MOVE).status_code == 302
    assert date_of(series, DAY).sequence == 0


@pytest.mark.parametrize("what", ["verlegen", "absagen", "stattfinden"])
def test_f29_a_day_without_a_date_has_nothing_to_change(what, series, editor):
    for day in ("2026-11-25", "2026-02-30", "unsinn", "2030-01-01"):
        assert editor.get(f"/kalender/termin/{series.pk}/{day}/{what}/").status_code == 404
    assert editor.get(f"/kalender/termin/987654/2026-11-24/{what}/").status_code == 404


def test_f29_a_date_the_series_has_given_up_does_not_come_back(keeper, series):
    row = date_of(series, dt.date(2027, 6, 29))
    series.recurrence = "FREQ=WEEKLY;UNTIL=20270622"
    series.save_revision().publish()
    response = keeper.post(address(series, "stattfinden", row.day), follow=True)
    assert "Diesen Termin sieht die Reihe nicht mehr vor." in response.content.decode()
    row.refresh_from_db()
    assert row.is_cancelled
