import pytest
import time_machine

from tests import factories
from tests.cases.conftest import checker
from tests.pages.versions import compared

__all__ = ["checker"]


@pytest.fixture
def clock():
    with time_machine.travel(compared.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def reader(clock, client):
    client.force_login(factories.MembershipFactory().user)
    return client


@pytest.fixture
def page_of_two_versions(clock, db):
    page = compared.published(compared.FIRST, factories.UserFactory(editor=True))
    return compared.next_version(page, compared.SECOND, factories.UserFactory(editor=True))
