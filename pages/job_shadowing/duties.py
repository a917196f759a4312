"""What is due for superiors, hosts and guests of job shadowing. Who stands in for a colleague sees nothing of it: rights do not move."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.job_shadowing import states
from pages.models import ShadowingFeedback, ShadowingRequest
from pages.models.job_shadowing import host_is, superior_is
from portal import agreed
from portal.agreed import AgreedSection, Pointer
from portal.duties.answering import counted, one_for_all
from portal.extensions import Answering, Asker, Duty
from portal.navigation import reverse_or_none

PART = gettext_lazy("Hospitation")
CLAUSE = "LÖ-KV 8"
Rows = QuerySet[ShadowingRequest]


def section() -> AgreedSection | None:
    """Where this county's documents agree on it."""
    return agreed.cited([CLAUSE]).get(CLAUSE)


def pointing() -> Iterator[Pointer]:
    return agreed.pointers([(CLAUSE, _("Hospitationen"), reverse_or_none("job_shadowing:offers") or "")])


def to_approve(pk: Any) -> Rows:
    return ShadowingRequest.objects.filter(superior_is(Q(user=pk)), state=states.AT_SUPERIOR)


def to_confirm(pk: Any) -> Rows:
    return ShadowingRequest.objects.filter(host_is(Q(user=pk)), state=states.AT_HOST)


def to_ask_clients(pk: Any) -> Rows:
    return ShadowingRequest.objects.filter(host_is(Q(user=pk)), state=states.CONFIRMED, clients_asked_at=None)


def to_accept(pk: Any) -> Rows:
    rows: Rows = ShadowingRequest.objects.unseen_pledge().filter(guest=pk)
    return rows


def without_feedback(side: str) -> Rows:
    given = ShadowingFeedback.objects.filter(request=OuterRef("pk"), side=side)
    return ShadowingRequest.objects.filter(~Exists(given), state=states.COMPLETED)


def to_feed_back_as_guest(pk: Any) -> Rows:
    return without_feedback("guest").filter(guest=pk)


def to_feed_back_as_host(pk: Any) -> Rows:
    """Only of who is named as host: a whole team need not be asked."""
    return without_feedback("host").filter(host_is(Q(user=pk)), offer__contact=pk)


def number(asker: Asker) -> Any:
    """As many as `owed` lists."""
    several = (to_approve, to_confirm, to_ask_clients, to_feed_back_as_guest, to_feed_back_as_host)
    total: Any = one_for_all(to_accept(asker.pk))
    for rows in several:
        total = total + counted(rows(asker.pk))
    return total


def owed(answering: Answering) -> Iterator[Duty]:
    if reverse_or_none("job_shadowing:offers") is None:
        return
    pk = answering.pk
    for row in named(to_approve(pk)):
        yield duty(row, _("Hospitation zustimmen: %(guest)s"), "approve")
    for row in named(to_confirm(pk)):
        yield duty(row, _("Über Hospitation entscheiden: %(guest)s"), "confirm")
    for row in named(to_ask_clients(pk)):
        yield duty(row, _("Klientinnen und Klienten fragen, ob ein Gast dabei sein darf"), "clients")
    yield from pledge_duty(pk)
    for row in named(to_feed_back_as_guest(pk)):
        yield duty(row, _("Rückmeldung zur Hospitation geben"), "feedback_guest", is_over=True)
    for row in named(to_feed_back_as_host(pk)):
        yield duty(row, _("Rückmeldung zum Gast geben"), "feedback_host", is_over=True)


def named(rows: Rows) -> Rows:
    return rows.select_related("offer__organisation", "guest", "slot").order_by("asked_at", "pk")


def duty(row: ShadowingRequest, title: str, kind: str, *, is_over: bool = False) -> Duty:
    """Undated where the time is still to be arranged, and for feedback."""
    return Duty(
        title=title % {"guest": row.guest.get_full_name()},
        part=PART,
        url=reverse("job_shadowing:request", args=[row.pk]),
        kind=f"job_shadowing.{kind}",
        key=str(row.pk),
        due=None if is_over else row.begins_at,
        clause=CLAUSE,
        state=row.offer.title,
    )


def pledge_duty(pk: Any) -> Iterator[Duty]:
    """Once, however many requests wait for it; due with the first."""
    rows = list(named(to_accept(pk)))
    if not rows:
        return
    times = [row.begins_at for row in rows if row.begins_at]
    yield Duty(
        title=_("Verschwiegenheitserklärung annehmen"),
        part=PART,
        url=reverse("job_shadowing:pledge"),
        kind="job_shadowing.pledge",
        key="pledge",
        due=min(times) if times else None,
        clause=CLAUSE,
        state=rows[0].offer.title,
    )
