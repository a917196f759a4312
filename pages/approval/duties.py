"""What is due: an answer of those who represent a party, and what the coordinator has to settle (F10, F11)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.approval import access, queries
from pages.models import Approval, Version
from portal.duties.answering import counted
from portal.extensions import Answering, Asker, Duty
from portal.identity import roles
from portal.identity.auth import PortalRole
from portal.navigation import reverse_or_none

PART = gettext_lazy("Vereinbarungen")
State = Approval.State


def number(asker: Asker) -> Any:
    """As many as `owed` lists."""
    return counted(access.answerable(asker.pk)) + counted(to_settle(asker.pk))


def owed(answering: Answering) -> Iterator[Duty]:
    """Two queries, and one for each version that the coordinator has to settle."""
    if reverse_or_none("approval:parties", 1) is None:
        return
    rows = access.answerable(answering.pk).with_people().select_related("version__document")  # type: ignore[attr-defined]
    yield from (answer_duty(row, answering) for row in rows)
    yield from (settle_duty(version) for version in to_settle(answering.pk).select_related("document"))


def to_settle(key: Any) -> QuerySet[Version]:
    """With the parties, and it is the coordinator's turn: objections, nobody asked any more, or only signatures missing."""
    of_version = Approval.objects.of_text().filter(version=OuterRef("pk"), is_required=True)
    stuck = Exists(of_version.filter(state__in=(State.OBJECTED, State.WITHDRAWN)))
    agreed = ~Exists(of_version.exclude(state=State.AGREED))
    rows: QuerySet[Version] = Version.objects.filter(
        roles.held_in_portal(key, PortalRole.COORDINATOR), Q(stuck) | Q(agreed), state=Version.State.ASKED
    )
    return rows


def answer_duty(row: Approval, answering: Answering) -> Duty:
    people = [one.person.user_id for one in (row.representative, row.deputy) if one is not None]
    own = answering.pk in people
    absent = next((answering.absent[key] for key in people if key in answering.absent), "")
    document = row.version.document
    return Duty(
        title=_("Zustimmen oder nicht: %(title)s") % {"title": document.title},
        part=PART,
        url=reverse("approval:answer", args=[document.pk, row.pk]),
        kind="approval.answer",
        key=row.pk,
        due=row.version.effective_on,
        state=row.name,
        on_behalf_of="" if own else absent,
        mailed_on=row.reminded_on or timezone.localtime(row.asked_at).date() if own else None,
    )


def settle_duty(version: Version) -> Duty:
    tally = queries.tally_of(version)
    said = _("%(agreed)s von %(needed)s haben zugestimmt") % {"agreed": tally.agreed, "needed": tally.needed}
    return Duty(
        title=_("Zustimmungen klären: %(title)s") % {"title": version.document.title},
        part=PART,
        url=reverse("approval:parties", args=[version.document_id]),
        kind="approval.settle",
        key=version.pk,
        due=version.effective_on,
        state=said,
    )
