"""The whole server is killed again and again while people send: what was acknowledged is stored as sent, nothing is there twice (R57)."""

import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from cases import sealed_files
from cases.models import Attachment, Referral, ReferralContent, ReferralStep
from cases.referrals import retention_actions
from cases.referrals.receiver_choices import key_for
from portal.audit import trail
from portal.models import AuditEvent
from tests.cases.factories import County, member, signed_in
from tests.drill import IS_FULL
from tests.drill.sending import MOST_SECONDS, Sender, Sent, Server

STAGES = ("send", "attach", "draft")
KILLS = 10 if IS_FULL else len(STAGES)
PEOPLE, FILE_BYTES = 4, 400_000
MOST_OF_AN_ACT = 0.2  # seconds


@pytest.fixture
def server(tmp_path: Path, settings):
    if connection.vendor != "postgresql":
        pytest.skip("about a server of several processes on PostgreSQL")
    settings.PORTAL_DATA_DIR = tmp_path
    server = Server(tmp_path)
    yield server
    server.kill()
    wait_for(lambda: not other_connections())


def wait_for(what) -> None:
    patience = time.monotonic() + MOST_SECONDS
    while not what():
        assert time.monotonic() < patience
        time.sleep(0.05)


def other_connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def senders(server: Server) -> list[Sender]:
    """Each with a client of their own, all to one receiver."""
    county, people = County(), []
    for _number in range(PEOPLE):
        user = member(county.sozialwerk)
        record = county.record(by=user)
        county.ayla = user
        county.consent(record)
        people.append(Sender(server, signed_in(user), record.pk, key_for(county.jobcenter.pk), FILE_BYTES))
    return people


def acknowledged(people: list[Sender]) -> int:
    return sum(one.is_acknowledged for person in people for one in person.all)


def kill_again_and_again(server: Server, people: list[Sender]) -> None:
    """Each time in the middle of some act, after the server has answered anew."""
    moments = random.Random(57)
    for kill in range(KILLS):
        before, stage = acknowledged(people), STAGES[kill % len(STAGES)]
        wait_for(lambda before=before: acknowledged(people) > before or any(person.wrong for person in people))
        wait_for(lambda stage=stage: any(person.stage == stage for person in people) or any(p.wrong for p in people))
        time.sleep(moments.uniform(0, MOST_OF_AN_ACT))
        server.kill()
        server.start()


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_r57_what_was_acknowledged_is_stored_as_sent_and_nothing_twice(server):
    people = senders(server)
    server.start()
    for person in people:
        person.start()
    kill_again_and_again(server, people)
    for person in people:
        person.is_enough.set()
    for person in people:
        person.join(MOST_SECONDS)
    server.kill()
    wait_for(lambda: not other_connections())
    assert [person.wrong for person in people] == [[]] * PEOPLE
    meant = [one for person in people for one in person.all]
    assert len(meant) >= KILLS
    assert sum(person.lost for person in people) >= KILLS
    is_stored_as_sent(meant)
    files_and_rows_match()
    assert trail.verify()[1] == []
    print(
        f"\n{KILLS} kills: {acknowledged(people)} acknowledged, {sum(p.lost for p in people)} answers lost, "
        f"{sum(p.again for p in people)} of them already sent"
    )


def is_stored_as_sent(meant: list[Sent]) -> None:
    assert all(one.is_acknowledged for one in meant)
    texts = {row.text: row.referral_id for row in ReferralContent.objects.unrestricted()}
    rows = Referral.objects.unrestricted().in_bulk()
    assert len(texts) == len(rows) == len(meant)
    assert {row.state for row in rows.values()} == {"sent"}
    files = {row.referral_id: row for row in Attachment.objects.unrestricted()}
    assert Attachment.objects.unrestricted().count() == len(files) == len(meant)
    steps = Counter(ReferralStep.objects.unrestricted().values_list("referral", "name"))
    events = Counter(AuditEvent.objects.filter(action=trail_name()).values_list("object_id", flat=True))
    for one in meant:
        key = texts[one.concern]
        assert str(key) in one.address
        assert sealed_files.read(files[key].path) == one.content
        assert steps[(key, "send")] == 1
        assert events[str(key)] == 1


def trail_name() -> str:
    from cases.referrals import trail as names

    return names.REFERRAL_MOVED


def files_and_rows_match() -> None:
    assert retention_actions.orphans()[1] == 0
    for path in sealed_files.all_paths():
        os.utime(sealed_files.folder() / path, (0, 0))
    call_command("purge_cases")
    assert retention_actions.orphans() == ([], 0)
    assert set(sealed_files.all_paths()) == retention_actions.known_paths()
