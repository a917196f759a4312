"""One letter of each kind, for tests of how they print; everybody in it is invented."""

import datetime as dt
import io

from PIL import Image, ImageDraw

from cases.referrals import printing, words

AT = dt.datetime(2026, 11, 27, 9, 30, tzinfo=dt.UTC)
SENDER = "Integrationsmanagement Stadt Lauerstadt"
KEY = printing.ClientKey(
    link="https://portal.example/m/#7KQ2M4XZB9TRW3FH8NCD6PVJ5Y",
    address="portal.example/m",
    code="7KQ2M4XZB9TRW3FH8NCD6PVJ5Y",
)


def letter(language: str = "de", **changes) -> printing.Letter:
    facts = {
        "county": "Landkreis Rebental",
        "sender": SENDER,
        "sender_contact": "Selma Aydın, Telefon 07641 100-23, integration@stadt.example",
        "printed_at": AT,
        "language": language,
    }
    return printing.Letter(**{**facts, **changes})


def signature() -> bytes:
    image = Image.new("RGB", (600, 160), "white")
    ImageDraw.Draw(image).line(
        [(40, 120), (90, 40), (130, 120), (190, 60), (240, 110), (330, 70), (420, 110), (560, 50)],
        fill="black",
        width=5,
    )
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def consent(language: str = "de", **changes) -> printing.ConsentForm:
    facts = {
        "letter": letter(language),
        "version": 1,
        "parts": {code: words.of(code).consent_parts for code in {"de", language}},
        "client_name": "Omar Haddad-Muster",
        "client_born": "1990",
        "purpose": "first_talk",
        "categories": ("identity", "contact", "language_level", "work", "goals"),
        "recipients": ("Jobcenter Rebental, Team KompAs", "Jugendmigrationsdienst Rebental"),
        "valid_from": dt.date(2026, 11, 27),
        "valid_until": dt.date(2027, 5, 31),
        "officer_contact": "datenschutz@stadt.example, Telefon 07641 100-90",
        "authority": "Landesbeauftragte für den Datenschutz, Beispielstraße 1, 70000 Musterstadt",
        "storage_months": 6,
        "address": "portal.example/m",
        "recorded_by": "Selma Aydın",
        "interpreter": "Rami Beispiel",
        "place_date": "Lauerstadt, 27.11.2026",
        "key": KEY,
    }
    return printing.ConsentForm(**{**facts, **changes})


def receipt(language: str = "de", **changes) -> printing.WithdrawalReceipt:
    facts = {
        "letter": letter(language),
        "purpose": "first_talk",
        "recipients": ("Jobcenter Rebental, Team KompAs",),
        "withdrawn_at": AT,
        "proof_years": 3,
    }
    return printing.WithdrawalReceipt(**{**facts, **changes})


def copy(language: str = "de", **changes) -> printing.ClientCopy:
    facts = {
        "letter": letter(language),
        "kind": "dropout",
        "written_at": AT,
        "recipient": "Jobcenter Rebental, Team KompAs",
        "subject": "Fehlt seit drei Tagen",
        "body": "Guten Tag,\n\nHerr Haddad-Muster war seit Dienstag nicht im Kurs.\nBitte rufen Sie an.\n\nViele Grüße",
        "details": (("Letzter Kurstag", "24.11.2026"), ("Wer ruft an?", "Integrationsmanagement")),
    }
    return printing.ClientCopy(**{**facts, **changes})


def alignment(language: str = "de", **changes) -> printing.AlignmentCopy:
    goals = (
        printing.GoalPair(
            integration_goal="Sprachkurs B1 abschließen",
            employment_goal="Sprachkurs B1 bis Sommer",
            match="matched",
            responsible="employment",
            due_on=dt.date(2027, 7, 31),
        ),
        printing.GoalPair(
            "Kindergartenplatz finden", "", match="unmatched", state="reached", responsible="integration"
        ),
        printing.GoalPair(
            integration_goal="Ausbildung zur Pflegefachkraft",
            employment_goal="Sofort Arbeit aufnehmen",
            match="contradicting",
            state="broken_off",
            reason="Gespräch am 03.12.2026 vereinbart",
        ),
    )
    facts = {
        "letter": letter(language),
        "integration_organisation": SENDER,
        "employment_organisation": "Jobcenter Rebental",
        "employment_plan": "cooperation_plan",
        "goals": goals,
    }
    return printing.AlignmentCopy(**{**facts, **changes})


def key_sheet(language: str = "de") -> printing.KeySheet:
    return printing.KeySheet(letter=letter(language), key=KEY)


def every_kind(language: str) -> dict[str, bytes]:
    return {
        "consent": printing.consent_form(consent(language)),
        "consent-signed": printing.consent_form(consent(language, signed="screen", signature=signature(), key=None)),
        "receipt": printing.withdrawal_receipt(receipt(language)),
        "copy": printing.client_copy(copy(language)),
        "alignment": printing.alignment_copy(alignment(language)),
        "key": printing.key_sheet(key_sheet(language)),
    }
