"""The invented county's directory: large enough to try everything, loaded once."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.utils import timezone

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

TODAY = timezone.localdate()


@pytest.fixture
def county(portal):
    accounts.create_organisations()
    loading.load()


def test_the_county_has_all_that_can_be_tried(county):
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


def test_what_it_says_is_valid(county):
    for model in (Organisation, Person, Position, Municipality, Service, ContactList):
        for one in model.objects.all():
            one.full_clean()
    for one in Coverage.objects.select_related("municipality", "service"):
        one.full_clean()


def test_it_has_one_gap_and_no_overlap(county):
    found = list(coverage_faults(TODAY, TODAY + dt.timedelta(365)))
    assert [(fault.municipality.name, fault.service.slug, fault.stretch.is_gap) for fault in found] == [
        ("Wengertsheim", "anerkennung", True)
    ]


def test_accounts_are_the_people_they_belong_to(portal, settings):
    settings.DEBUG = True
    call_command("load_demo", verbosity=0)
    person = Person.objects.get(user__email="lena.wolfart@rebental.example")
    assert str(person) == "Lena Wolfart"
    assert Person.objects.filter(user__isnull=False).count() == 24
    before = Organisation.objects.count(), Position.objects.count()
    call_command("load_demo", verbosity=0)
    assert (Organisation.objects.count(), Position.objects.count()) == before


def test_numbers_are_those_kept_for_invented_people(county):
    for one in Position.objects.exclude(phone=""):
        assert one.phone.as_e164.startswith("+496990009")
