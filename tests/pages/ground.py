"""For the walk over all addresses: a version, a proposal, a meeting, a poll and a record of trainings, of the reader where they are somebody's."""

import datetime as dt
from typing import Any

from django.utils import timezone
from wagtail.models import Locale

from pages.approval import links
from pages.models import (
    AgendaItem,
    Approval,
    ApprovalLink,
    Decision,
    DefinedTerm,
    Departure,
    DocumentImport,
    Meeting,
    Poll,
    PollInvitee,
    PollOption,
    SignedSheet,
    TermEvent,
    TrainingProof,
    TrainingRecord,
    TrainingRule,
    Version,
)
from pages.proposals import actions, remark_actions
from pages.proposals.actions import Wish
from pages.proposals.drafts import Text
from portal.identity.auth import OrganisationRole, PortalRole
from tests import factories
from tests.pages import partners


def meetings(people: dict[str, Any]) -> dict[tuple[str, str], Any]:
    reader = people[OrganisationRole.READER.value]
    own = reader.memberships.get().organisation
    person = factories.PersonFactory(user=reader)
    position = factories.PositionFactory(person=person, organisation=own)
    agreement = partners.signed((position, None))
    now = timezone.now()
    meeting = Meeting.objects.create(agreement=agreement, title="Treffen", due_on=timezone.localdate())
    later = now + dt.timedelta(days=30)
    poll = Poll.objects.create(
        agreement=agreement, title="Treffen", answer_by=timezone.localdate() + dt.timedelta(days=9), opened_at=now
    )
    PollOption.objects.create(poll=poll, starts_at=later, ends_at=later + dt.timedelta(hours=2))
    asked = PollInvitee.objects.create(poll=poll, organisation=own, position=position, name=str(person))
    item = AgendaItem.objects.create(meeting=meeting, title="Kurse", organisation=own, proposed_by=reader)
    decision = Decision.objects.create(
        meeting=meeting, text="Liste schicken", organisation=own, position=position, due_on=timezone.localdate()
    )
    version = Version.objects.create(document=agreement, number=agreement.versions.count() + 1)
    event = TermEvent.objects.create(document=agreement, kind="review", on=timezone.localdate(), note="Bewährt sich.")
    return {
        ("fristen/", "pk"): agreement.pk,
        ("fristen/", "event_pk"): event.pk,
        ("fassungen/", "pk"): agreement.pk,
        ("fassungen/", "version_pk"): version.pk,
        ("begriffe/", "pk"): agreement.pk,
        ("begriffe/", "term_pk"): DefinedTerm.objects.create(page=agreement, term="Träger", text="Wer hilft.").pk,
        **proposals(agreement, reader),
        ("kalender/treffen/", "pk"): meeting.pk,
        ("kalender/treffen/", "item_pk"): item.pk,
        ("kalender/treffen/", "decision_pk"): decision.pk,
        ("kalender/abstimmungen/", "pk"): poll.pk,
        ("kalender/abstimmungen/", "invitee_pk"): asked.pk,
        **approvals(position),
        ("sprachen/", "pk"): in_english(agreement).pk,
        ("cms/teile/", "pk"): agreement.pk,
        ("cms/teile/", "identity"): agreement.outline()[0].identity,
        ("cms/einlesen/", "index"): 0,
        ("cms/einlesen/", "number"): 1,
        ("cms/einlesen/", "pk"): handed_in(people[PortalRole.EDITOR.value]).pk,
        **trainings(person, people[OrganisationRole.CONTACT_MAINTAINER.value]),
    }


def handed_in(editor: Any) -> Any:
    return DocumentImport.objects.create(owner=editor, name="Vereinbarung.pdf", state="failed", message="Nur Bilder.")


def proposals(agreement: Any, reader: Any) -> dict[tuple[str, str], Any]:
    section = agreement.outline()[0]
    wish = Wish("reword", Text("Ziele", "<p>Anders.</p>"), "Darum")
    proposal = actions.propose(document=agreement, section=section, wish=wish, organisation=None, by=reader)
    remark = remark_actions.write(
        document=agreement, section=section, version=1, text="Warum?", organisation=None, by=reader
    )
    return {
        ("aenderungswuensche/", "pk"): agreement.pk,
        ("aenderungswuensche/", "proposal_pk"): proposal.pk,
        ("aenderungswuensche/", "remark_pk"): remark.pk,
    }


def in_english(agreement: Any) -> Any:
    page = agreement.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)
    page.save_revision().publish()
    return page


def trainings(person: Any, maintainer: Any) -> dict[tuple[str, str], Any]:
    record = TrainingRecord.objects.create(
        person=person, title="Asylrecht", taken_on=dt.date(2026, 1, 1), source=TrainingRecord.Source.OWN
    )
    TrainingProof(record=record, kind="application/pdf", content="JVBERi0=").save(force_insert=True)
    rule = TrainingRule.objects.create(name="Beginnen", months=3, fulfilled_by=TrainingRule.Fulfilled.FOLLOW_UP)
    colleague = factories.PositionFactory(organisation=maintainer.memberships.get().organisation)
    return {
        ("kalender/fortbildungen/", "pk"): record.pk,
        ("kalender/fortbildungen/regeln/", "pk"): rule.pk,
        ("kalender/fortbildungen/team/", "person_pk"): colleague.person_id,
    }


def approvals(position: Any) -> dict[tuple[str, str], Any]:
    """A version with the parties; the reader represents one of them, which has signed."""
    agreement = partners.signed((position, None), title="Vereinbarung mit nächster Fassung")
    own, today = position.organisation, timezone.localdate()
    departure = Departure.objects.create(
        document=agreement, organisation=own, name=str(own), ground="consent", received_on=today, last_day=today
    )
    version = Version.objects.create(
        document=agreement,
        number=9,
        state="asked",
        effective_on=today + dt.timedelta(days=30),
        revision=agreement.latest_revision,
        digest="a" * 64,
    )
    approval = Approval.objects.create(
        version=version, organisation=own, name=str(own), representative=position, digest="a" * 64
    )
    sheet = SignedSheet(version=version, kind="application/pdf", content="JVBERi0=")
    sheet.save(force_insert=True)
    approval.sheet = sheet
    approval.save()
    link = ApprovalLink.objects.create(
        approval=approval, digest=links.digest("geheim"), sent_to="jana.feld@example.org", last_day=today
    )
    return {
        ("beteiligte/", "pk"): agreement.pk,
        ("beteiligte/", "approval_pk"): approval.pk,
        ("beteiligte/", "departure_pk"): departure.pk,
        ("beteiligte/", "sheet_pk"): sheet.pk,
        ("zustimmung/", "secret"): "geheim",
        ("zustimmung/text/", "pk"): link.pk,
    }
