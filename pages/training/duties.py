"""What is due with trainings: one's own gaps, and for superiors that there are some in the team (D17, F32, F58)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pages.models import RequiredTraining
from pages.training import access
from portal.duties.answering import counted, one_for_all
from portal.extensions import Answering, Asker, Duty
from portal.navigation import reverse_or_none

PART = gettext_lazy("Fortbildung")


def number(asker: Asker) -> Any:
    """As many as `owed` lists. Nobody catches up on a training for a colleague."""
    return counted(own(asker.pk)) + one_for_all(overdue_in_team(asker.pk))


def owed(answering: Answering) -> Iterator[Duty]:
    """Two queries."""
    if reverse_or_none("training:record") is None:
        return
    rows = own(answering.pk).select_related("rule", "position__organisation")
    yield from (own_duty(row) for row in rows)
    waiting = overdue_in_team(answering.pk).count()
    if waiting:
        yield team_duty(waiting)


def own(key: Any) -> QuerySet[RequiredTraining]:
    return RequiredTraining.objects.filter(is_open=True, position__person__user=key)


def overdue_in_team(key: Any) -> QuerySet[RequiredTraining]:
    rows = RequiredTraining.objects.filter(is_open=True, due_on__lt=timezone.localdate())
    return rows.filter(position__organisation__in=access.led_by(key))


def own_duty(row: RequiredTraining) -> Duty:
    return Duty(
        title=row.rule.name,
        part=PART,
        url=reverse("training:record"),
        kind="training.own",
        key=row.pk,
        due=row.due_on,
        clause=row.rule.clause,
        state=row.position.organisation.short_name or row.position.organisation.name,
    )


def team_duty(waiting: int) -> Duty:
    title = ngettext(
        "%(n)d verlangte Fortbildung im Team überfällig", "%(n)d verlangte Fortbildungen im Team überfällig", waiting
    )
    return Duty(
        title=title % {"n": waiting},
        part=PART,
        url=reverse("training:team"),
        kind="training.team",
        key="team",
        state=_("mit Namen nur für Sie und die Personen selbst"),
    )
