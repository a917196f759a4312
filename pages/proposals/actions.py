"""What happens to a proposal: made, supported, discussed, answered, put into the draft, in force.

Whatever changes its state waits for its row first, and whatever changes the draft for the row of the document, so that of two
people at once the second sees what the first has done.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.holidays import working_days_after
from directory.models import Organisation
from pages.documents import publication
from pages.documents.publication import PublicationRefused
from pages.documents.sections import Section
from pages.models import NormativePage, Proposal, ProposalComment, ProposalSupport
from pages.proposals import access, drafts, notifications, states
from pages.proposals.drafts import Text
from pages.proposals.errors import Locked, Moved, NotNow, Refused
from portal.audit import trail
from portal.models import User

MADE = trail.register("proposal.made", _("Änderung vorgeschlagen"), ("document", "kind"))
ANSWERED = trail.register("proposal.answered", _("Änderungswunsch beantwortet"), ("document", "state"))
WITHDRAWN = trail.register("proposal.withdrawn", _("Änderungswunsch zurückgezogen"), ("document",))
TAKEN = trail.register("proposal.taken", _("Änderungswunsch in den Entwurf übernommen"), ("document", "is_by_hand"))
DONE = trail.register("proposal.done", _("Änderungswunsch umgesetzt"), ("document", "version"))
ANSWER_DAYS = 20


@dataclass(frozen=True)
class Wish:
    kind: str
    text: Text
    reason: str


@transaction.atomic
def propose(
    *, document: NormativePage, section: Section, wish: Wish, organisation: Organisation | None, by: User
) -> Proposal:
    """Answered within the days the agreement names, or twenty working days."""
    text = Text("", "") if wish.kind == Proposal.Kind.DELETE else wish.text
    is_new = wish.kind == Proposal.Kind.ADD
    proposal = Proposal.objects.create(
        document=document,
        kind=wish.kind,
        section=section.identity,
        cited=(section.citation or str(_("ohne Überschrift")))[:300],
        heading_before="" if is_new else section.heading,
        before="" if is_new else section.source_html,
        heading=text.heading,
        after=text.html,
        reason=wish.reason,
        organisation=organisation,
        proposed_by=by,
        due_on=working_days_after(timezone.localdate(), document.response_days or ANSWER_DAYS),
    )
    trail.record(MADE, by, about=("proposal", proposal.pk), details={"document": document.pk, "kind": wish.kind})
    return proposal


def held(pk: int) -> Proposal:
    row: Proposal = Proposal.objects.select_for_update(of=("self",)).select_related("document").get(pk=pk)
    return row


@transaction.atomic
def comment(*, proposal: Proposal, text: str, organisation: Organisation | None, by: User) -> ProposalComment:
    made = ProposalComment.objects.create(
        proposal=proposal, text=text.strip(), organisation=organisation, written_by=by
    )
    notifications.tell(notifications.COMMENTED, proposal, but=by)
    return made


@transaction.atomic
def support(*, proposal: Proposal, organisation: Organisation, by: User) -> bool:
    """In the name of an organisation, or no longer; returns whether it supports the proposal now."""
    row = held(proposal.pk)
    if row.state in states.ENDED or row.organisation_id == organisation.pk:
        raise NotNow
    gone, _rows = row.supports.filter(organisation=organisation).delete()
    if not gone:
        ProposalSupport.objects.create(proposal=row, organisation=organisation, by=by)
    return not gone


def moved(row: Proposal, step: str, by: User) -> None:
    """NotNow where somebody else was faster, or it is another's to do."""
    transition = states.BY_NAME.get(step)
    sides = access.sides_of(row, by)
    if transition not in states.allowed(row.state, sides, is_in_draft=row.taken_at is not None):
        raise NotNow
    row.state = states.BY_NAME[step].target


@transaction.atomic
def answer(*, proposal: Proposal, step: str, text: str, by: User) -> Proposal:
    """ "adopt" or "decline", each with a sentence; whoever proposed it or wrote about it is told."""
    row = held(proposal.pk)
    moved(row, step, by)
    if not text.strip():
        raise Refused(_("Bitte schreiben Sie einen Satz dazu, damit alle wissen, woran sie sind."), code="text")
    row.answer, row.answered_by, row.answered_at = text.strip(), by, timezone.now()
    row.save()
    details: dict[str, trail.Value] = {"document": row.document_id, "state": row.state}
    trail.record(ANSWERED, by, about=("proposal", row.pk), details=details)
    notifications.tell(notifications.ANSWERED, row, but=by)
    return row


@transaction.atomic
def withdraw(*, proposal: Proposal, by: User) -> None:
    row = held(proposal.pk)
    moved(row, "withdraw", by)
    row.save()
    trail.record(WITHDRAWN, by, about=("proposal", row.pk), details={"document": row.document_id})


@dataclass
class Outcome:
    """What went into the draft, and what would have written over something else there."""

    taken: list[Proposal] = field(default_factory=list)
    refused: list[Proposal] = field(default_factory=list)


def held_draft(pk: int, by: User) -> NormativePage:
    document = NormativePage.objects.select_for_update(of=("self",)).get(pk=pk)
    lock = document.get_lock()
    if lock is not None and lock.for_user(by):
        raise Locked
    return drafts.latest(document)


@transaction.atomic
def take(*, document: NormativePage, proposals: Iterable[int], by: User) -> Outcome:
    """Puts adopted proposals into the draft, the oldest first. One whose section reads differently there is left out."""
    draft, outcome = held_draft(document.pk, by), Outcome()
    rows = Proposal.objects.to_take().filter(document=document.pk, pk__in=list(proposals))
    for row in rows.select_for_update(of=("self",)).order_by("proposed_at", "pk"):
        if drafts.conflict(draft.outline(), row):
            outcome.refused.append(row)
        else:
            put(draft, row, drafts.wanted(row))
            outcome.taken.append(row)
    if outcome.taken:
        store(draft, outcome.taken, by)
    return outcome


def put(draft: NormativePage, row: Proposal, text: Text) -> None:
    row.new_section = str(uuid.uuid4()) if row.kind == Proposal.Kind.ADD else ""
    draft.sections = drafts.changed(draft.sections.raw_data, row, text, row.new_section)


def store(draft: NormativePage, rows: Iterable[Proposal], by: User, *, is_by_hand: bool = False) -> None:
    refuse_stored(draft, by)
    # As the editor saves a draft: what is missing is asked for when it is published.
    draft.save_revision(user=by, log_action=True, clean=False)
    mark_taken(rows, by, is_by_hand=is_by_hand)


def refuse_stored(draft: NormativePage, by: User) -> None:
    """A text that lies with the parties stays as it is."""
    try:
        for may in publication.storing:
            may(draft, None, by)
    except PublicationRefused as refused:
        raise Refused(str(refused), code="publication") from refused


def mark_taken(rows: Iterable[Proposal], by: User, *, is_by_hand: bool) -> None:
    for row in rows:
        row.taken_by, row.taken_at = by, timezone.now()
        row.save()
        details: dict[str, trail.Value] = {"document": row.document_id, "is_by_hand": is_by_hand}
        trail.record(TAKEN, by, about=("proposal", row.pk), details=details)


def still_to_take(pk: int) -> Proposal:
    row = Proposal.objects.to_take().select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotNow
    found: Proposal = row
    return found


@transaction.atomic
def settle(*, proposal: Proposal, text: Text | None, seen: str, by: User) -> None:
    """What could not go in by itself, in the words chosen; None leaves the draft as it is and counts it as worked in.

    `seen` is the digest of what the draft said when the person decided.
    """
    draft = held_draft(proposal.document_id, by)
    row = still_to_take(proposal.pk)
    section = drafts.found(draft.outline(), row.section)
    if (drafts.text_of(section).digest if section else "") != seen:
        raise Moved
    if text is None or section is None:
        mark_taken([row], by, is_by_hand=True)
        return
    put(draft, row, text)
    store(draft, [row], by, is_by_hand=True)


@transaction.atomic
def complete(*, document: NormativePage, sections: list[Section], version: int) -> int:
    """A version has come into force: what of it came from proposals is done. Returns how many."""
    rows = list(Proposal.objects.in_draft().filter(document=document.pk).select_for_update(of=("self",)))
    done = [row for row in rows if drafts.holds(sections, row)]
    for row in done:
        row.state, row.done_in, row.done_on = states.DONE, version, timezone.localdate()
        row.save()
        details: dict[str, trail.Value] = {"document": document.pk, "version": version}
        trail.record(DONE, about=("proposal", row.pk), details=details)
        notifications.tell(notifications.IN_FORCE, row)
    return len(done)
