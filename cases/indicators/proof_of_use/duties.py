"""What is due with proofs of use: to hand in for carriers once the funding period is over, to accept for the coordinator (D16, F58)."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Exists, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.indicators.duties import holders_of, members
from cases.indicators.proof_of_use import states
from cases.indicators.proof_of_use.guidelines import INTEGRATION, guideline_for
from cases.models import ProofOfUse
from portal.duties.answering import answers_for, counted, one_for_all
from portal.extensions import Answering, Asker, Duty
from portal.identity.auth import PortalRole
from portal.navigation import reverse_or_none

PART = gettext_lazy("Verwendungsnachweis")


def number(asker: Asker) -> Any:
    """As many as `owed` lists."""
    reporting = members(answers_for(asker.pk, "user")).values("organisation")
    return counted(to_hand_in().filter(organisation__in=reporting)) + one_for_all(to_accept(Q(user=asker.pk)))


def owed(answering: Answering) -> Iterator[Duty]:
    if reverse_or_none("indicators:proofs") is None:
        return
    holders = holders_of(answering)
    if holders:
        rows = to_hand_in().filter(organisation__in=holders).select_related("period", "organisation")
        yield from (duty_to_hand_in(row, holders[row.organisation_id]) for row in rows)
    waiting = to_accept(Q(user=answering.pk)).count()
    if waiting:
        yield duty_to_accept(waiting)


def to_hand_in() -> Any:
    today = timezone.localdate()
    return ProofOfUse.objects.unrestricted().filter(state__in=states.OPEN, period__last_day__lt=today)


def to_accept(people: Q) -> Any:
    """What waits, where one of these accounts coordinates."""
    coordinators = Group.objects.filter(people, name=PortalRole.COORDINATOR)
    return ProofOfUse.objects.unrestricted().filter(Exists(coordinators), state=states.SUBMITTED)


def duty_to_hand_in(row: ProofOfUse, absent: str) -> Duty:
    state = [row.organisation.short_name or row.organisation.name]
    state.append(_("zurückgegeben, mit Rückfrage") if row.state == states.RETURNED else "")
    state.append(_("das Recht dazu fehlt Ihnen; es vergibt die Verwaltung der Organisation") if absent else "")
    return Duty(
        title=_("Verwendung nachweisen: %(period)s") % {"period": row.period.name},
        part=PART,
        url=reverse("indicators:index") if absent else reverse("indicators:proof", args=[row.pk]),
        kind="indicators.proof",
        key=str(row.pk),
        due=row.due_on,
        clause=guideline_for(row.period.clause).clause,
        state=", ".join(filter(None, state)),
        on_behalf_of=absent,
        mailed_on=None if absent else row.reminded_on,
    )


def duty_to_accept(waiting: int) -> Duty:
    title = ngettext("%(n)d Verwendungsnachweis prüfen", "%(n)d Verwendungsnachweise prüfen", waiting)
    return Duty(
        title=title % {"n": waiting},
        part=PART,
        url=reverse("indicators:proof_overview"),
        kind="indicators.proof_review",
        key="proof_review",
        clause=INTEGRATION.clause,
    )
