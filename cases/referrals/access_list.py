"""Who read or did what about a client, from the trail: for the access list of a case and for what a person is told (F50, R32, R48)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import ClientKey, ClientRecord, Consent, LegalGround, Referral, State
from directory.models import Membership, Organisation
from portal.audit import trail
from portal.models import AuditEvent, Detail, User

OF_CLIENT = "cases.key."
KINDS = {
    "client_record": gettext_lazy("Akte"),
    "consent": gettext_lazy("Einwilligung"),
    "referral": gettext_lazy("Fallübergabe"),
    "client_key": gettext_lazy("Schlüssel"),
    "ground": gettext_lazy("Rechtsgrund"),
    "legal_ground": gettext_lazy("Rechtsgrund"),
}


@dataclass(frozen=True)
class Access:
    """`person` and `organisation` as they are called today; `about` is what was read or changed, a number where it has one."""

    at: dt.datetime
    what: str
    person: str
    organisation: str
    about: str
    is_refused: bool


def about_record(record: ClientRecord) -> QuerySet[AuditEvent]:
    """All events that name the record, or anything that belongs to it, deleted things included; newest first."""
    keys = {str(record.pk)}
    for model in (Referral, Consent, ClientKey, LegalGround):
        keys |= {str(pk) for pk in model.objects.unrestricted().filter(record=record).values_list("pk", flat=True)}
    # Each half by an index of its own: the trail of all is long.
    about = Q(object_type__in=[*KINDS], object_id__in=sorted(keys)) | Q(record=str(record.pk))
    return AuditEvent.objects.alias(record=Detail("record")).filter(about).order_by("-pk")


def about_referral(referral: Referral, organisation_id: int) -> QuerySet[AuditEvent]:
    """Of the receiving side each sees what its own people did: the other one's accesses are the other one's affair."""
    events = AuditEvent.objects.filter(object_type="referral", object_id=str(referral.pk)).order_by("-pk")
    if organisation_id == referral.sender_id:
        return events
    own = Membership.objects.filter(organisation=organisation_id).values("user")
    return events.filter(Q(actor_id__in=own) | Q(details__organisation=organisation_id))


def received_by(record: ClientRecord, organisation_id: int) -> QuerySet[AuditEvent]:
    """What the people of a receiving organisation did with what it got about one client."""
    received = Referral.objects.unrestricted().filter(record=record, receiver=organisation_id)
    own = Membership.objects.filter(organisation=organisation_id).values("user")
    keys = [str(pk) for pk in received.values_list("pk", flat=True)]
    return AuditEvent.objects.filter(
        Q(actor_id__in=own) | Q(details__organisation=organisation_id), object_type="referral", object_id__in=keys
    ).order_by("-pk")


def described(events: Iterable[AuditEvent]) -> list[Access]:
    """Four queries, however many events."""
    rows = list(events)
    people = User.objects.in_bulk({row.actor_id for row in rows if row.actor_id})
    homes: dict[int, list[str]] = {}
    members = Membership.objects.filter(user__in=list(people)).order_by("organisation__name").distinct()
    for user, name in members.values_list("user", "organisation__name"):
        homes.setdefault(user, []).append(name)
    named = {row.details.get("organisation") for row in rows}
    organisations = Organisation.objects.in_bulk([pk for pk in named if isinstance(pk, int)])
    numbers = numbers_of(rows)
    return [access_of(row, people, homes, organisations, numbers) for row in rows]


def numbers_of(rows: Sequence[AuditEvent]) -> dict[str, str]:
    keys = {row.object_id for row in rows if row.object_type == "referral"}
    return {
        str(pk): number
        for pk, number in Referral.objects.unrestricted().filter(pk__in=keys).values_list("pk", "number")
    }


def access_of(
    row: AuditEvent,
    people: dict[Any, User],
    homes: dict[int, list[str]],
    organisations: dict[int, Organisation],
    numbers: dict[str, str],
) -> Access:
    user = people.get(row.actor_id)
    worked_for = organisations.get(row.details.get("organisation", 0))
    return Access(
        row.at,
        what(row),
        str(user) if user else nobody(row),
        worked_for.name if worked_for else ", ".join(homes.get(row.actor_id or 0, [])),
        numbers.get(row.object_id) or str(KINDS.get(row.object_type, "")),
        row.outcome == AuditEvent.Outcome.REFUSED,
    )


def what(row: AuditEvent) -> str:
    """With the state that was reached, where it is a step of a referral."""
    reached = dict(State.choices).get(row.details.get("target", ""))
    return f"{trail.label(row.action)}: {reached}" if reached else trail.label(row.action)


def nobody(row: AuditEvent) -> str:
    """Whoever acted without an account, or whose account is gone."""
    if row.actor_id:
        return _("gelöschtes Konto %(number)d") % {"number": row.actor_id}
    by_client = row.action.startswith(OF_CLIENT) or row.details.get("way") == "client"
    return _("Klientin oder Klient") if by_client else _("das Portal von selbst")
