"""What the demo's people want to read differently in their agreement, and what they have noted at it."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from directory.holidays import working_days_after
from pages.documents.sections import Section
from pages.models import NormativePage, Proposal, Remark
from pages.proposals import access, actions, remark_actions, wording
from pages.proposals.actions import Wish
from pages.proposals.drafts import Text
from pages.proposals.versions import version_read
from portal.models import OutgoingMail, User

COORDINATOR = "birgit.moench-saal"
DOMAIN = "@rebental.example"
ANSWERED_AFTER = 11  # days
TOLD = Path(__file__).with_name("demo.toml")


def told() -> dict[str, Any]:
    return tomllib.loads(TOLD.read_text(encoding="utf-8"))


def agreement() -> NormativePage | None:
    return NormativePage.objects.filter(slug=told()["agreement"], locale__language_code="de", live=True).first()


def is_loaded() -> bool:
    return Proposal.objects.exists() or agreement() is None


@transaction.atomic
def load() -> None:
    begun, page = timezone.now(), agreement()
    if page is None or not User.objects.filter(email=f"{COORDINATOR}{DOMAIN}").exists():
        return
    rows, sections = told(), {section.number: section for section in page.outline()}
    for row in rows["proposals"]:
        if row["number"] in sections:
            propose(page, sections[row["number"]], row)
    for row in rows["remarks"]:
        if row["number"] in sections:
            remark(page, sections[row["number"]], row)
    # What is told here, nobody has done.
    OutgoingMail.objects.filter(written_at__gte=begun).delete()


def who(local: str) -> User:
    return User.objects.get(email=f"{local}{DOMAIN}")


def propose(page: NormativePage, section: Section, row: dict[str, Any]) -> None:
    by = who(row["who"])
    wish = Wish(row.get("kind", Proposal.Kind.REWORD.value), wanted(section, row), row["reason"])
    proposal = actions.propose(
        document=page, section=section, wish=wish, organisation=access.speaks_for(page, by), by=by
    )
    for local in row.get("support", ()):
        organisation = access.speaks_for(page, who(local))
        if organisation is not None and organisation.pk != proposal.organisation_id:
            actions.support(proposal=proposal, organisation=organisation, by=who(local))
    for local, text in row.get("comments", ()):
        person = who(local)
        actions.comment(proposal=proposal, text=text, organisation=access.speaks_for(page, person), by=person)
    if "answer" in row:
        step, text = row["answer"]
        actions.answer(proposal=proposal, step=step, text=text, by=who(COORDINATOR))
    set_back(proposal, row["days"])


def wanted(section: Section, row: dict[str, Any]) -> Text:
    if "text" in row:
        return Text(row["heading"], wording.stored("", row["text"]))
    old, new = row.get("words", ("", ""))
    typed = wording.plain(section.source_html).replace(old, new, 1) if old else ""
    return Text(section.heading, wording.stored(section.source_html, typed))


def set_back(proposal: Proposal, days: int) -> None:
    made = timezone.now() - dt.timedelta(days=days)
    due = working_days_after(timezone.localdate(made), actions.ANSWER_DAYS)
    rows = Proposal.objects.filter(pk=proposal.pk)
    rows.update(proposed_at=made, due_on=due)
    rows.filter(answered_at__isnull=False).update(answered_at=made + dt.timedelta(days=ANSWERED_AFTER))
    for place, comment in enumerate(proposal.comments.all(), start=1):
        comment.written_at = made + dt.timedelta(days=2 * place)
        comment.save(update_fields=["written_at"])


def remark(page: NormativePage, section: Section, row: dict[str, Any]) -> None:
    by = who(row["who"])
    first = remark_actions.write(
        document=page,
        section=section,
        version=version_read(page),
        text=row["text"],
        organisation=access.speaks_for(page, by),
        by=by,
    )
    for local, text in row.get("answers", ()):
        person = who(local)
        remark_actions.answer(remark=first, text=text, organisation=access.speaks_for(page, person), by=person)
    if row.get("is_resolved"):
        remark_actions.resolve(remark=first, by=by)
    Remark.objects.filter(pk=first.pk).update(written_at=timezone.now() - dt.timedelta(days=6))
