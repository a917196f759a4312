"""The invented county reports: three years, eight carriers, every kind of story, and results that protect small figures."""

from collections.abc import Iterator

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from cases.demo import indicators, proofs
from cases.indicators.proof_of_use import checks, queries
from cases.models import Answer, Correction, ProofOfUse, PublishedResult, Submission, SubmissionStep
from directory.demo import loading as directory
from portal.demo import accounts
from tests.loaded import for_the_file
from tests.portal.conftest import MONDAY_NOON


@pytest.fixture(scope="module", autouse=True)
def reported(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    with for_the_file(django_db_blocker, tmp_path_factory.mktemp("county")):
        with time_machine.travel(MONDAY_NOON, tick=False):
            accounts.create_accounts()
            directory.load()
            indicators.load()
        yield


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """What a test changes is rolled back after it."""


def test_f53_three_years_of_eight_carriers_with_every_story() -> None:
    rows = Submission.objects.unrestricted()
    halves = rows.filter(period__kind="half_year")

    assert indicators.is_loaded()
    assert halves.count() == 6 * 8
    assert rows.values("organisation").distinct().count() == 8
    assert SubmissionStep.objects.unrestricted().filter(name="return").exists()
    assert Correction.objects.unrestricted().exists()
    assert Answer.objects.unrestricted().filter(kind="nothing").exists()
    assert any(
        row.submitted_at.date() > row.period.due_on
        for row in halves.filter(submitted_at__isnull=False).select_related("period")
    )


def test_f57_its_results_are_published_with_small_figures_protected() -> None:
    results = PublishedResult.objects.filter(period__kind="half_year")
    values = [value for result in results for one in result.content["indicators"] for value in one["values"].values()]

    assert results.count() == 5
    assert None in values
    assert sum(value is None for value in values) < len(values) / 3


def test_f68_past_years_are_proved_and_somebody_is_writing(clock: object) -> None:
    proofs.load()
    rows = ProofOfUse.objects.unrestricted()
    draft = rows.get(organisation__name="Sozialwerk Rebental e. V.", state="draft", texts__heading="work")
    open_ones = checks.open_ones(checks.checks(queries.facts_of(draft, timezone.localdate())))

    assert proofs.is_loaded() and draft.due_on >= timezone.localdate()
    assert rows.filter(period=draft.period, state="submitted").count() == 1
    assert not rows.filter(state="draft", due_on__lt=timezone.localdate()).exists()
    assert {check.rule.key for check in open_ones} == {"qualification", "report"}
    assert "Samira" in rows.get(period=draft.period, state="accepted").content
