"""One object of each kind that an address of the restricted section can name, with a caseworker in charge of all of them."""

import uuid
from typing import Any

from django.utils import timezone

from cases.access import actor
from cases.referrals import deadlines, dropout_actions
from cases.referrals.dropout_actions import Report
from portal.models import User
from tests.cases.factories import County
from tests.cases.referrals import sharing


def shared_objects(caseworker: User) -> dict[tuple[str, str], Any]:
    """Values by the beginning of a route and the name of the parameter, as in tests/portal/ground.py."""
    county = County()
    county.ayla, county.sozialwerk = caseworker, caseworker.memberships.get().organisation
    county.mirko.memberships.update(organisation=county.sozialwerk)
    referral = sharing.shared(county)
    goal = sharing.with_goal(county, referral)
    today = timezone.localdate()
    report = Report("threatened", today, "Fehlt im Kurs.", deadlines.end_of(today))
    dropout = dropout_actions.report_dropout(
        consent=sharing.dropout_consent(county), receiver=county.jobcenter, report=report, by=actor(caseworker)
    )
    conflict: uuid.UUID = sharing.conflict(county, referral=referral).pk
    return {
        ("faelle/<uuid:pk>/", "pk"): referral.pk,
        ("faelle/<uuid:pk>/abbruch/", "pk"): dropout.pk,
        ("faelle/<uuid:pk>/klaerung/", "pk"): conflict,
        ("faelle/<uuid:pk>/abgleich/", "goal"): goal.pk,
        ("faelle/<uuid:pk>/kopie/", "kind"): "uebergabe",
        ("faelle/<uuid:pk>/kopie/", "of"): referral.pk,
    }
