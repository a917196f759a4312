"""A query on case data that says for nobody is refused, whatever way it is asked (R21)."""

import pytest
from django.apps import apps
from django.db.models import Count

from cases.access import actor
from cases.models import Referral
from cases.models.scoping import ScopedQuerySet, UnscopedQueryError
from tests.cases.factories import member, seen_by

SCOPED = [
    model for model in apps.get_app_config("cases").get_models() if isinstance(model.objects.all(), ScopedQuerySet)
]
WAYS = {
    "list": list,
    "get": lambda rows: rows.get(pk=None),
    "first": lambda rows: rows.first(),
    "exists": lambda rows: rows.exists(),
    "count": lambda rows: rows.count(),
    "values": lambda rows: list(rows.values("pk")),
    "values_list": lambda rows: list(rows.values_list("pk")),
    "iterator": lambda rows: list(rows.iterator()),
    "exclude": lambda rows: list(rows.exclude(pk=None)),
    "in_bulk": lambda rows: rows.in_bulk(),
    "aggregate": lambda rows: rows.aggregate(number=Count("pk")),
    "update": lambda rows: rows.update(pk=None),
    "delete": lambda rows: rows.delete(),
    "raw delete": lambda rows: rows._raw_delete("default"),
    "union": lambda rows: list(rows.union(rows)),
    "subquery": lambda rows: list(rows.model._base_manager.filter(pk__in=rows)),
    "contains": lambda rows: rows.contains(rows.model(pk=1)),
    "dates": lambda rows: rows.earliest("pk"),
    "slice": lambda rows: list(rows[:3]),
    "explain": lambda rows: rows.explain(),
}


@pytest.mark.parametrize("way", WAYS)
def test_r21_a_query_without_a_person_is_refused(db, way):
    for model in SCOPED:
        with pytest.raises(UnscopedQueryError):
            WAYS[way](model.objects.all())


def test_r21_all_that_is_about_clients_is_scoped():
    free = {model.__name__ for model in apps.get_app_config("cases").get_models()} - {each.__name__ for each in SCOPED}
    assert free == {
        "ConsentText",
        # What is asked and what is published, not what anybody answered.
        "Indicator",
        "IndicatorItem",
        "IndicatorSet",
        "PublishedResult",
        "ReportingPeriod",
        "ConsentTextTranslation",
        "ConsentRecipient",
        "ConsentCategory",
        "Withdrawal",
        "ReferralNumber",
        "RetentionPeriod",
        "Deletion",
    }


def test_r21_the_rows_of_a_related_object_are_scoped_too(county):
    referral = county.sent()
    with pytest.raises(UnscopedQueryError):
        list(referral.messages.all())


def test_r20_a_foreign_case_does_not_exist(county):
    referral = county.sent()
    assert seen_by(county.ayla, referral)
    assert seen_by(county.mirko, referral)
    assert seen_by(county.tomasz, referral)
    assert not seen_by(county.other, referral)


def test_r23_superusers_see_no_case(county):
    referral = county.sent()
    county.other.is_superuser = county.other.is_staff = True
    county.other.save()
    assert not seen_by(county.other, referral)


def test_r24_a_role_taken_away_holds_at_once(county):
    referral = county.sent()
    county.tomasz.memberships.all().delete()
    assert not seen_by(county.tomasz, referral)
    assert not Referral.objects.for_actor(actor(county.tomasz)).exists()


def test_f48_a_taken_referral_is_seen_by_who_took_it_and_who_leads(county):
    colleague = member(county.jobcenter)
    referral = county.sent()
    assert seen_by(colleague, referral)
    county.move(referral, "accept", county.tomasz)
    assert not seen_by(colleague, referral)
    assert seen_by(county.tomasz, referral)
    assert seen_by(county.karin, referral)
