"""A draft as it would leave now: what goes, to whom, on which consent – or what is missing for it."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from cases.access import Actor, actor_of
from cases.models import Attachment, Category, Consent, LegalGround, Referral
from cases.referrals import detail, purposes, trail
from cases.referrals.detail import Part
from cases.referrals.queries import confirmed_ground, contents_of, fitting_consents, receivers_of
from cases.referrals.referral_forms import AnswerForm, AttachmentForm
from cases.referrals.response_time import ResponseTime, response_time
from cases.referrals.thread import names_of


@dataclass
class Draft:
    """`consent` covers everything and is the one it would leave on; `nearest` is the best that does not, `uncovered` why."""

    parts: list[Part]
    attachments: list[Attachment]
    receivers: str
    response: ResponseTime
    consent: Consent | None = None
    nearest: Consent | None = None
    uncovered: list[str | Promise] = field(default_factory=list)
    ground: LegalGround | None = None
    waiting_ground: LegalGround | None = None

    @property
    def may_be_sent(self) -> bool:
        return bool(self.receivers) and (self.consent is not None or self.ground is not None)


def read(row: Referral, actor: Actor) -> Draft:
    texts = contents_of(row, actor)
    files = list(Attachment.objects.for_actor(actor).filter(referral=row).order_by("at"))
    found = Draft(
        detail.parts_of(texts),
        files,
        names_of(receivers_of(row).order_by("last_name", "first_name")),
        response_time(row.sender_id, row.receiver_id),
    )
    add_consent(found, row, actor, {*texts, *(file.category for file in files)})
    return found


def add_consent(found: Draft, row: Referral, actor: Actor, kinds: set[str]) -> None:
    found.consent, found.nearest = chosen_consent(row, actor, kinds)
    found.ground = confirmed_ground(row, actor)
    if found.ground is not None and kinds - set(found.ground.categories):
        found.ground = None
    grounds = LegalGround.objects.for_actor(actor).waiting()
    same = {"record": row.record_id, "receiver": row.receiver_id, "purpose": row.purpose}
    found.waiting_ground = grounds.filter(**same, referral=None).first()
    if found.consent is None and found.nearest is not None:
        named = {each.category for each in found.nearest.categories.all()}
        found.uncovered = [Category(name).label for name in purposes.CATEGORIES if name in kinds - named]


def chosen_consent(row: Referral, actor: Actor, kinds: set[str]) -> tuple[Consent | None, Consent | None]:
    """The one that covers all kinds, and the first that fits otherwise; never what a form says (R26)."""
    fitting = fitting_consents(row, actor)
    covering = [each for each in fitting if kinds <= {one.category for one in each.categories.all()}]
    return (covering[0] if covering else None), (fitting[0] if fitting else None)


def shown(request: HttpRequest, row: Referral, *, status: int = 200, **more: Any) -> HttpResponse:
    actor = actor_of(request)
    draft = read(row, actor)
    trail.about_referral(
        trail.REFERRAL_READ,
        actor,
        row,
        organisation=row.sender_id,
        categories=" ".join(part.category for part in draft.parts),
    )
    context = {
        "referral": row,
        "draft": draft,
        "answer": AnswerForm(),
        "attachment_form": AttachmentForm(kinds=list(purposes.CATEGORIES)),
        **more,
    }
    return render(request, "cases/referrals/draft.html", context, status=status)
