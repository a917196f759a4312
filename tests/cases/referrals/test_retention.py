"""What is kept no longer than it has to be, and what is left of it then."""

import datetime as dt
import os
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from cases import sealed_files
from cases.access import actor
from cases.models import (
    Attachment,
    Breach,
    ClientKey,
    ClientRecord,
    Consent,
    ConsentProof,
    Deletion,
    LegalGround,
    Message,
    Referral,
    ReferralContent,
    RetentionPeriod,
    Withdrawal,
)
from cases.referrals import consent_actions, referral_actions, retention, retention_actions
from cases.referrals.errors import Refused
from portal import whole_files
from portal.models import AuditEvent
from portal.requests import health

START = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as clock:
        yield clock


def purge(*arguments: str) -> str:
    out = StringIO()
    call_command("purge_cases", *arguments, stdout=out)
    return out.getvalue()


def attach(referral: Referral, category: str = "concern") -> Attachment:
    path = sealed_files.new_path()
    sealed_files.store(path, b"Bescheid")
    return Attachment.objects.create(referral=referral, category=category, name="Bescheid.pdf", kind="application/pdf", size=8, path=path)  # fmt: skip


def closed(county, **fields):
    """Sent and declined at once, with a consent that outlasts every period of the test."""
    draft = county.draft(**fields)
    consent = county.consent(draft.record, valid_until=START + 900 * DAY)
    referral = referral_actions.send_referral(
        referral=draft, version=draft.version, consent=consent, by=actor(county.ayla)
    )
    return county.move(referral, "decline", county.tomasz, "Kein Platz.")


def there(row) -> bool:
    return type(row)._base_manager.filter(pk=row.pk).exists()


def test_r40_the_periods_are_data_from_the_beginning(db):
    assert dict(RetentionPeriod.objects.values_list("subject", "days")) == retention.DAYS
    assert not RetentionPeriod.objects.filter(ground="").exists()


def test_f52_a_closed_referral_goes_with_everything_in_it_on_its_day(county, clock, django_capture_on_commit_callbacks):
    referral = closed(county)
    file = attach(referral)
    clock.move_to(START + 182 * DAY)
    purge()
    assert there(referral)
    clock.move_to(START + 183 * DAY)
    assert "1 Fallübergabe" in purge("--dry-run")
    assert there(referral)
    with django_capture_on_commit_callbacks(execute=True):
        assert "1 gelöscht." in purge()
    for model in (ReferralContent, Message, Attachment):
        assert not model._base_manager.filter(referral=referral.pk).exists()
    assert not there(referral)
    assert file.path not in set(sealed_files.stored_paths())
    assert "0 gelöscht." in purge()


def test_f52_the_day_is_there_as_soon_as_something_ends(county, clock):
    draft = county.draft()
    consent = county.consent(draft.record, valid_until=START + 900 * DAY)
    Referral.objects.unrestricted().update(purge_on=(START + 90 * DAY).date())
    referral = referral_actions.send_referral(
        referral=Referral.objects.unrestricted().get(), version=draft.version, consent=consent, by=actor(county.ayla)
    )
    referral.refresh_from_db()
    assert referral.purge_on is None, "what is under way has none"
    county.move(referral, "accept", county.tomasz)
    clock.move_to(START + 10 * DAY)
    county.move(referral, "complete", county.tomasz, "Erledigt.")
    referral.refresh_from_db()
    assert referral.purge_on == (START + (10 + 183) * DAY).date()
    # A word that is taken back changes it for what has ended before, too.
    clock.move_to(START + 20 * DAY)
    consent_actions.withdraw_consent(consent=consent, way="sender", by=actor(county.ayla))
    referral.refresh_from_db()
    assert referral.purge_on == (START + (20 + 30) * DAY).date()
    known = referral.purge_on
    purge()
    referral.refresh_from_db()
    assert referral.purge_on == known, "the daily run finds the same day"


def test_f52_the_fact_of_the_deletion_stays_without_name_or_number(county, clock):
    referral = closed(county)
    clock.move_to(START + 183 * DAY)
    purge()
    fact = Deletion.objects.get(object_id=referral.pk)
    assert (fact.organisation, fact.purpose, fact.outcome, fact.year) == (
        county.sozialwerk,
        "first_talk",
        "declined",
        2027,
    )
    assert not fact.was_asked_for
    event = AuditEvent.objects.get(action="cases.purge")
    assert (event.object_id, event.details["record"]) == (str(referral.pk), str(referral.record_id))
    assert referral.number not in str([*Deletion.objects.values()])


def test_f52_the_dry_run_prints_counts_only(county, clock):
    referral = closed(county)
    clock.move_to(START + 183 * DAY)
    said = purge("--dry-run")
    assert referral.number not in said
    assert str(referral.pk) not in said
    assert "Nazanin" not in said


def test_f52_new_content_postpones_once_also_on_the_day_before(county, clock):
    referral = closed(county)
    clock.move_to(START + 182 * DAY)
    Message.objects.create(referral=referral, by=county.ayla, text="Noch ein Wort.")
    clock.move_to(START + 183 * DAY)
    purge()
    assert there(referral)
    referral.refresh_from_db()
    assert referral.purge_on == (START + (182 + 183) * DAY).date()
    clock.move_to(START + (182 + 182) * DAY)
    Message.objects.create(referral=referral, by=county.ayla, text="Und noch eines.")
    clock.move_to(START + (182 + 183) * DAY)
    purge()
    assert not there(referral)


def test_f52_what_is_under_way_is_not_deleted(county, clock):
    draft = county.draft()
    consent = county.consent(draft.record, valid_until=START + 900 * DAY)
    referral = referral_actions.send_referral(
        referral=draft, version=draft.version, consent=consent, by=actor(county.ayla)
    )
    clock.move_to(START + 800 * DAY)
    purge()
    assert there(referral)
    assert there(referral.record)


def test_r40_a_draft_goes_ninety_days_after_its_last_change(county, clock):
    draft = county.draft()
    clock.move_to(START + 89 * DAY)
    purge()
    assert there(draft)
    clock.move_to((START + 90 * DAY).date())
    assert "Entwurf" in purge()
    assert not there(draft)


def test_r40_a_referral_whose_consent_was_withdrawn_goes_after_thirty_days(county, clock):
    referral = county.sent()
    consent_actions.withdraw_consent(consent=referral.consent, way="client", by=None)
    clock.move_to(START + 29 * DAY)
    purge()
    assert there(referral)
    clock.move_to(START + 30 * DAY)
    purge()
    assert not there(referral)


def test_f52_the_record_is_emptied_and_the_proof_of_consent_outlives_it(
    county, clock, django_capture_on_commit_callbacks
):
    referral = county.sent()
    consent, record = referral.consent, referral.record
    key = ClientKey.objects.create(record=record, digest="0" * 64, language="ar")
    county.consent(record, given=False)
    consent_actions.withdraw_consent(consent=consent, way="client", by=None)
    clock.move_to(START + 365 * DAY)
    purge()
    row = ClientRecord.objects.unrestricted().get(pk=record.pk)
    assert row.emptied_at is not None
    assert {
        getattr(row, name) for name in ("first_name", "last_name", "birth", "contact", "language", "guardians")
    } == {""}
    assert (row.file_number_index, row.family) == ("", None)
    assert not there(key)
    assert not ClientRecord.objects.for_actor(actor(county.mirko)).exists()
    kept = Consent.objects.unrestricted().get()
    assert (kept.pk, kept.withdrawal.way) == (consent.pk, "client")
    assert sealed_files.read(ConsentProof.objects.unrestricted().get().path)
    clock.move_to(START + 1094 * DAY)
    purge()
    assert there(consent)
    clock.move_to(START + 1095 * DAY)
    with django_capture_on_commit_callbacks(execute=True):
        purge()
    assert not there(consent)
    assert not there(record)
    assert not Withdrawal.objects.exists()
    assert not list(sealed_files.stored_paths())
    connection.check_constraints()


def test_r40_a_record_without_proofs_goes_as_a_whole(county, clock):
    record = county.record(file_number="B-7")
    clock.move_to(START + 365 * DAY)
    assert "1 Klientenakte" in purge()
    assert not there(record)
    assert AuditEvent.objects.filter(action="cases.purge", object_id=str(record.pk)).exists()


def test_r40_a_record_in_use_or_with_a_consent_that_holds_stays(county, clock):
    record = county.record()
    county.consent(record, valid_until=START + 400 * DAY)
    clock.move_to(START + 399 * DAY)
    purge()
    assert ClientRecord.objects.unrestricted().get(pk=record.pk).emptied_at is None
    clock.move_to(START + 400 * DAY)
    purge()
    assert ClientRecord.objects.unrestricted().get(pk=record.pk).emptied_at is not None


def ground(county, record) -> LegalGround:
    return LegalGround.objects.create(record=record, receiver=county.jobcenter, purpose="first_talk", ground="danger", reason="Gefahr", asked_by=county.ayla)  # fmt: skip


def test_r40_a_legal_hold_stops_the_plan_and_the_request(county, clock):
    referral = closed(county)
    asked = ground(county, referral.record)
    clock.move_to(START + 500 * DAY)
    purge()
    assert there(referral)
    with pytest.raises(Refused, match="noch nicht entschieden"):
        retention_actions.erase_record(record=referral.record, by=actor(county.mirko))
    LegalGround.objects.unrestricted().filter(pk=asked.pk).update(refused_at=timezone.now())
    purge()
    assert not there(referral)


def test_r40_a_decided_ground_is_kept_for_its_own_period(county, clock):
    record = county.record()
    asked = ground(county, record)
    LegalGround.objects.unrestricted().filter(pk=asked.pk).update(confirmed_at=START, confirmed_by=county.mirko)
    clock.move_to(START + 366 * DAY)
    purge()
    assert there(asked)
    assert ClientRecord.objects.unrestricted().get(pk=record.pk).first_name == ""
    clock.move_to(START + 1095 * DAY)
    purge()
    assert not there(asked)
    assert not there(record)


def test_r40_a_breach_that_is_closed_goes_after_five_years(county, clock):
    given = {"organisation": county.sozialwerk, "known_at": START, "due_at": START + 3 * DAY, "reported_at": START}
    over = Breach.objects.create(**given, what="Brief", data="zwei", closed_at=START)
    open_one = Breach.objects.create(**given, what="Brief", data="zwei")
    clock.move_to(START + 1826 * DAY)
    purge()
    assert not there(over)
    assert there(open_one)


def test_r41_a_client_who_asks_is_erased_at_once_but_for_the_proof(county, clock, django_capture_on_commit_callbacks):
    referral = closed(county)
    file = attach(referral)
    record = referral.record
    with django_capture_on_commit_callbacks(execute=True):
        retention_actions.erase_record(record=record, by=actor(county.mirko))
    assert not there(referral)
    assert file.path not in set(sealed_files.stored_paths())
    assert ClientRecord.objects.unrestricted().get(pk=record.pk).last_name == ""
    assert set(Deletion.objects.values_list("subject", "was_asked_for")) == {("referral", True), ("record", True)}
    assert AuditEvent.objects.filter(action="cases.purge", actor_id=county.mirko.pk).count() == 2
    assert there(referral.consent)
    call_command("check_cases", stdout=StringIO())


def test_r41_nobody_but_who_leads_there_erases(county):
    record = county.record()
    for user in (county.ayla, county.karin, county.other):
        with pytest.raises(ClientRecord.DoesNotExist):
            retention_actions.erase_record(record=record, by=actor(user))
    assert there(record)


def test_r41_what_is_under_way_is_ended_before_it_is_erased(county):
    referral = county.sent()
    with pytest.raises(Refused, match="Es laufen noch"):
        retention_actions.erase_record(record=referral.record, by=actor(county.mirko))
    assert there(referral)


def test_r41_files_without_rows_and_rows_without_files_are_counted(county, clock):
    referral = county.sent()
    call_command("check_cases", stdout=StringIO())
    sealed_files.store(sealed_files.new_path(), b"verwaist")
    file = attach(referral)
    sealed_files.remove(file.path)
    with pytest.raises(CommandError, match="1 Dateien ohne Eintrag, 1 Einträge ohne Datei"):
        call_command("check_cases")


def test_r41_a_file_that_a_crash_left_goes_with_the_next_run_but_not_one_just_written(county, clock):
    path = sealed_files.new_path()
    sealed_files.store(path, b"verwaist")
    written = dt.datetime.fromtimestamp(sealed_files.located(path).stat().st_mtime, dt.UTC)
    clock.move_to(written + dt.timedelta(hours=23))
    purge()
    assert path in set(sealed_files.stored_paths())
    clock.move_to(written + dt.timedelta(hours=25))
    purge()
    assert path not in set(sealed_files.stored_paths())


def test_r41_a_deletion_that_is_rolled_back_loses_no_file(county, django_capture_on_commit_callbacks):
    referral = county.sent()
    file = attach(referral)

    class StoppedError(Exception):
        pass

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(StoppedError), transaction.atomic():
        retention_actions.delete_referral(Referral.objects.unrestricted().get(pk=referral.pk))
        raise StoppedError
    assert sealed_files.read(file.path) == b"Bescheid"
    assert there(referral)


def test_r40_a_purge_that_has_been_silent_for_two_days_shows(db, client):
    assert client.get("/readyz").json()["purge"]["status"] == "degraded"
    purge()
    assert client.get("/readyz").json()["purge"] == {"status": "ok", "detail": 0}
    old = timezone.now().timestamp() - 49 * 3600
    os.utime(health.marked("purge_cases"), (old, old))
    assert client.get("/readyz").json()["purge"] == {"status": "degraded", "detail": 49}


def test_r41_r57_half_a_file_of_a_killed_process_goes_too_and_stops_no_purge(county, clock):
    whole = sealed_files.new_path()
    sealed_files.store(whole, b"ganz")
    half = whole_files.unfinished(sealed_files.located(whole))
    half.write_bytes(b"halb")
    written = dt.datetime.fromtimestamp(half.stat().st_mtime, dt.UTC)
    assert sealed_files.renew(is_dry=False) == 0
    clock.move_to(written + dt.timedelta(hours=23))
    purge()
    assert half.exists()
    clock.move_to(written + dt.timedelta(hours=25))
    purge()
    assert not half.exists()
