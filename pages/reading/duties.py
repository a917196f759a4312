"""What is due with reading: to take note of a version, and for superiors that somebody in the team has not in time (F13)."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.models import AcknowledgementReminder, AcknowledgementRule
from pages.reading import asked
from portal.duties.answering import counted
from portal.extensions import Answering, Asker, Duty
from portal.navigation import reverse_or_none

PART = gettext_lazy("Kenntnisnahme")


def number(asker: Asker) -> Any:
    """As many as `owed` lists. Nobody reads for a colleague."""
    return counted(asked.open_of(asker.pk)) + counted(asked.overdue_in_team_of(asker.pk))


def owed(answering: Answering) -> Iterator[Duty]:
    """Three queries."""
    if reverse_or_none("acknowledgements:own") is None:
        return
    reminded = AcknowledgementReminder.objects.filter(user=answering.pk, version=OuterRef("version"))
    own = asked.open_of(answering.pk).annotate(reminded_on=Subquery(reminded.values("sent_on")[:1]))
    user = get_user_model()._default_manager.filter(pk=answering.pk).first()
    for rule in own.select_related("document__locale", "version").defer("document__sections"):
        yield own_duty(rule, user)
    for late in asked.overdue_in_team_of(answering.pk).select_related("document").defer("document__sections"):
        yield team_duty(late)


def own_duty(rule: Any, user: Any) -> Duty:
    return Duty(
        title=_("Zur Kenntnis nehmen: %(title)s") % {"title": rule.document.title},
        part=PART,
        url=rule.document.get_url() or reverse("acknowledgements:own"),
        kind="acknowledgement.own",
        key=f"{rule.pk}-{rule.version_id}",
        due=asked.due_for(rule, user),
        state=_("Fassung %(number)d") % {"number": rule.version.number},
        mailed_on=rule.reminded_on,
    )


def team_duty(rule: AcknowledgementRule) -> Duty:
    return Duty(
        title=_("Im Team überfällig: Kenntnisnahme von „%(title)s“") % {"title": rule.document.title},
        part=PART,
        url=reverse("acknowledgements:standing", args=[rule.document_id]),
        kind="acknowledgement.team",
        key=f"{rule.pk}-{rule.version_id}",
        state=_("mit Namen nur für Sie und die Personen selbst"),
    )
