"""Deletes what its period has ended for, or what a client asks to have deleted. Each piece in a transaction of its own, so that a
run may be cut off anywhere and begun again (F52, R40, R41)."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import sealed_files
from cases.access import Actor
from cases.models import (
    Attachment,
    Breach,
    ClientKey,
    ClientRecord,
    Consent,
    ConsentCategory,
    ConsentProof,
    ConsentRecipient,
    Deletion,
    Holding,
    LegalGround,
    PersonExport,
    Referral,
    RetentionPeriod,
    Withdrawal,
)
from cases.referrals import record_actions, retention, states, trail
from cases.referrals.errors import Refused
from cases.referrals.locks import hold_all_of
from cases.referrals.retention import Subject
from portal.audit.trail import Value, record

PASSWORDS_WAIT = dt.timedelta(days=14)
ORPHAN_AGE = 24 * 60 * 60  # seconds; a younger file may belong to a transaction that has not ended yet


def purge(*, is_dry: bool = False) -> Counter[str]:
    """How many of each subject went, or would go. Nothing that is held by law; dates on pages are brought up to date first."""
    today, counts = timezone.localdate(), Counter[str]()
    if not is_dry:
        retention.set_dates()
    held = set(retention.held_records().values_list("pk", flat=True))
    for subject, model, pk in due(today, held):
        if is_dry or DELETED_BY[model](pk, today):
            counts[subject] += 1
    if not is_dry:
        PersonExport.objects.unrestricted().filter(made_at__lte=timezone.now() - PASSWORDS_WAIT).delete()
        remove_orphans()
    return counts


def due(today: dt.date, held: set[Any]) -> Iterable[tuple[str, Any, Any]]:
    """Subject, model and key of what is due today; referrals come before the records and consents they hang on."""
    lasting = retention.periods()
    referrals = Referral.objects.unrestricted().exclude(record__in=held)
    days = retention.referral_days(referrals, lasting)
    drafts = set(referrals.filter(state=states.DRAFT).values_list("pk", flat=True))
    yield from ((Subject.DRAFT if pk in drafts else Subject.REFERRAL, Referral, pk) for pk in ripe(days, today))
    records = ClientRecord.objects.unrestricted().exclude(pk__in=held)
    yield from ((Subject.RECORD, ClientRecord, pk) for pk in ripe(retention.record_days(records, lasting), today))
    consents = Consent.objects.unrestricted().select_related("withdrawal").exclude(record__in=held)
    proofs = {row.pk: retention.proof_day(row, lasting) for row in consents}
    yield from ((Subject.CONSENT, Consent, pk) for pk in ripe(proofs, today))
    grounds = LegalGround.objects.unrestricted().exclude(record__in=held)
    decided = {row.pk: retention.ground_day(row, lasting) for row in grounds}
    yield from ((Subject.GROUND, LegalGround, pk) for pk in ripe(decided, today))
    old = timezone.now() - dt.timedelta(days=lasting[Subject.BREACH])
    breaches = Breach.objects.unrestricted().filter(reported_at__lte=old, closed_at__isnull=False)
    yield from ((Subject.BREACH, Breach, pk) for pk in breaches.values_list("pk", flat=True))


def ripe(days: dict[Any, Any], today: dt.date) -> list[Any]:
    return sorted(pk for pk, day in days.items() if day is not None and day <= today)


@transaction.atomic
def purge_referral(pk: Any, today: dt.date) -> bool:
    """False when something was added since it was found to be due."""
    rows = Referral.objects.unrestricted().filter(pk=pk)
    referral = rows.select_for_update(of=("self",)).first()
    if referral is None or retention.is_held(referral.record_id):
        return False
    day = retention.referral_days(rows, retention.periods()).get(pk)
    if day is None or day > today:
        return False
    delete_referral(referral)
    return True


def delete_referral(referral: Referral, by: Actor | None = None) -> None:
    """With all that was said in it, its files, and every line that hangs on it; the fact stays, without a name or number."""
    files = Attachment.objects.unrestricted().filter(referral=referral)
    forget_files(files.values_list("path", flat=True))
    subject = Subject.DRAFT if referral.state == states.DRAFT else Subject.REFERRAL
    remember(subject, referral.pk, referral.sender_id, by, purpose=referral.purpose, outcome=referral.state)
    note(by, ("referral", referral.pk), referral.record_id, subject)
    referral.delete()


@transaction.atomic
def purge_record(pk: Any, today: dt.date) -> bool:
    rows = ClientRecord.objects.unrestricted().filter(pk=pk, emptied_at=None)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        return False
    hold_all_of(row)
    if retention.is_held(pk) or Referral.objects.unrestricted().filter(record=pk).exists():
        return False
    day = retention.record_days(rows, retention.periods()).get(pk)
    if day is None or day > today:
        return False
    delete_record(row)
    return True


def delete_record(row: ClientRecord, by: Actor | None = None) -> None:
    """All of it, or, while a proof has to be kept, all but the bare row that the proof hangs on. Its referrals are gone already."""
    remember(Subject.RECORD, row.pk, row.organisation_id, by)
    note(by, ("client_record", row.pk), row.pk, Subject.RECORD)
    for consent in Consent.objects.unrestricted().filter(record=row, given_at=None):
        delete_consent(consent)
    for model in (ClientKey, Holding):
        model.objects.unrestricted().filter(record=row).delete()
    PersonExport.objects.unrestricted().filter(record_id=row.pk).delete()
    if is_kept_for_proof(row.pk):
        empty(row, by)
    else:
        row.delete()


def is_kept_for_proof(pk: Any) -> bool:
    proofs = Consent.objects.unrestricted().filter(record=pk)
    return bool(proofs.exists() or LegalGround.objects.unrestricted().filter(record=pk).exists())


def empty(row: ClientRecord, by: Actor | None) -> None:
    for name in record_actions.FIELDS:
        setattr(row, name, "")
    row.file_number_index, row.family, row.purge_on = "", None, None
    row.created_by = None
    row.emptied_at = timezone.now()
    row.save()
    record(trail.PROOF_KEPT, by.user if by else None, about=("client_record", row.pk), details={"record": str(row.pk)})


@transaction.atomic
def purge_consent(pk: Any, today: dt.date) -> bool:
    """The proof, with its scan. While a referral rests on it, it stays."""
    row = Consent.objects.unrestricted().select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None or Referral.objects.unrestricted().filter(consent=pk).exists():
        return False
    if retention.is_held(row.record_id) or retention.proof_day(row, retention.periods()) > today:
        return False
    subject = Subject.CONSENT if row.given_at else Subject.DRAFT
    remember(subject, row.pk, row.record.organisation_id, None, purpose=row.purpose)
    note(None, ("consent", row.pk), row.record_id, subject)
    delete_consent(row)
    drop_empty(row.record_id)
    return True


def delete_consent(row: Consent) -> None:
    forget_files(ConsentProof.objects.unrestricted().filter(consent=row).values_list("path", flat=True))
    # The consent before what hangs on it: the database lets a withdrawal go only when there is nothing left to withdraw.
    Consent.objects.unrestricted().filter(pk=row.pk)._raw_delete(row._state.db)
    for model in (Withdrawal, ConsentRecipient, ConsentCategory):
        model.objects.filter(consent=row.pk).delete()
    ConsentProof.objects.unrestricted().filter(consent=row.pk).delete()


@transaction.atomic
def purge_ground(pk: Any, today: dt.date) -> bool:
    row = LegalGround.objects.unrestricted().select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None or Referral.objects.unrestricted().filter(ground=pk).exists():
        return False
    day = retention.ground_day(row, retention.periods())
    if day is None or day > today:
        return False
    remember(Subject.GROUND, row.pk, row.record.organisation_id, None, purpose=row.purpose)
    note(None, ("ground", row.pk), row.record_id, Subject.GROUND)
    row.delete()
    drop_empty(row.record_id)
    return True


def drop_empty(record_id: Any) -> None:
    """A row that was kept for a proof goes with the last one."""
    row = ClientRecord.objects.unrestricted().filter(pk=record_id, emptied_at__isnull=False).first()
    if row is not None and not is_kept_for_proof(record_id):
        row.delete()


@transaction.atomic
def purge_breach(pk: Any, today: dt.date) -> bool:
    row = Breach.objects.unrestricted().select_for_update(of=("self",)).filter(pk=pk, closed_at__isnull=False).first()
    if row is None:
        return False
    remember(Subject.BREACH, row.pk, row.organisation_id, None)
    note(None, ("breach", row.pk), "", Subject.BREACH)
    row.delete()
    return True


DELETED_BY = {
    Referral: purge_referral,
    ClientRecord: purge_record,
    Consent: purge_consent,
    LegalGround: purge_ground,
    Breach: purge_breach,
}


@transaction.atomic
def erase_record(*, record: ClientRecord, by: Actor) -> None:
    """The client has asked for it (Art. 17 GDPR). Refused while something is under way, or while the law holds it."""
    rows = ClientRecord.objects.for_actor(by).filter(organisation__in=by.supervisor_in)
    row: ClientRecord = rows.select_for_update(of=("self",)).get(pk=record.pk)
    referrals = hold_all_of(row)
    if retention.is_held(row.pk):
        raise Refused(
            _(
                "Zu dieser Akte ist ein Konflikt oder eine Übermittlung ohne Einwilligung noch nicht entschieden. "
                "Bitte entscheiden Sie das zuerst; bis dahin darf nichts gelöscht werden (Art. 17 Abs. 3 DSGVO)."
            )
        )
    if any(referral.is_open for referral in referrals):
        raise Refused(
            _(
                "Es laufen noch Fallübergaben. Bitte ziehen Sie sie zuerst zurück oder schließen Sie sie ab; danach können Sie löschen."
            )
        )
    for referral in referrals:
        delete_referral(referral, by)
    delete_record(row, by)


def remember(
    subject: str, pk: Any, organisation_id: int | None, by: Actor | None, *, purpose: str = "", outcome: str = ""
) -> None:
    Deletion.objects.create(
        subject=subject,
        object_id=pk,
        organisation_id=organisation_id,
        purpose=purpose,
        outcome=outcome,
        year=timezone.localdate().year,
        was_asked_for=by is not None,
    )


def note(by: Actor | None, about: tuple[str, Any], record_id: Any, subject: str) -> None:
    details: dict[str, Value] = {"record": str(record_id), "subject": str(subject), "asked_for": by is not None}
    record(trail.PURGED, by.user if by else None, about=about, details=details)


def forget_files(paths: Iterable[str]) -> None:
    """After the commit: a file must not be gone while its row may still come back."""
    for path in list(paths):
        transaction.on_commit(partial(sealed_files.remove, path))


def known_paths() -> set[str]:
    rows = (Attachment.objects.unrestricted(), ConsentProof.objects.unrestricted())
    return {path for found in rows for path in found.values_list("path", flat=True)}


def orphans() -> tuple[list[str], int]:
    """Files without a row, and how many rows have no file; both are to be none (R41)."""
    stored, known = set(sealed_files.stored_paths()), known_paths()
    return sorted(stored - known), len(known - stored)


def remove_orphans() -> int:
    limit = time.time() - ORPHAN_AGE
    old = [path for path in orphans()[0] if sealed_files.located(path).stat().st_mtime < limit]
    for path in old:
        sealed_files.remove(path)
    unfinished = sealed_files.unfinished_paths(limit)
    for path in unfinished:
        sealed_files.remove_unfinished(path)
    return len(old) + len(unfinished)


@transaction.atomic
def change_period(*, period: RetentionPeriod, by: Actor) -> RetentionPeriod:
    """Dates on pages follow at once; what has become due goes with the next run."""
    period.save()
    details: dict[str, Value] = {
        "subject": period.subject,
        "days": period.days,
        "archive": period.is_offered_to_archive,
    }
    retention.set_dates()
    record(trail.PERIOD_CHANGED, by.user, about=("retention_period", period.subject), details=details)
    return period
