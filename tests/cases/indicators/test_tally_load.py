"""Twenty people tally at once: nothing is lost, nothing counts twice, nobody gets an error. The figures are in make bench."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from cases.access import actor
from cases.indicators import tally_actions
from cases.models import Tally
from directory.models import Site
from portal.identity.auth import OrganisationRole
from tests import factories
from tests.cases.factories import member

PEOPLE, EACH = 20, 5


def tapping(secret: str, keys: list[uuid.UUID]) -> list[int]:
    """Each stroke is sent twice, as after a network that was away."""
    browser = Client(raise_request_exception=False)
    browser.cookies["strichliste"] = secret
    try:
        return [
            browser.post(
                "/strichliste/",
                {"strich": key, "thema": "arbeit", "form": "beratung"},
                headers={"sec-fetch-mode": "cors"},
            ).status_code
            for key in keys
            for _twice in range(2)
        ]
    finally:
        connection.close()


def counted() -> int:
    try:
        return int(Tally.objects.unrestricted().count())
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_f62_twenty_people_at_once_lose_nothing_and_get_no_error(
    portal: None, shared_database: Callable[[], None]
) -> None:
    carrier = factories.OrganisationFactory()
    no_site: Site | None = None
    secrets = []
    for _each in range(PEOPLE):
        advisor = member(carrier, OrganisationRole.CASEWORKER)
        secrets.append(tally_actions.open_tally(organisation=carrier, site=no_site, by=actor(advisor))[1])
    shared_database()
    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(pool.map(lambda secret: tapping(secret, [uuid.uuid4() for _each in range(EACH)]), secrets))
        total = pool.submit(counted).result()
    assert {status for one in answers for status in one} == {200}
    assert total == PEOPLE * EACH
