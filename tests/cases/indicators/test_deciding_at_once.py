"""F54: two coordinators decide about the same report in the same moment: one of them does, the other one hears of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.models import Submission, SubmissionStep
from portal.identity.auth import PortalRole
from portal.models import AuditEvent
from tests import factories
from tests.cases.factories import signed_in
from tests.cases.indicators.carriers import Carriers

TOGETHER = 120  # seconds they wait for each other at most


def decided(browser: Client, address: str, data: dict[str, str], start: Barrier) -> int:
    try:
        start.wait(TOGETHER)
        return browser.post(address, data).status_code
    finally:
        connection.close()


def steps() -> list[str]:
    try:
        return list(SubmissionStep.objects.unrestricted().exclude(name="submit").values_list("name", flat=True))
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_f54_two_coordinators_at_once_accept_once(carriers: Carriers, shared_database: Callable[[], None]) -> None:
    row = carriers.submitted()
    second = factories.UserFactory()
    second.groups.add(Group.objects.get(name=PortalRole.COORDINATOR))
    browsers = [signed_in(carriers.birgit), signed_in(second)]
    address, start = reverse("indicators:decide", args=[row.pk]), Barrier(2)
    data = {"stand": str(row.version), "aktion": "annehmen"}
    shared_database()
    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(lambda browser: decided(browser, address, data, start), browsers))
        done = pool.submit(steps).result()
    assert answers == [302, 409]
    assert done == ["accept"]


@pytest.mark.django_db
def test_f54_what_was_changed_after_it_was_read_is_not_accepted_unseen(carriers: Carriers) -> None:
    row = carriers.submitted()
    Submission.objects.unrestricted().filter(pk=row.pk).update(version=row.version + 1)
    data = {"stand": str(row.version), "aktion": "annehmen"}
    answer = signed_in(carriers.birgit).post(reverse("indicators:decide", args=[row.pk]), data)
    assert answer.status_code == 409
    assert not SubmissionStep.objects.unrestricted().filter(name="accept").exists()


@pytest.mark.django_db
def test_r42_the_coordinator_reads_raw_values_in_the_review_alone_and_each_look_is_an_event(carriers: Carriers) -> None:
    row = carriers.submitted()
    browser = signed_in(carriers.birgit)
    assert browser.get(reverse("indicators:submission", args=[row.pk])).status_code == 404
    for name in ("table_file", "table_template"):
        assert browser.get(reverse(f"indicators:{name}", args=[row.pk])).status_code == 404, name
    events = AuditEvent.objects.filter(action="indicators.submission.review", object_id=str(row.pk))
    assert not events.exists()
    for number in (1, 2):
        assert browser.get(reverse("indicators:review", args=[row.pk])).status_code == 200
        assert events.filter(actor_id=carriers.birgit.pk).count() == number
