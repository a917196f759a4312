"""R20, R2: every address of sheets, notices and conflicts, for somebody who has nothing to do with the case."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.referrals import alignment_urls
from tests.cases.factories import signed_in
from tests.cases.referrals.sharing import events, shared, url, with_goal

pytestmark = pytest.mark.django_db
OF_REFERRALS = [each for each in alignment_urls.urlpatterns if "uuid:pk" in str(each.pattern)]
NAMES = [each.name for each in OF_REFERRALS]
# A nonce, a clock, an id of the request.
PER_REQUEST = {"Set-Cookie", "Content-Security-Policy", "Expires", "X-Request-ID"}
POSTED = {"version": 1, "text": "x", "kennung": str(uuid.uuid4())}


def addresses(name: str, referral: object, goal: object) -> str:
    if name == "copy":
        return url(name, referral, "uebergabe", goal)
    converters = next(each for each in OF_REFERRALS if each.name == name).pattern.converters
    return url(name, referral, *([goal] if "goal" in converters else []))


def answer(client: Client, method: str, page: str) -> tuple[int, int, dict[str, str], int]:
    with CaptureQueriesContext(connection) as queries:
        response = client.post(page, POSTED) if method == "POST" else client.get(page)
    headers = {name: value for name, value in response.items() if name not in PER_REQUEST}
    return response.status_code, len(response.content), headers, len(queries)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", NAMES)
def test_r20_what_is_somebody_elses_answers_as_what_does_not_exist(county, name, method):
    referral = shared(county)
    goal = with_goal(county, referral)
    client = signed_in(county.other)
    foreign, missing = addresses(name, referral, goal), addresses(name, uuid.uuid4(), goal)
    answer(client, method, missing)
    before = len(events("cases.refused"))
    found = answer(client, method, foreign)
    assert found == answer(client, method, missing)
    assert found[0] in {404, 405}
    assert len(events("cases.refused")) == (before + 2 if found[0] == 404 else before)


@pytest.mark.parametrize("name", NAMES)
def test_r2_without_the_second_factor_every_address_asks_for_it_first(county, name):
    referral = shared(county)
    goal = with_goal(county, referral)
    client = Client()
    client.force_login(county.ayla)
    page = addresses(name, referral, goal)
    for response in (client.get(page), client.post(page, POSTED)):
        assert response.status_code in {302, 405}
        if response.status_code == 302:
            assert "zweiter-faktor" in response["Location"] or "bestaetigen" in response["Location"]


@pytest.mark.parametrize("name", ["dropout", "conflict_new", "settlement", "alignment"])
def test_r44_pages_are_not_stored_and_know_no_etag(county, name):
    referral = shared(county)
    response = signed_in(county.ayla).get(addresses(name, referral, referral))
    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response
