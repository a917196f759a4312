"""Invented clients and what belongs to them, made through the real actions."""

import datetime as dt
from typing import Any

from django.test import Client
from django.utils import timezone

from cases.access import Actor, actor
from cases.models import ClientRecord, Consent, ConsentText, ConsentTextTranslation, Referral
from cases.referrals import consent_actions, record_actions, referral_actions
from cases.referrals.referral_actions import Receiver
from directory.models import Organisation
from portal.identity.auth import OrganisationRole
from portal.models import User
from tests import factories

SCAN = b"%PDF-1.4 unterschrieben"
CONTENTS = {"concern": "Anerkennung als Pflegehilfe", "identity": "Nazanin Azadi, 1991", "contact": "069 90009-777"}


def consent_text() -> ConsentText:
    text = ConsentText.objects.first()
    if text is None:
        text = ConsentText.objects.create(number=1, published_at=timezone.now())
        for language in ("de", "en", "uk", "ar", "fa", "prs", "tr"):
            parts = [{"heading": "Worum es geht", "paragraphs": ["{sender} gibt {categories} an {recipients}."]}]
            ConsentTextTranslation.objects.create(text=text, language=language, parts=parts)
    return text


def member(organisation: Organisation, role: OrganisationRole = OrganisationRole.CASEWORKER, **fields: Any) -> User:
    user: User = factories.UserFactory(**fields)
    factories.MembershipFactory(user=user, organisation=organisation, role=role)
    return user


def signed_in(user: User) -> Client:
    """A browser of that person, the second factor proved just now."""
    client = Client()
    client.force_login(user)
    factories.verify(client, user)
    return client


class County:
    """Two organisations with a caseworker and a superior each, and a third that has nothing to do with it."""

    def __init__(self) -> None:
        consent_text()
        self.sozialwerk, self.jobcenter, self.stranger = (factories.OrganisationFactory() for _ in range(3))
        self.ayla, self.tomasz, self.other = (member(each) for each in (self.sozialwerk, self.jobcenter, self.stranger))
        self.mirko = member(self.sozialwerk, OrganisationRole.SUPERVISOR)
        self.karin = member(self.jobcenter, OrganisationRole.SUPERVISOR)

    def record(self, by: User | None = None, **fields: Any) -> ClientRecord:
        given = {"first_name": "Nazanin", "last_name": "Azadi", "birth": "1991", "language": "ar", **fields}
        return record_actions.create_record(organisation=self.sozialwerk, fields=given, by=actor(by or self.ayla))

    def consent(self, record: ClientRecord, given: bool = True, **fields: Any) -> Consent:
        now = timezone.now()
        terms: dict[str, Any] = {
            "purpose": "first_talk",
            "recipients": [self.jobcenter],
            "categories": list(CONTENTS),
            "valid_from": now,
            "valid_until": now + dt.timedelta(days=180),
            "language": "ar",
            **fields,
        }
        by = actor(self.ayla)
        consent = consent_actions.prepare_consent(record=record, by=by, **terms)
        if given:
            consent_actions.give_consent(consent=consent, form="paper", proof=SCAN, kind="application/pdf", by=by)
            consent.refresh_from_db()
        return consent

    def draft(self, record: ClientRecord | None = None, **fields: Any) -> Referral:
        given: dict[str, Any] = {
            "record": record or self.record(),
            "purpose": "first_talk",
            "receiver": Receiver(self.jobcenter),
            "contents": CONTENTS,
            "by": actor(self.ayla),
            **fields,
        }
        return referral_actions.draft_referral(**given)

    def sent(self, **fields: Any) -> Referral:
        draft = self.draft(**fields)
        consent = self.consent(draft.record)
        return referral_actions.send_referral(
            referral=draft, version=draft.version, consent=consent, by=actor(self.ayla)
        )

    def move(self, referral: Referral, step: str, by: User, text: str = "") -> Referral:
        referral.refresh_from_db()
        return referral_actions.move_referral(
            referral=referral, step=step, version=referral.version, by=actor(by), text=text
        )


def seen_by(user: User, referral: Referral) -> bool:
    known: Actor = actor(user)
    return bool(Referral.objects.for_actor(known).filter(pk=referral.pk).exists())
