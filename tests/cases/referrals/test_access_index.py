"""R32: what was done about one client is found in a trail of years without reading all of it."""

from django.db import connection

from cases.referrals import access_list
from portal.models import AuditEvent


def test_r32_the_accesses_of_a_client_are_found_by_indexes_alone(county):
    record = county.sent().record
    events = access_list.about_record(record)
    assert {event.object_type for event in events} >= {"client_record", "consent", "referral"}
    assert set(events) == {event for event in AuditEvent.objects.all() if str(record.pk) in str((event.object_id, event.details))}  # fmt: skip
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # For a handful of rows reading all of them would be cheaper.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    plan = events.explain()
    assert "audit_record" in plan
    assert "audit_object" in plan
    assert "SCAN portal_auditevent" not in plan
    assert "Seq Scan on portal_auditevent" not in plan


def test_r32_a_detail_is_asked_for_by_its_own_name_alone():
    for wrong in ("record'", "a b", ""):
        try:
            access_list.Detail(wrong)
        except ValueError:
            continue
        raise AssertionError(wrong)
