"""Thirty referrals in all states between six organisations of the invented county, made through the same actions as real ones."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.access import Actor, actor
from cases.models import ClientRecord, Consent, Message, Purpose, Referral, ReferralStep
from cases.referrals import (
    consent_actions,
    deadlines,
    dropout_actions,
    purposes,
    record_actions,
    referral_actions,
    states,
)
from cases.referrals.dropout_actions import Report
from cases.referrals.referral_actions import Receiver
from directory.models import Municipality, Organisation
from portal.models import OutgoingMail, User

FILE = Path(__file__).resolve().parent / "cases.toml"
DOMAIN = "@rebental.example"
CONSENT_DAYS = 365
Row = dict[str, Any]
# A page that says what it is; nobody has signed anything here.
SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 62>>stream\nBT /F 18 Tf 72 760 Td (Beispiel: unterschriebene Seite) Tj ET\nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def is_loaded() -> bool:
    return ClientRecord.objects.unrestricted().exists()


@transaction.atomic
def load() -> None:
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    begun = timezone.now()
    records: dict[str, ClientRecord] = {}
    for row in data["records"]:
        records[row["key"]] = load_record(row, records)
    for row in data["referrals"]:
        load_referral(row, records[row["record"]])
    # What is told here, nobody has done.
    OutgoingMail.objects.filter(written_at__gte=begun).delete()


def who(local: str) -> Actor:
    return actor(User.objects.get(email=local if "@" in local else f"{local}{DOMAIN}"))


def load_record(row: Row, records: dict[str, ClientRecord]) -> ClientRecord:
    by = who(row["by"])
    organisation = Organisation.objects.get(pk__in=by.caseworker_in)
    place = Municipality.objects.filter(name=row["place"]).order_by("-pk").values_list("ags", flat=True)[0]
    fields = {name: row.get(name, "") for name in record_actions.FIELDS} | {"municipality": place}
    relative = records.get(row.get("relative", ""))
    return record_actions.create_record(organisation=organisation, fields=fields, by=by, relative=relative)


def load_referral(row: Row, record: ClientRecord) -> None:
    by = actor(User.objects.get(pk__in=[record.created_by_id]))
    organisation = Organisation.objects.get(name=row["to"])
    team = organisation.teams.get(name=row["team"]) if "team" in row else None
    if row["purpose"] == Purpose.DROPOUT:
        report_dropout(row, record, organisation, by)
        return
    draft = referral_actions.draft_referral(
        record=record,
        purpose=row["purpose"],
        receiver=Receiver(organisation, team),
        contents=contents(row, record),
        by=by,
    )
    if "sent" not in row:
        return
    consent = give_consent(row, record, organisation, by)
    referral = referral_actions.send_referral(referral=draft, version=draft.version, consent=consent, by=by)
    tell_story(row, referral)
    date_back(Referral.objects.unrestricted().get(pk=referral.pk), row["sent"], row["due"])


def report_dropout(row: Row, record: ClientRecord, receiver: Organisation, by: Actor) -> None:
    """The consent was given at the start of the course."""
    consent = give_consent(row, record, receiver, by)
    today = timezone.localdate()
    due = deadlines.end_of(today + dt.timedelta(days=max(row["due"], 0)))
    report = Report("threatened", today - dt.timedelta(days=row["sent"] + 3), row["attendance"], due)
    referral = dropout_actions.report_dropout(consent=consent, receiver=receiver, report=report, by=by)
    tell_story(row, referral)
    date_back(Referral.objects.unrestricted().get(pk=referral.pk), row["sent"], row["due"])


def contents(row: Row, record: ClientRecord) -> dict[str, str]:
    own = {kind: row[kind] for kind in purposes.CATEGORIES if kind in row}
    return own | {"identity": f"{record.name}, {record.birth_year}", "contact": record.contact}


def give_consent(row: Row, record: ClientRecord, receiver: Organisation, by: Actor) -> Consent:
    now = timezone.now()
    kinds = [*purposes.BY_SLUG[row["purpose"]].usual, *(kind for kind in purposes.CATEGORIES if kind in row)]
    consent = consent_actions.prepare_consent(
        record=record,
        purpose=row["purpose"],
        recipients=[receiver],
        categories=sorted({*kinds, "contact"}, key=purposes.CATEGORIES.index),
        valid_from=now - dt.timedelta(days=row["sent"] + 1),
        valid_until=end_of_consent(row),
        language=record.language,
        by=by,
    )
    signed_by = record.guardians or record.name
    return consent_actions.give_consent(
        consent=consent, form="paper", proof=SCAN, kind="application/pdf", signed_by=signed_by, by=by
    )


def end_of_consent(row: Row) -> dt.datetime:
    """One that has run out must hold while it is sent on; in a minute it does no more."""
    if row.get("consent_ended") == "expired":
        return timezone.now() + dt.timedelta(minutes=1)
    return deadlines.start_after(timezone.localdate() + dt.timedelta(days=CONSENT_DAYS - row["sent"]))


def tell_story(row: Row, referral: Referral) -> None:
    for step in row.get("steps", ()):
        name, local, *text = step.split(":", 2)
        referral.refresh_from_db()
        referral_actions.move_referral(
            referral=referral, step=name, version=referral.version, by=who(local), text=text[0] if text else ""
        )
    for note in row.get("notes", ()):
        local, text = note.split(":", 1)
        by = who(local)
        side = "sender" if referral.sender_id in by.organisations else "receiver"
        referral_actions.write_message(referral, Message.Kind.MESSAGE, text, by, side)
    if "consent_ended" in row and referral.consent is not None:
        end_consent(row["consent_ended"], referral.consent)


def end_consent(how: str, consent: Consent) -> None:
    if how == "withdrawn":
        consent_actions.withdraw_consent(consent=consent, way="client", by=None)
    else:
        consent_actions.expire(consent)


def date_back(referral: Referral, days: int, due_in: int) -> None:
    """Lets it look as if it had been sent so many days ago, and what followed in the days between."""
    sent = at_nine(days)
    due = deadlines.end_of(timezone.localdate() + dt.timedelta(days=due_in))
    story = [
        *ReferralStep.objects.unrestricted().filter(referral=referral),
        *Message.objects.unrestricted().filter(referral=referral),
    ]
    story.sort(key=lambda one: one.at)
    for place, one in enumerate(story):
        one.at = min(sent + dt.timedelta(days=days) * place / max(len(story), 1), timezone.now())
        one.save(update_fields=["at"])
    last = story[-1].at if story else sent
    times = {"sent_at": sent, "created_at": sent, "due_at": due, "changed_at": last}
    if referral.state in states.CLOSED:
        times["closed_at"] = last
    Referral.objects.unrestricted().filter(pk=referral.pk).update(**times)


def at_nine(days_ago: int) -> dt.datetime:
    """Nine in the morning of that day, never ahead of now."""
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    return min(dt.datetime.combine(day, dt.time(9, 12), deadlines.BERLIN), timezone.now())
