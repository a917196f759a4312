"""The invented county's cases: every state, every purpose, something to do for everybody who works on cases."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from cases.access import actor
from cases.demo import loading
from cases.models import ClientRecord, Purpose, Referral, State
from directory.demo import loading as directory
from portal.demo import accounts
from portal.identity.auth import OrganisationRole
from portal.models import User
from tests.cases.factories import consent_text
from tests.loaded import for_the_file


@pytest.fixture(scope="module", autouse=True)
def county(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    with for_the_file(django_db_blocker, tmp_path_factory.mktemp("county")):
        accounts.create_accounts()
        directory.load()
        consent_text()
        loading.load()
        yield


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """What a test changes is rolled back after it."""


def test_thirty_referrals_in_all_states_between_six_organisations():
    referrals = Referral.objects.unrestricted()
    assert referrals.count() == 30
    assert set(referrals.values_list("state", flat=True)) == set(State.values)
    assert set(referrals.values_list("purpose", flat=True)) == set(Purpose.values)
    assert len({*referrals.values_list("sender", flat=True), *referrals.values_list("receiver", flat=True)}) >= 6
    assert loading.is_loaded()


def test_every_client_is_obviously_invented():
    assert all(record.last_name.startswith("Beispiel-") for record in ClientRecord.objects.unrestricted())


def test_everybody_who_works_on_cases_has_something_to_do():
    # Who is only invited cannot sign in yet.
    known = [row["email"] for row in accounts.people()]
    roles = [OrganisationRole.CASEWORKER, OrganisationRole.SUPERVISOR]
    workers = User.objects.filter(email__in=known, memberships__role__in=roles)
    assert workers
    idle = [user.email for user in workers if not Referral.objects.for_actor(actor(user)).open().exists()]
    assert idle == []
