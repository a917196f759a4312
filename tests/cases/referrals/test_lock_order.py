"""Acts that meet on the same rows: each comes to an end, and none builds on what the other has just taken away (R27, R28, R41)."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from cases import sealed_files
from cases.access import actor
from cases.models import (
    ClientRecord,
    Consent,
    PrintoutCheck,
    Referral,
    RetentionPeriod,
    Withdrawal,
)
from cases.referrals import (
    client_keys,
    conflict_actions,
    consent_actions,
    dropout_actions,
    record_actions,
    referral_actions,
    retention_actions,
)
from cases.referrals.dropout_actions import Report
from cases.referrals.errors import Refused
from cases.referrals.lookups import LOST
from portal.audit import trail
from tests.cases.factories import SCAN, County, member
from tests.cases.referrals.sharing import dropout_consent, shared

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time anyway"),
]
Act = Callable[[], Any]


def erase(county: County, record: ClientRecord) -> Act:
    return lambda: retention_actions.erase_record(record=record, by=actor(county.mirko))


def withdraw(consent: Consent) -> Act:
    return lambda: consent_actions.withdraw_consent(consent=consent, way="sender", by=None)


def send(county: County, draft: Referral, consent: Consent) -> Act:
    by = actor(county.ayla)
    return lambda: referral_actions.send_referral(referral=draft, version=draft.version, consent=consent, by=by)


def erasing_while_sending(county: County) -> list[Act]:
    draft = county.draft()
    return [erase(county, draft.record), send(county, draft, county.consent(draft.record))]


def erasing_while_drafting(county: County) -> list[Act]:
    record = county.record()
    return [erase(county, record), lambda: county.draft(record=record)]


def erasing_while_signing(county: County) -> list[Act]:
    record = county.record()
    consent, by = county.consent(record, given=False), actor(county.ayla)
    terms = {"form": "paper", "proof": SCAN, "kind": "application/pdf"}
    return [erase(county, record), lambda: consent_actions.give_consent(consent=consent, by=by, **terms)]


def erasing_while_confirming_printouts(county: County) -> list[Act]:
    referral = county.sent()
    for step in ("see", "accept"):
        county.move(referral, step, county.tomasz)
    withdraw(referral.consent)()
    check = PrintoutCheck.objects.unrestricted().get(referral=referral)
    return [
        erase(county, referral.record),
        lambda: consent_actions.confirm_printouts(check=check, by=actor(county.tomasz)),
    ]


def erasing_while_printing_a_key(county: County) -> list[Act]:
    record, by = county.record(), actor(county.ayla)
    client_keys.issue_key(record=record, language="de", by=by)
    return [erase(county, record), lambda: client_keys.issue_key(record=record, language="de", by=by)]


def erasing_while_withdrawing(county: County) -> list[Act]:
    referral = county.sent()
    county.move(referral, "see", county.tomasz)
    county.move(referral, "accept", county.tomasz)
    county.move(referral, "complete", county.tomasz, "Erledigt.")
    return [erase(county, referral.record), withdraw(referral.consent)]


def telling_of_a_dropout_while_withdrawing(county: County) -> list[Act]:
    consent = dropout_consent(county, record=county.record())
    report = Report("threatened", timezone.localdate(), "Fehlt.", timezone.now())
    terms = {"consent": consent, "receiver": county.jobcenter, "report": report, "by": actor(county.ayla)}
    return [withdraw(consent), lambda: dropout_actions.report_dropout(**terms)]


def raising_a_conflict_while_withdrawing(county: County) -> list[Act]:
    referral = shared(county)
    consent = county.consent(referral.record, purpose="conflict", categories=["concern"])
    terms = {"referral": referral, "text": "Wir sehen es anders.", "by": actor(county.ayla)}
    return [withdraw(consent), lambda: conflict_actions.raise_conflict(**terms)]


def withdrawing_everything_while_sending(county: County) -> list[Act]:
    draft = county.draft()
    consents = [county.consent(draft.record) for _ in range(2)]
    return [
        lambda: consent_actions.withdraw_all(consents=consents, way="client"),
        send(county, draft, consents[1]),
    ]


def changing_a_period_while_erasing(county: County) -> list[Act]:
    referrals = [county.sent() for _ in range(3)]
    for referral in referrals:
        county.move(referral, "decline", county.tomasz, "Kein Platz.")
    period = RetentionPeriod.objects.get(subject="referral")
    period.days = 99
    by = actor(county.ayla)
    return [
        lambda: retention_actions.change_period(period=period, by=by),
        erase(county, referrals[0].record),
        erase(county, referrals[2].record),
    ]


def a_relative_while_somebody_makes_a_record(county: County) -> list[Act]:
    by, first = actor(county.ayla), county.record()
    fields = {"first_name": "Omid", "last_name": "Azadi", "birth": "2001", "language": "ar"}
    terms = {"organisation": county.sozialwerk, "fields": fields, "by": by}
    made = [lambda: record_actions.create_record(**terms, relative=first, form=uuid.uuid4()) for _ in range(2)]
    return [*made, lambda: record_actions.create_record(**terms, form=uuid.uuid4()), erase(county, first)]


MEETINGS = [
    erasing_while_sending,
    erasing_while_drafting,
    erasing_while_signing,
    erasing_while_confirming_printouts,
    erasing_while_printing_a_key,
    erasing_while_withdrawing,
    telling_of_a_dropout_while_withdrawing,
    raising_a_conflict_while_withdrawing,
    withdrawing_everything_while_sending,
    changing_a_period_while_erasing,
    a_relative_while_somebody_makes_a_record,
]


def all_at_once(acts: list[Act]) -> list[Any]:
    """Each in a thread and a connection of its own; what is refused or missing is an answer, whatever else is not."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Act) -> None:
        gate.wait(60)
        try:
            results[place] = act()
        except Exception as error:  # looked at below
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads), "two wait for each other"
    return results


@pytest.mark.parametrize("meeting", MEETINGS, ids=lambda meeting: meeting.__name__)
def test_r27_whoever_meets_on_the_same_rows_comes_to_an_end(meeting):
    county = County()
    member(county.sozialwerk)
    for _attempt in range(3):
        results = all_at_once(meeting(county))
        families = {each.family for each in results if isinstance(each, ClientRecord)} - {None}
        assert len(families) <= 1
        for result in results:
            is_answer = not isinstance(result, Exception) or isinstance(result, (Refused, *LOST))
            assert is_answer, repr(result)
        # Nothing is under way for who was deleted, nor on what was taken back.
        live = Referral.objects.unrestricted().open()
        assert not live.filter(record__emptied_at__isnull=False).exists()
        assert not live.filter(consent__in=Withdrawal.objects.values("consent")).exists()
        assert not Consent.objects.unrestricted().filter(record__emptied_at__isnull=False, given_at=None).exists()
    assert trail.verify()[1] == []
    paths = set(sealed_files.stored_paths())
    assert paths >= retention_actions.known_paths()
