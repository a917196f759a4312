"""Inbox, outbox and drafts: what stands in them, in which order, and how much of it waits for whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, DateTimeField, Exists, F, Min, OuterRef, Q, Value, When
from django.utils import timezone

from cases.access import Actor
from cases.models import Category, Holding, Referral, ReferralContent
from cases.referrals import personal_words, states

INBOX, OUTBOX, DRAFTS = "inbox", "outbox", "drafts"
# What `ListForm` lets people choose.
ALL, US, THEM = "alle", "uns", "andere"


@dataclass(frozen=True)
class Row:
    """A line of a list; `is_ours` says who is to act next, None when nobody is."""

    referral: Referral
    is_incoming: bool
    is_ours: bool | None
    name: str = ""

    @property
    def other(self) -> str:
        """The other side, with the team where it is theirs."""
        referral = self.referral
        side = referral.sender if self.is_incoming else referral.receiver
        team = None if self.is_incoming else referral.team
        return ", ".join(str(part) for part in (side, team) if part)

    @property
    def due_on(self) -> Any:
        is_running = self.referral.state in states.UNANSWERED and self.referral.due_at
        return timezone.localtime(self.referral.due_at).date() if is_running else None


@dataclass(frozen=True)
class Summary:
    """Numbers of a whole list, whatever it is narrowed to."""

    open: int = 0
    ours: int = 0
    theirs: int = 0
    overdue: int = 0


def rows_of(actor: Actor, which: str) -> Any:
    if which == INBOX:
        return Referral.objects.incoming(actor)
    sent = Referral.objects.outgoing(actor)
    return sent.filter(state=states.DRAFT) if which == DRAFTS else sent.exclude(state=states.DRAFT)


def waits_for_us(which: str) -> frozenset[str]:
    return states.WAITS_FOR_RECEIVER if which == INBOX else states.WAITS_FOR_SENDER


def narrowed(actor: Actor, which: str, chosen: Mapping[str, str]) -> Any:
    """As was chosen, open ones alone unless asked otherwise, the most urgent first."""
    rows = rows_of(actor, which)
    if which == DRAFTS:
        return rows.order_by("-changed_at", "pk")
    ours = waits_for_us(which)
    conditions = {
        "stand": state_condition(chosen.get("stand", "")),
        "zweck": Q(purpose=chosen.get("zweck")),
        "wartet": Q(state__in=ours if chosen.get("wartet") == US else states.UNDER_WAY - ours),
        "frist": Q(state__in=states.UNANSWERED, due_at__lt=timezone.now()),
        "wessen": own(actor, which),
    }
    for name, condition in conditions.items():
        if name in chosen or name == "stand":
            rows = rows.filter(condition)
    return in_order(rows, ours)


def state_condition(chosen: str) -> Q:
    if chosen == ALL:
        return Q()
    return Q(state=chosen) if chosen else Q(state__in=states.UNDER_WAY)


def own(actor: Actor, which: str) -> Q:
    """Taken by the person, or of a client whose case the person holds."""
    if which == INBOX:
        return Q(taken_by=actor.user)
    held = Holding.objects.unrestricted().filter(record=OuterRef("record"), ended_at=None, user=actor.user)
    return Q(Exists(held))


def in_order(rows: Any, ours: Iterable[str]) -> Any:
    running = Case(When(state__in=states.UNANSWERED, then=F("due_at")), output_field=DateTimeField(null=True))
    rank = Case(When(state__in=ours, then=Value(0)), When(state__in=states.UNDER_WAY, then=Value(1)), default=Value(2))
    return rows.annotate(rank=rank, running=running).order_by(
        "rank", F("running").asc(nulls_last=True), "-changed_at", "pk"
    )


def summary(actor: Actor, which: str) -> Summary:
    """One query."""
    ours = waits_for_us(which)
    overdue = Q(state__in=states.UNANSWERED, due_at__lt=timezone.now())
    numbers = (
        rows_of(actor, which)
        .filter(state__in=states.UNDER_WAY)
        .aggregate(
            open=Count("pk"),
            ours=Count("pk", filter=Q(state__in=ours)),
            theirs=Count("pk", filter=~Q(state__in=ours)),
            overdue=Count("pk", filter=overdue),
        )
    )
    return Summary(**numbers)


def lines(page: Iterable[Referral], which: str, names: Mapping[Any, str]) -> list[Row]:
    ours = waits_for_us(which)
    return [
        Row(row, which == INBOX, row.state in ours if row.state in states.OPEN else None, names.get(row.pk, ""))
        for row in page
    ]


def names_of(actor: Actor, page: Iterable[Referral], which: str) -> dict[Any, str]:
    """By referral: of own clients as the record says, of received ones as far as the consent names the name."""
    if which != INBOX:
        return {row.pk: row.record.name for row in page}
    shown = ReferralContent.objects.for_actor(actor).filter(
        referral__in=[row.pk for row in page], category=Category.IDENTITY
    )
    return {row.referral_id: personal_words.name_of(row.text) for row in shown}


def waiting_where(actor: Actor) -> Any:
    """For coordinators: how many answers are overdue at which organisation, and since when the oldest."""
    rows = Referral.objects.waiting_where(actor).order_by().values("receiver", "receiver__name")
    return rows.annotate(number=Count("pk"), oldest=Min("due_at")).order_by("oldest")
