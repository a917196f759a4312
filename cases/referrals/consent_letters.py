"""Papers about a consent: from its rows to the letters of `printing`, and its text on the screen."""

from collections.abc import Iterable
from typing import Any, Literal

from django.utils import timezone

from cases import sealed_files
from cases.models import Consent, ConsentProof, ConsentTextTranslation, RetentionPeriod, Withdrawal
from cases.referrals import births, client_keys, printing, words
from cases.referrals.consent_texts import parts_of, shown_with
from cases.referrals.printing import Bilingual, ConsentForm, KeySheet, Letter, WithdrawalReceipt
from directory.models import Membership, Organisation
from portal import conf, mail
from portal.identity.auth import OrganisationRole

USUAL_MONTHS, USUAL_YEARS = 6, 3  # where the county has set no period
DAYS_OF_MONTH, DAYS_OF_YEAR = 30, 365


def letter(sender: Organisation, language: str, *, is_checked: bool) -> Letter:
    return Letter(
        county=conf.get("COUNTY_NAME"),
        sender=sender.name,
        sender_contact=contact_of(sender),
        printed_at=timezone.now(),
        language=language,
        is_checked=is_checked,
    )


def contact_of(organisation: Organisation) -> str:
    known = [organisation.phone.shown if organisation.phone else "", organisation.email]
    return ", ".join(filter(None, known)) or organisation.name


def officer_contact(organisation: Organisation) -> str:
    """Of the organisation's own officer for data protection; its central contact where nobody has that role."""
    officers = Membership.objects.filter(
        organisation=organisation, role=OrganisationRole.ORGANISATION_OFFICER, user__is_active=True
    )
    addresses = officers.order_by("pk").values_list("user__email", flat=True)
    return addresses.first() or contact_of(organisation)


def kept_days(subject: RetentionPeriod.Subject, usual: int) -> int:
    days = RetentionPeriod.objects.filter(subject=subject).values_list("days", flat=True).first()
    return int(days or usual)


def form_of(consent: Consent, key: printing.ClientKey | None = None) -> ConsentForm:
    texts = shown_with(consent)
    record, sender = consent.record, consent.record.organisation
    own = texts.get(consent.language)
    signature = signature_of(consent)
    return ConsentForm(
        letter=letter(sender, consent.language, is_checked=bool(own and own.is_checked)),
        version=consent.text.number,
        parts={code: parts_of(text) for code, text in texts.items()},
        client_name=record.name,
        client_born=births.shown(record.birth),
        purpose=consent.purpose,
        categories=tuple(consent.categories.values_list("category", flat=True)),
        recipients=tuple(consent.recipients.values_list("organisation__name", flat=True)),
        valid_from=timezone.localtime(consent.valid_from).date(),
        valid_until=consent.last_day,
        officer_contact=officer_contact(sender),
        authority=conf.get("DATA_PROTECTION_AUTHORITY"),
        storage_months=max(1, kept_days(RetentionPeriod.Subject.ENDED, USUAL_MONTHS * DAYS_OF_MONTH) // DAYS_OF_MONTH),
        address=client_keys.short_address(),
        recorded_by=recorder(consent),
        interpreter=consent.interpreter,
        is_by_guardian=bool(record.guardians),
        signed=how_signed(consent),
        signature=signature,
        key=key,
    )


def recorder(consent: Consent) -> str:
    person = consent.recorded_by or consent.prepared_by
    return person.get_full_name() if person else ""


def how_signed(consent: Consent) -> Literal["", "paper", "screen"]:
    if consent.given_at is None:
        return ""
    return "screen" if consent.form == Consent.Form.SCREEN else "paper"


def signature_of(consent: Consent) -> bytes | None:
    """The picture, of a signature on the screen only."""
    if how_signed(consent) != "screen":
        return None
    proof = ConsentProof.objects.unrestricted().filter(consent=consent).first()
    return sealed_files.read(proof.path) if proof else None


def consent_paper(consent: Consent, key: printing.ClientKey | None = None) -> bytes:
    return printing.consent_form(form_of(consent, key))


def receipt_paper(withdrawal: Withdrawal) -> bytes:
    consent = withdrawal.consent
    own: ConsentTextTranslation | None = shown_with(consent).get(consent.language)
    receipt = WithdrawalReceipt(
        letter=letter(consent.record.organisation, consent.language, is_checked=bool(own and own.is_checked)),
        purpose=consent.purpose,
        recipients=tuple(consent.recipients.values_list("organisation__name", flat=True)),
        withdrawn_at=withdrawal.at,
        proof_years=max(1, kept_days(RetentionPeriod.Subject.CONSENT, USUAL_YEARS * DAYS_OF_YEAR) // DAYS_OF_YEAR),
        recorded_by=withdrawal.by.get_full_name() if withdrawal.by else "",
    )
    return printing.withdrawal_receipt(receipt)


def key_paper(sender: Organisation, language: str, key: printing.ClientKey) -> bytes:
    return printing.key_sheet(KeySheet(letter(sender, language, is_checked=language == words.GERMAN), key))


def text_in_both(consent: Consent) -> Iterable[dict[str, Any]]:
    """Part by part as it is read out: German, and beside it the client's language."""
    form = form_of(consent)
    return printing.parts_in_both(form, Bilingual(form.letter), lambda one: printing.consent_values(form, one))


def printed_key(secret: str) -> printing.ClientKey:
    return printing.ClientKey(link=mail.link("client:open", secret), address=client_keys.short_address(), code=secret)
