"""What the database refuses, with a message that says what to do."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from directory.models import Absence, Coverage, Deputy, Mailbox, Municipality, Position, Postcode, Service, Site
from directory.models.restrictions import Visibility
from directory.upkeep import round_actions
from tests import factories

pytestmark = pytest.mark.django_db
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 6, 30)


def refused(make) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def checked(coverage: Coverage) -> Coverage:
    coverage.full_clean()
    coverage.save()
    return coverage


def test_the_database_refuses_impossible_periods_keys_and_shares():
    position = factories.PositionFactory()
    organisation = position.organisation
    refused(lambda: factories.PositionFactory(valid_from=LAST, valid_until=FIRST))
    refused(lambda: factories.PositionFactory(share=0))
    refused(lambda: factories.PositionFactory(share=101))
    refused(lambda: factories.PositionFactory(visibility=Visibility.LISTED))
    refused(lambda: factories.PositionFactory(contact_list=factories.ContactListFactory()))
    refused(lambda: Mailbox.objects.create(organisation=organisation, name="x", email="x@x.de", visibility="listed"))
    refused(lambda: Absence.objects.create(person=position.person, first_day=LAST, last_day=FIRST))
    refused(lambda: Deputy.objects.create(position=position, deputy=position))
    refused(lambda: Municipality.objects.create(ags="1234567", name="x"))
    refused(lambda: Municipality.objects.create(ags="1234567x", name="x"))
    refused(lambda: factories.MunicipalityFactory(valid_from=LAST, valid_until=FIRST))
    refused(lambda: Postcode.objects.create(municipality=factories.MunicipalityFactory(), code="7495"))
    refused(lambda: factories.CoverageFactory(valid_from=LAST, valid_until=FIRST))
    refused(lambda: Service.objects.create(name="x", slug="x", min_age=27, max_age=12))
    refused(lambda: Site.objects.create(organisation=organisation, name="x", postcode="749"))


def test_messages_are_german_and_say_what_to_do():
    with pytest.raises(ValidationError) as refusal:
        factories.MunicipalityFactory.build(ags="123", name="x").full_clean()
    assert "acht Ziffern" in str(refusal.value)
    with pytest.raises(ValidationError) as refusal:
        factories.SiteFactory.build(organisation=factories.OrganisationFactory(), hours="Mo 8 bis mittags").full_clean()
    assert "Bitte schreiben Sie es wie im Beispiel" in str(refusal.value)


def test_hours_are_kept_in_one_notation():
    site = factories.SiteFactory.build(organisation=factories.OrganisationFactory(), hours="mo bis fr 8-12 uhr")
    site.full_clean()
    assert site.hours == "Mo–Fr 8:00–12:00"


def test_languages_are_kept_in_order_and_unknown_ones_refused():
    site = factories.SiteFactory(languages=["tr", "de"])
    site.refresh_from_db()
    assert site.languages == ["de", "tr"]
    assert Site.objects.filter(languages__contains=",tr,").exists()
    site.languages = ["xx"]
    with pytest.raises(ValidationError, match="nicht bekannt"):
        site.full_clean()


def test_f18_one_person_holds_several_roles_over_time():
    person = factories.PersonFactory()
    old = factories.PositionFactory(person=person, valid_until=FIRST)
    new = factories.PositionFactory(person=person, valid_from=FIRST + dt.timedelta(1))
    second = factories.PositionFactory(person=person, role="Vorstand")
    assert set(person.positions.valid_on(FIRST)) == {old, second}
    assert set(person.positions.valid_on(LAST)) == {new, second}


def test_f19_nobody_else_becomes_responsible_on_the_same_day():
    first = factories.CoverageFactory(valid_from=FIRST, valid_until=LAST)
    same = {
        "municipality": first.municipality,
        "service": first.service,
        "organisation": factories.OrganisationFactory(),
    }
    with pytest.raises(ValidationError, match="schon"):
        checked(Coverage(**same, valid_from=LAST))
    after = checked(Coverage(**same, valid_from=LAST + dt.timedelta(1)))
    assert list(Coverage.objects.covering(first.municipality).valid_on(LAST)) == [first]
    assert list(Coverage.objects.covering(first.municipality).valid_on(LAST + dt.timedelta(1))) == [after]


def test_target_groups_may_have_different_organisations():
    first = factories.CoverageFactory()
    from directory.models import TargetGroup

    families, singles = (TargetGroup.objects.create(name=name) for name in ("Familien", "Alleinstehende"))
    first.target_group = families
    checked(first)
    same = {"municipality": first.municipality, "service": first.service, "organisation": first.organisation}
    checked(Coverage(**same, target_group=singles))
    with pytest.raises(ValidationError, match="schon"):
        checked(Coverage(**same))


def test_site_contact_and_mailbox_are_of_the_organisation():
    foreign = factories.PositionFactory()
    coverage = factories.CoverageFactory.build(
        municipality=factories.MunicipalityFactory(),
        service=factories.ServiceFactory(),
        organisation=factories.OrganisationFactory(),
        contact=foreign,
    )
    with pytest.raises(ValidationError, match="anderen Organisation"):
        coverage.full_clean()


def test_f23_only_a_confirmation_moves_the_day_of_confirmation():
    organisation = factories.OrganisationFactory()
    position = factories.PositionFactory(organisation=organisation)
    assert organisation.confirmed_on is None
    round_actions.confirm(organisation=organisation, by=None)
    assert Position.objects.get(pk=position.pk).confirmed_on == organisation.confirmed_on
