"""Whom a case can be given to in the own organisation, with who is away today (F22)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.referrals.record_actions import caseworkers_of
from directory.models import Absence
from directory.models.people import FOR_NOW
from portal.written_dates import written


def colleagues(organisation_id: int, apart_from: int | None = None) -> list[tuple[int, str]]:
    """Key and name of each caseworker, whoever is there first; two queries."""
    people = list(caseworkers_of(organisation_id).exclude(pk=apart_from))
    today = timezone.localdate()
    away: dict[int, str] = {}
    for absence in Absence.objects.on(today).filter(person__user__in=people).select_related("person"):
        last = absence.last_day or FOR_NOW
        if absence.person.user_id is not None:
            away[absence.person.user_id] = (
                _("nicht da") if last == FOR_NOW else _("nicht da bis %(day)s") % {"day": written(last, "j. F")}
            )
    named = [(user.pk, user.get_full_name() or _("Fachkraft ohne Namen")) for user in people]
    there = [(pk, name) for pk, name in named if pk not in away]
    return there + [(pk, f"{name} ({away[pk]})") for pk, name in named if pk in away]
