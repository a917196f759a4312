"""Writes about consents: prepared, given, taken back. Whatever ends one ends the receivers' access in the same transaction (F46)."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import sealed_files, sent_once
from cases.access import Actor
from cases.models import (
    ClientRecord,
    Consent,
    ConsentCategory,
    ConsentProof,
    ConsentRecipient,
    ConsentText,
    PrintoutCheck,
    Referral,
    ReferralStep,
    Withdrawal,
)
from cases.referrals import consent_notifications, retention, states, trail
from cases.referrals.errors import NotNow, Refused
from cases.referrals.locks import hold
from directory.models import Organisation
from portal.audit import trail as audit


@transaction.atomic
def prepare_consent(
    *,
    record: ClientRecord,
    purpose: str,
    recipients: Collection[Organisation],
    categories: Sequence[str],
    valid_from: dt.datetime,
    valid_until: dt.datetime,
    language: str,
    by: Actor,
    form: uuid.UUID | None = None,
) -> Consent:
    """Scope, period and text as they will be printed and read out; nothing may leave on it before it is given.

    `form` names the page that was filled in.
    """
    text = ConsentText.objects.published().first()
    shown = text.translations.filter(language=language).first() if text else None
    if text is None or shown is None:
        raise Refused(_("In dieser Sprache gibt es noch keinen Text. Bitte wählen Sie eine andere."))
    # One after the other, so that the second of two at once finds the first, and nothing is begun for who was just deleted.
    ClientRecord.objects.for_actor(by).select_for_update(of=("self",)).get(pk=record.pk)
    receivers = sorted(each.pk for each in recipients)
    pk = sent_once.key_of(
        by, form, "consent", record.pk, purpose, receivers, sorted(categories), valid_until, language, text.pk
    )
    twice: Consent | None = Consent.objects.for_actor(by).filter(record=record, pk=pk).first()
    if twice is not None:
        return twice
    consent = Consent.objects.create(
        pk=pk,
        record=record,
        purpose=purpose,
        text=text,
        text_digest=shown.digest,
        language=language,
        valid_from=valid_from,
        valid_until=valid_until,
        prepared_by=by.user,
    )
    ConsentRecipient.objects.bulk_create(ConsentRecipient(consent=consent, organisation=each) for each in recipients)
    ConsentCategory.objects.bulk_create(ConsentCategory(consent=consent, category=each) for each in categories)
    trail.about_consent(trail.CONSENT_PREPARED, by, consent, purpose=purpose, language=language)
    return consent


@transaction.atomic
def give_consent(
    *, consent: Consent, form: str, proof: bytes, kind: str, interpreter: str = "", signed_by: str = "", by: Actor
) -> Consent:
    """The client has signed: `proof` is the scan or the image of the signature, `kind` its media type. From now on it cannot be changed."""
    row: Consent = Consent.objects.for_actor(by).select_for_update(of=("self",)).get(pk=consent.pk)
    if row.given_at is not None:
        raise NotNow
    if row.valid_until <= timezone.now():
        raise Refused(_("Der letzte Tag dieser Einwilligung ist schon vorbei. Bitte nehmen Sie sie neu auf."))
    if not proof:
        raise Refused(
            _(
                "Bitte laden Sie die unterschriebene Einwilligung hoch oder lassen Sie auf dem Bildschirm unterschreiben."
            )
        )
    store_proof(row, proof, kind, by)
    row.form, row.interpreter, row.signed_by = form, interpreter, signed_by
    row.given_at, row.recorded_by = timezone.now(), by.user
    row.save()
    trail.about_consent(
        trail.CONSENT_GIVEN,
        by,
        row,
        purpose=row.purpose,
        form=form,
        text=f"{row.text_id} {row.language} {row.text_digest[:16]}",
    )
    return row


def store_proof(consent: Consent, content: bytes, kind: str, by: Actor) -> None:
    path = sealed_files.new_path()
    sealed_files.store(path, content)
    ConsentProof.objects.create(consent=consent, kind=kind, size=len(content), path=path, by=by.user)


@transaction.atomic
def discard_consent(*, consent: Consent, by: Actor) -> None:
    """Only what was prepared and never given."""
    row: Consent = Consent.objects.for_actor(by).select_for_update(of=("self",)).get(pk=consent.pk)
    if row.given_at is not None:
        raise NotNow
    trail.about_consent(trail.CONSENT_DISCARDED, by, row)
    row.delete()


@transaction.atomic
def withdraw_consent(
    *, consent: Consent, way: str, by: Actor | None, organisation: Organisation | None = None
) -> Withdrawal:
    """At the same moment every referral that rests on it closes, and the receivers are asked for their printouts (F46, R29).

    `by` is None for the client with the key of the copy. Withdrawn twice is withdrawn once. Both sides are told (F46).
    """
    row: Consent = Consent.objects.unrestricted().select_for_update(of=("self",)).get(pk=consent.pk)
    known = Withdrawal.objects.filter(consent=row).first()
    if known is not None:
        return known
    if row.given_at is None:
        raise NotNow
    resting = resting_on(row)
    withdrawal = Withdrawal.objects.create(consent=row, way=way, by=by.user if by else None, organisation=organisation)
    trail.about_consent(
        trail.CONSENT_WITHDRAWN, by, row, way=way, organisation=organisation.pk if organisation else None
    )
    end_referrals(row, resting, "revoke", by)
    return withdrawal


@transaction.atomic
def withdraw_all(*, consents: Iterable[Consent], way: str) -> list[Withdrawal]:
    """By the client, several at once: all rows are held before the first event (see locks)."""
    held = hold(Consent.objects.unrestricted().filter(pk__in=[each.pk for each in consents]))
    hold(Referral.objects.unrestricted().filter(consent__in=held))
    return [withdraw_consent(consent=each, way=way, by=None) for each in held]


def resting_on(consent: Consent) -> list[Referral]:
    rows: list[Referral] = hold(Referral.objects.unrestricted().filter(consent=consent))
    return rows


def end_referrals(consent: Consent, resting: list[Referral], step: str, by: Actor | None) -> None:
    """Closes what is open on a consent that holds no more; `step` is "revoke" or "expire"."""
    ended = [referral for referral in resting if referral.is_open]
    for referral in ended:
        close_by_itself(referral, step, by)
    # Those completed before were readable until now.
    read = [referral for referral in resting if referral.state == states.COMPLETED]
    for referral in [*ended, *read]:
        ask_for_printouts(referral)
    for referral in resting:
        retention.write_day(referral)
    consent_notifications.tell_ended(consent, [*ended, *read], by)


def close_by_itself(referral: Referral, step: str, by: Actor | None) -> None:
    transition = states.BY_NAME[step]
    now = timezone.now()
    ReferralStep.objects.create(
        referral=referral,
        name=step,
        source=referral.state,
        target=transition.target,
        at=now,
        by=by.user if by else None,
    )
    trail.about_referral(trail.REFERRAL_MOVED, by, referral, step=step, source=referral.state, target=transition.target)
    referral.state, referral.closed_at, referral.changed_at = transition.target, now, now
    referral.version += 1
    referral.save(update_fields=["state", "closed_at", "changed_at", "version"])


def ask_for_printouts(referral: Referral) -> None:
    """Whoever opened it may have printed it; one question for each referral."""
    opened = ReferralStep.objects.unrestricted().filter(referral=referral, name="see").select_related("by").first()
    if opened is not None and not PrintoutCheck.objects.unrestricted().filter(referral=referral).exists():
        PrintoutCheck.objects.create(
            referral=referral,
            number=referral.number,
            organisation=referral.receiver,
            user=referral.taken_by or opened.by,
        )


def expire_consents() -> int:
    """Marks what has ended by itself; access ended at that second already (R30). May run as often as one likes."""
    over = Consent.objects.unrestricted().given().filter(valid_until__lte=timezone.now(), withdrawal=None)
    return sum(expire(consent) for consent in over.filter(referrals__state__in=states.UNDER_WAY).distinct())


@transaction.atomic
def expire(consent: Consent) -> int:
    """Each in a transaction of its own, so that nobody at work waits for all of them."""
    Consent.objects.unrestricted().select_for_update(of=("self",)).get(pk=consent.pk)
    resting = resting_on(consent)
    number = sum(referral.is_open for referral in resting)
    if number:
        trail.about_consent(trail.CONSENT_EXPIRED, None, consent)
        end_referrals(consent, resting, "expire", None)
    return number


@transaction.atomic
def confirm_printouts(*, check: PrintoutCheck, by: Actor) -> None:
    """Said twice is said once."""
    Referral.objects.unrestricted().select_for_update(of=("self",)).get(pk=check.referral_id)
    row: PrintoutCheck = PrintoutCheck.objects.for_actor(by).select_for_update(of=("self",)).get(pk=check.pk)
    if row.confirmed_at is not None:
        return
    row.confirmed_at, row.confirmed_by = timezone.now(), by.user
    row.save(update_fields=["confirmed_at", "confirmed_by"])
    audit.record(
        trail.PRINTOUTS_GONE,
        by.user,
        about=("referral", row.referral_id),
        details={"organisation": row.organisation_id},
    )
