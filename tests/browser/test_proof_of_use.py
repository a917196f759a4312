"""F68: a carrier proves how the funds were used, the county accepts it; at the desk in the light, on the phone in the dark."""

import datetime as dt
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from cases.access import actor
from cases.indicators import period_actions
from cases.indicators.periods import FUNDING, Template
from cases.models import IndicatorSet, ProofOfUse, Submission
from directory.models import Absence
from portal.identity.auth import OrganisationRole, PortalRole
from tests import factories
from tests.browser.steps import follow, violations
from tests.cases.factories import member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEADINGS = (
    "Was geleistet wurde",
    "Was es bewirkt hat",
    "Zusammenarbeit vor Ort",
    "Personal und Fortbildung",
    "Hinweis auf die Förderung",
)


@pytest.fixture
def coordinator(portal):
    user = factories.UserFactory(first_name="Birgit", last_name="Mönch")
    user.groups.add(Group.objects.get(name=PortalRole.COORDINATOR))
    return user


@pytest.fixture
def reporter(coordinator):
    """Of a carrier whose funding period ended ten days ago: one person has a share that is too small, one was away for long."""
    carrier = factories.OrganisationFactory(name="Sozialwerk am Rebenhang")
    last = timezone.localdate() - dt.timedelta(days=10)
    first = last - dt.timedelta(days=364)
    template = Template(FUNDING, "Förderzeitraum", first, last, last + dt.timedelta(days=90), "LÖ-RL 3.10.1")
    period_actions.make_periods(
        templates=[template], catalogue=IndicatorSet.objects.get(), reporters=[carrier], by=actor(coordinator)
    )
    Submission.objects.unrestricted().update(state="accepted", submitted_at=timezone.now())
    began = dt.date(2020, 3, 1)
    for name, share in (("Ehrlich", 80), ("Korber", 20)):
        person = factories.PersonFactory(first_name="Jona", last_name=name)
        factories.PositionFactory(
            person=person, organisation=carrier, share=Decimal(share), qualification="a", valid_from=began
        )
    away = first + dt.timedelta(days=60)
    Absence.objects.create(person=person, first_day=away, last_day=away + dt.timedelta(days=80))
    return member(carrier, OrganisationRole.REPORTER, first_name="Jonas", last_name="Ehrlich")


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_f68_from_the_duty_to_the_accepted_proof(visit, reporter, coordinator, width, theme):
    window = visit(width=width, theme=theme, user=reporter)
    page = window.open("/zu-erledigen/")
    follow(page.get_by_role("link", name="Verwendung nachweisen: Förderzeitraum"))
    page.get_by_label("Was geleistet wurde").fill("Beratung an zwei Standorten.")
    page.get_by_text("Entwurf, gespeichert um").wait_for()
    follow(page.get_by_role("button", name="Prüfen und einreichen"))
    page.get_by_text("Noch nicht eingereicht").wait_for()
    assert page.get_by_label("Was geleistet wurde").input_value() == "Beratung an zwei Standorten."
    for heading in HEADINGS:
        page.get_by_label(heading).fill("Ein Absatz, ohne Namen und ohne Einzelfälle.")
    for rule in ("Stellenanteil von mindestens 0,25", "Vertretung ab der siebten Woche"):
        group = page.get_by_role("group", name=f"{rule}, Korber, Jona")
        group.get_by_label("Ausnahme").select_option(label="für diese Zeit wird kein Zuschuss beansprucht")
        group.get_by_label("Grund in einem Satz").fill("Aus eigenen Mitteln bezahlt.")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    follow(page.get_by_role("button", name="Prüfen und einreichen"))
    page.get_by_text("Eingereicht. Die Koordination prüft den Nachweis").wait_for()
    assert [one for one in window.complaints if "422" not in one] == []

    county = visit(width=width, theme=theme, user=coordinator)
    page = county.open("/kennzahlen/verwendungsnachweis/uebersicht/")
    assert violations(page) == []
    follow(page.get_by_role("link", name="Sozialwerk am Rebenhang"))
    page.get_by_text("Aus eigenen Mitteln bezahlt.").first.wait_for()
    assert violations(page) == []
    follow(page.get_by_role("button", name="Annehmen"))
    page.get_by_text("Gespeichert. Der Träger sieht den neuen Stand.").wait_for()
    assert ProofOfUse.objects.unrestricted().get().state == "accepted"
