"""Names of what is done with cases, for the trail; details are ids and words of the code, never anything personal (R45)."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.access import Actor
from cases.models import ClientRecord, Consent, Referral
from portal.audit.trail import record, register
from portal.models import AuditEvent

RECORD_MADE = register("cases.record.create", _("Klientenakte angelegt"), ("organisation",))
RECORD_READ = register("cases.record.read", _("Klientenakte gelesen"), ("organisation", "instead_of"))
RECORD_CHANGED = register("cases.record.change", _("Klientenakte geändert"), ("organisation", "fields"))
RECORD_HANDED_OVER = register(
    "cases.record.hand_over", _("Fall übergeben innerhalb der Organisation"), ("organisation", "to")
)
RECORD_CLOSED = register("cases.record.close", _("Klientenakte geschlossen"), ("organisation",))
RECORD_REOPENED = register("cases.record.reopen", _("Klientenakte wieder geöffnet"), ("organisation",))
RECORD_FOUND = register("cases.record.found", _("bei einer Suche nach Namen gefunden"), ("organisation",))
RECORDS_SEARCHED = register("cases.record.search", _("Klientenakten durchsucht"), ("hits",))
NAMES_SHOWN = register("cases.names", _("Namen einer Liste gezeigt"), ("list", "count", "records"))
CONSENT_PREPARED = register("cases.consent.prepare", _("Einwilligung vorbereitet"), ("record", "purpose", "language"))
CONSENT_GIVEN = register("cases.consent.give", _("Einwilligung aufgenommen"), ("record", "purpose", "form", "text"))
CONSENT_READ = register("cases.consent.read", _("Einwilligung angesehen"), ("record",))
CONSENT_PRINTED = register("cases.consent.print", _("Einwilligung gedruckt"), ("record", "language"))
CONSENT_DISCARDED = register("cases.consent.discard", _("vorbereitete Einwilligung verworfen"), ("record",))
CONSENT_WITHDRAWN = register("cases.consent.withdraw", _("Einwilligung widerrufen"), ("record", "way", "organisation"))
CONSENT_EXPIRED = register("cases.consent.expire", _("Einwilligung abgelaufen"), ("record",))
RECEIPT_PRINTED = register("cases.consent.receipt", _("Bestätigung des Widerrufs gedruckt"), ("record", "language"))
CONSENT_TEXT_CHANGED = register("cases.consent_text", _("Einwilligungstext bearbeitet"), ("step", "number", "language"))
KEY_ISSUED = register("cases.key.issue", _("Schlüssel für die Klientin oder den Klienten ausgegeben"), ("record",))
KEY_VOIDED = register("cases.key.void", _("Schlüssel der Klientin oder des Klienten gesperrt"), ("record",))
KEY_USED = register("cases.key.use", _("Schlüssel der Klientin oder des Klienten benutzt"), ("record", "step"))
KEY_REFUSED = register("cases.key.refused", _("Schlüssel der Klientin oder des Klienten abgewiesen"), ("reason",))
REFERRAL_MADE = register("cases.referral.create", _("Fallübergabe entworfen"), ("record", "purpose", "receiver"))
REFERRAL_CHANGED = register("cases.referral.change", _("Entwurf einer Fallübergabe geändert"), ("record",))
REFERRAL_DISCARDED = register("cases.referral.discard", _("Entwurf einer Fallübergabe verworfen"), ("record",))
REFERRAL_READ = register(
    "cases.referral.read", _("Fallübergabe gelesen"), ("record", "organisation", "categories", "instead_of")
)
REFERRAL_MOVED = register(
    "cases.referral.move",
    _("Fallübergabe: Stand geändert"),
    ("record", "step", "source", "target", "organisation", "instead_of"),
)
REFERRAL_TAKEN = register("cases.referral.take", _("Fallübergabe weitergegeben"), ("record", "to", "organisation"))
MESSAGE_WRITTEN = register("cases.message.write", _("Nachricht geschrieben"), ("record", "kind", "organisation"))
FILE_ADDED = register("cases.file.add", _("Anhang hinzugefügt"), ("record", "category", "bytes"))
FILE_REMOVED = register("cases.file.remove", _("Anhang eines Entwurfs entfernt"), ("record", "category"))
FILE_READ = register("cases.file.read", _("Anhang geöffnet"), ("record", "category", "organisation"))
PROOF_READ = register("cases.proof.read", _("Nachweis der Einwilligung geöffnet"), ("record",))
APPOINTMENT_MADE = register("cases.appointment.make", _("Termin eingetragen"), ("record",))
APPOINTMENT_EXPORTED = register("cases.appointment.export", _("Kalenderdatei eines Termins geholt"), ("record",))
APPOINTMENT_CHANGED = register("cases.appointment.change", _("Termin geändert"), ("record", "cancelled"))
COPY_MADE = register("cases.copy", _("Kopie für die Klientin oder den Klienten erstellt"), ("record", "of", "language"))
GROUND_ASKED = register(
    "cases.ground.ask", _("Übermittlung ohne Einwilligung beantragt"), ("record", "ground", "receiver")
)
GROUND_DECIDED = register(
    "cases.ground.decide", _("über Übermittlung ohne Einwilligung entschieden"), ("record", "confirmed")
)
GROUND_READ = register("cases.ground.read", _("Antrag auf Übermittlung ohne Einwilligung gelesen"), ("record",))
GROUNDS_READ = register("cases.ground.report", _("Bericht über Übermittlungen ohne Einwilligung gelesen"), ("rows",))
PRINTOUTS_GONE = register("cases.printouts", _("Ausdrucke als vernichtet bestätigt"), ("organisation",))
PURGED = register("cases.purge", _("gelöscht"), ("record", "subject", "asked_for"))
PROOF_KEPT = register("cases.purge.proof", _("Akte geleert, Nachweis der Einwilligung bleibt"), ("record",))
PERIODS_READ = register("cases.periods.read", _("Aufbewahrungsfristen angesehen"))
PERIOD_CHANGED = register("cases.periods.change", _("Aufbewahrungsfrist geändert"), ("subject", "days", "archive"))
DELETIONS_READ = register("cases.deletions.read", _("Liste der anstehenden Löschungen gelesen"), ("count",))
BUNDLE_TAKEN = register(
    "cases.bundle", _("Unterlagen vor der Löschung übernommen"), ("record", "organisation", "files")
)
ACCESS_READ = register("cases.access.read", _("Zugriffsliste gelesen"), ("record", "count"))
PERSON_EXPORTED = register("cases.person.export", _("Auskunft an eine Person erstellt"), ("record", "organisation"))
PASSWORD_SHOWN = register("cases.person.password", _("Kennwort einer Auskunft gezeigt"), ("record", "organisation"))
OVERSIGHT_READ = register("cases.oversight", _("Übersicht der Aufsicht gelesen"))
BREACHES_READ = register("cases.breach.list", _("Liste der Datenpannen gelesen"), ("count",))
BREACH_READ = register("cases.breach.read", _("Datenpanne gelesen"), ("organisation",))
BREACH_REPORTED = register("cases.breach.report", _("Datenpanne erfasst"), ("organisation",))
BREACH_CHANGED = register("cases.breach.change", _("Datenpanne geändert"), ("organisation", "fields"))
WAITING_READ = register("cases.waiting", _("gelesen, wo Antworten überfällig sind"), ("organisations",))
LIST_READ = register("cases.list", _("Liste der Vorgänge gelesen"), ("list", "count"))

SHEET_READ = register("cases.alignment.read", _("Abgleich der Ziele gelesen"), ("record", "organisation"))
SHEET_CHANGED = register(
    "cases.alignment.change", _("Abgleich der Ziele geändert"), ("record", "act", "goal", "fields", "organisation")
)
SHEET_SIGNED = register("cases.alignment.sign", _("Abgleich der Ziele bestätigt"), ("record", "organisation"))
CALL_SETTLED = register(
    "cases.dropout.answer", _("Anruf nach (drohendem) Abbruch zugesagt"), ("record", "caller", "organisation")
)
SETTLEMENT_PROPOSED = register(
    "cases.settlement.propose", _("Klärung eines Konflikts vorgeschlagen"), ("record", "organisation")
)
SETTLEMENT_AGREED = register(
    "cases.settlement.agree", _("Klärung eines Konflikts zugestimmt"), ("record", "organisation")
)


def about_record(action: str, actor: Actor | None, row: ClientRecord, **details: str | int | bool | None) -> AuditEvent:
    return record(action, actor.user if actor else None, about=("client_record", row.pk), details=details)


def about_consent(action: str, actor: Actor | None, row: Consent, **details: str | int | bool | None) -> AuditEvent:
    return record(
        action,
        actor.user if actor else None,
        about=("consent", row.pk),
        details={"record": str(row.record_id), **details},
    )


def about_referral(action: str, actor: Actor | None, row: Referral, **details: str | int | bool | None) -> AuditEvent:
    """Each names the client's record, so that everything about one person is found by it (R32)."""
    return record(
        action,
        actor.user if actor else None,
        about=("referral", row.pk),
        details={"record": str(row.record_id), **details},
    )


def names_shown(actor: Actor, which: str, rows: Iterable[models.Model]) -> None:
    """One event for a whole list, with its subjects in pieces that fit (F50)."""
    keys = [str(row.pk) for row in rows]
    record(NAMES_SHOWN, actor.user, details={"list": which, "count": len(keys)})
    for key in keys:
        record(RECORD_FOUND, actor.user, about=("client_record", key))
