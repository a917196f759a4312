"""What is due with figures: to report for carriers, to accept for the coordinator (D14 to D16, F58).

Whoever stands in for a colleague sees what the colleague owes; the right to report does not move with it.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Exists, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.indicators import states
from cases.models import Submission
from directory.models import Membership
from portal.duties.answering import answers_for, counted, one_for_all
from portal.extensions import Answering, Asker, Duty
from portal.identity.auth import OrganisationRole, PortalRole
from portal.navigation import reverse_or_none

PART = gettext_lazy("Kennzahlen")
APPEARS = dt.timedelta(days=31)  # before the due date; earlier nobody can report the whole period


def number(asker: Asker) -> Any:
    """As many as `owed` lists."""
    reporting = members(answers_for(asker.pk, "user")).values("organisation")
    return counted(to_report().filter(organisation__in=reporting)) + one_for_all(to_accept(Q(user=asker.pk)))


def owed(answering: Answering) -> Iterator[Duty]:
    if reverse_or_none("indicators:index") is None:
        return
    holders = holders_of(answering)
    if holders:
        rows = to_report().filter(organisation__in=holders).select_related("period", "organisation", "site")
        yield from (duty_to_report(row, holders[row.organisation_id]) for row in rows)
    waiting = to_accept(Q(user=answering.pk)).count()
    if waiting:
        yield duty_to_accept(waiting)


def members(condition: Q) -> QuerySet[Membership]:
    return Membership.objects.filter(condition, role=OrganisationRole.REPORTER)


def holders_of(answering: Answering) -> dict[int, str]:
    """Organisations the person reports for, each with the colleague whose part it is; "" for the own one."""
    holders: dict[int, str] = {}
    rows = members(Q(user__in=answering.people)).order_by("pk").values_list("organisation", "user")
    for organisation, user in rows:
        holders[organisation] = "" if user == answering.pk else holders.get(organisation, answering.absent[user])
    return holders


def to_report() -> Any:
    today = timezone.localdate()
    return Submission.objects.unrestricted().filter(
        Q(period__locks_on__gte=today) | Q(unlocked_until__gte=today),
        state__in=states.OPEN,
        period__opens_on__lte=today,
        period__due_on__lte=today + APPEARS,
    )


def to_accept(people: Q) -> Any:
    """What waits for review, where one of these accounts coordinates."""
    coordinators = Group.objects.filter(people, name=PortalRole.COORDINATOR)
    return Submission.objects.unrestricted().filter(Exists(coordinators), state__in=states.WAITS_FOR_REVIEW)


def duty_to_report(row: Submission, absent: str) -> Duty:
    period = row.period
    late = row.unlocked_until if row.unlocked_until is not None else period.due_on
    state = [row.organisation.short_name or row.organisation.name, row.site.name if row.site else ""]
    state.append(_("zurückgegeben, mit Rückfragen") if row.state == states.RETURNED else "")
    state.append(_("das Recht zu melden fehlt Ihnen; es vergibt die Verwaltung der Organisation") if absent else "")
    return Duty(
        title=_("Kennzahlen melden: %(period)s") % {"period": period.name},
        part=PART,
        url=reverse("indicators:index") if absent else reverse("indicators:submission", args=[row.pk]),
        kind="indicators.submission",
        key=str(row.pk),
        due=max(late, period.due_on),
        clause=period.clause,
        state=", ".join(filter(None, state)),
        on_behalf_of=absent,
        mailed_on=None if absent else row.reminded_on,
    )


def duty_to_accept(waiting: int) -> Duty:
    title = ngettext("%(n)d Kennzahlenmeldung prüfen", "%(n)d Kennzahlenmeldungen prüfen", waiting)
    return Duty(
        title=title % {"n": waiting},
        part=PART,
        url=reverse("indicators:overview"),
        kind="indicators.review",
        key="review",
        clause="LÖ-RL 3.11.2",
    )
