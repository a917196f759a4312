"""The invented county's directory: large enough to try everything, loaded once."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from directory.demo import loading
from directory.models import (
    Absence,
    ContactList,
    Coverage,
    Municipality,
    Organisation,
    Person,
    Position,
    Service,
    Succession,
)
from directory.models.restrictions import Visibility
from directory.responsibility.gaps import coverage_faults
from portal.demo import accounts
from tests.loaded import for_the_file

TODAY = timezone.localdate()


@pytest.fixture(scope="module", autouse=True)
def county(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    with for_the_file(django_db_blocker, tmp_path_factory.mktemp("county")):
        accounts.create_organisations()
        loading.load()
        yield


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """What a test changes is rolled back after it."""


def test_the_county_has_all_that_can_be_tried():
    assert Organisation.objects.count() >= 20
    assert Person.objects.count() >= 40
    assert Municipality.objects.valid_on(TODAY).count() == 35
    assert set(Coverage.objects.values_list("mode", flat=True)) == {"", *Coverage.Mode.values}
    assert Succession.objects.exists()
    assert any(one.is_overdue for one in Organisation.objects.all())
    assert Absence.objects.on(TODAY).filter(person__positions__deputies__isnull=False).exists()
    assert ContactList.objects.get().readers.exists()
    assert set(Position.objects.values_list("visibility", flat=True)) == set(Visibility.values)
    assert loading.is_loaded()


def test_what_it_says_is_valid():
    for model in (Organisation, Person, Position, Municipality, Service, ContactList):
        for one in model.objects.all():
            one.full_clean()
    for one in Coverage.objects.select_related("municipality", "service"):
        one.full_clean()


def test_it_has_one_gap_and_no_overlap():
    found = list(coverage_faults(TODAY, TODAY + dt.timedelta(365)))
    assert [(fault.municipality.name, fault.service.slug, fault.stretch.is_gap) for fault in found] == [
        ("Wengertsheim", "anerkennung", True)
    ]


def test_numbers_are_those_kept_for_invented_people():
    for one in Position.objects.exclude(phone=""):
        assert one.phone.as_e164.startswith("+496990009")
