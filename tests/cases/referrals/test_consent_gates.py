"""Consent gates every read, in the actions and in the database itself."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cases.access import actor
from cases.models import Consent, ConsentCategory, PrintoutCheck, Referral, ReferralContent, Withdrawal
from cases.referrals import consent_actions, referral_actions
from cases.referrals.errors import NoConsent
from cases.referrals.queries import contents_of
from tests.cases.factories import County, seen_by


def send(county: County, draft: Referral, consent: Consent | None) -> Referral:
    return referral_actions.send_referral(referral=draft, version=draft.version, consent=consent, by=actor(county.ayla))


def unfit(county: County, draft: Referral) -> dict[str, Consent | None]:
    tomorrow = timezone.now() + dt.timedelta(days=1)
    record = draft.record
    foreign = county.consent(county.record())
    withdrawn = county.consent(record)
    consent_actions.withdraw_consent(consent=withdrawn, way="sender", by=actor(county.ayla))
    return {
        "none": None,
        "another client's": foreign,
        "another purpose": county.consent(record, purpose="benefits"),
        "another receiver": county.consent(record, recipients=[county.stranger]),
        "fewer kinds of data": county.consent(record, categories=["concern", "identity"]),
        "not given": county.consent(record, given=False),
        "not yet": county.consent(record, valid_from=tomorrow, valid_until=tomorrow + dt.timedelta(days=1)),
        "withdrawn": withdrawn,
    }


def test_f45_nothing_leaves_without_a_consent_that_covers_it(county):
    draft = county.draft()
    for why, consent in unfit(county, draft).items():
        with pytest.raises(NoConsent):
            send(county, draft, consent)
        assert Referral.objects.unrestricted().get(pk=draft.pk).state == "draft", why


def test_r28_the_database_refuses_what_goes_past_the_actions(county):
    draft = county.draft()
    for why, consent in unfit(county, draft).items():
        values = {"state": "sent", "sent_at": timezone.now(), "changed_at": timezone.now(), "consent": consent}
        with pytest.raises(IntegrityError, match="cases: referral_update"), transaction.atomic():
            Referral.objects.unrestricted().filter(pk=draft.pk).update(**values)
        assert Referral.objects.unrestricted().get(pk=draft.pk).state == "draft", why
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_referral SET state = 'accepted', sent_at = created_at")


def test_r28_a_referral_cannot_be_put_in_as_sent(county):
    record = county.record()
    with pytest.raises(IntegrityError, match="cases: referral_insert"), transaction.atomic():
        Referral.objects.create(
            number="FÜ-1", record=record, purpose="first_talk", sender=county.sozialwerk, receiver=county.jobcenter,
            state="sent", sent_at=timezone.now(),
        )  # fmt: skip


def test_r28_nothing_is_added_to_what_was_sent(county):
    referral = county.sent()
    with pytest.raises(IntegrityError, match="cases: content_insert"), transaction.atomic():
        ReferralContent.objects.create(referral=referral, category="health", text="mehr")


def test_r31_a_given_consent_cannot_be_changed(county):
    consent = county.consent(county.record())
    rows = Consent.objects.unrestricted().filter(pk=consent.pk)
    for change in (
        {"valid_until": timezone.now() + dt.timedelta(days=999)},
        {"purpose": "conflict"},
        {"language": "de"},
    ):
        with pytest.raises(IntegrityError, match="cases: consent_update"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError, match="cases: category_insert"), transaction.atomic():
        ConsentCategory.objects.create(consent=consent, category="health")
    with pytest.raises(IntegrityError, match="cases: category_update"), transaction.atomic():
        consent.categories.filter(category="concern").update(category="health")


def test_r31_a_withdrawal_cannot_be_taken_away(county):
    consent = county.consent(county.record())
    withdrawal = consent_actions.withdraw_consent(consent=consent, way="sender", by=actor(county.ayla))
    with pytest.raises(IntegrityError, match="cases: withdrawal_delete"), transaction.atomic():
        withdrawal.delete()
    assert Withdrawal.objects.filter(consent=consent).exists()


def test_r31_the_form_language_and_words_are_kept_with_it(county):
    consent = county.consent(county.record())
    shown = consent.text.translations.get(language="ar")
    assert (consent.language, consent.form, consent.text_digest) == ("ar", "paper", shown.digest)
    assert consent.recorded_by == county.ayla


def test_r29_withdrawing_ends_the_receivers_access_in_the_same_moment(county):
    referral = county.sent()
    county.move(referral, "see", county.tomasz)
    assert seen_by(county.tomasz, referral)
    consent_actions.withdraw_consent(consent=referral.consent, way="client", by=None)
    assert not seen_by(county.tomasz, referral)
    assert not seen_by(county.karin, referral)
    assert seen_by(county.ayla, referral)
    ended = Referral.objects.unrestricted().get(pk=referral.pk)
    assert ended.state == "withdrawn"
    check = PrintoutCheck.objects.unrestricted().get()
    assert (check.number, check.organisation) == (referral.number, county.jobcenter)


def test_r29_a_completed_referral_is_closed_to_the_receiver_as_well(county):
    referral = county.sent()
    county.move(referral, "accept", county.tomasz)
    county.move(referral, "complete", county.tomasz, "Gespräch geführt.")
    assert seen_by(county.tomasz, referral)
    consent_actions.withdraw_consent(consent=referral.consent, way="sender", by=actor(county.ayla))
    assert not seen_by(county.tomasz, referral)


def test_r30_expiry_equals_withdrawal_to_the_second(county):
    start = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    end = start + dt.timedelta(days=30)
    with time_machine.travel(start, tick=False) as clock:
        draft = county.draft()
        consent = county.consent(draft.record, valid_from=start, valid_until=end)
        referral = send(county, draft, consent)
        clock.move_to(end - dt.timedelta(seconds=1))
        assert seen_by(county.tomasz, referral)
        clock.move_to(end)
        assert not seen_by(county.tomasz, referral)
        assert contents_of(referral, actor(county.tomasz)) == {}
        with pytest.raises(Referral.DoesNotExist):
            county.move(referral, "accept", county.tomasz)
        assert consent_actions.expire_consents() == 1
        assert consent_actions.expire_consents() == 0
        assert Referral.objects.unrestricted().get(pk=referral.pk).state == "expired"


def test_r22_the_receiver_reads_the_kinds_the_consent_names(county):
    draft = county.draft()
    consent = county.consent(draft.record, categories=["concern", "identity", "contact", "health"])
    referral = send(county, draft, consent)
    assert set(contents_of(referral, actor(county.tomasz))) == {"concern", "identity", "contact"}
    assert contents_of(referral, actor(county.other)) == {}
