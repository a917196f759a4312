"""Breaches that wait for a report to the authority, for who answers for data protection (F58, Art. 33 GDPR)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Breach
from directory.models import Membership
from portal.duties.answering import counted
from portal.extensions import Answering, Asker, Duty
from portal.identity.auth import OrganisationRole, PortalRole
from portal.identity.roles import held_in_portal
from portal.navigation import reverse_or_none


def number(asker: Asker) -> Any:
    """As many as `owed` lists."""
    return counted(waiting_for(asker.pk))


def owed(answering: Answering) -> Iterator[Duty]:
    """One query. A stand-in does not inherit this office."""
    if reverse_or_none("cases:breaches") is None:
        return
    for breach in waiting_for(answering.pk).select_related("organisation"):
        yield Duty(
            title=_("Datenpanne: der Aufsichtsbehörde melden"),
            part=_("Geschützter Bereich"),
            url=reverse("cases:breach", args=[breach.pk]),
            kind="breach",
            key=str(breach.pk),
            due=breach.due_at,
            clause="Art. 33 DSGVO",
            state=breach.organisation.name,
            is_restricted=True,
        )


def waiting_for(pk: Any) -> Any:
    """Of the county's officer all, of an organisation's own officer theirs; where there is none, of who leads."""
    members = Membership.objects.filter(organisation=OuterRef("organisation"))
    officers = members.filter(role=OrganisationRole.ORGANISATION_OFFICER)
    leads = Exists(members.filter(user=pk, role=OrganisationRole.SUPERVISOR)) & ~Exists(officers)
    county = held_in_portal(pk, PortalRole.DATA_PROTECTION_OFFICER)
    mine = Q(Exists(officers.filter(user=pk))) | Q(leads) | county
    return Breach.objects.unrestricted().waiting().filter(mine).order_by("due_at")
