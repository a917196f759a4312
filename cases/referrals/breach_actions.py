"""Writes about breaches: recorded at once, reported to the authority within 72 hours (Art. 33 GDPR)."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from cases import sent_once
from cases.access import Actor
from cases.models import Breach
from cases.referrals import trail
from cases.referrals.notifications import something_waits
from directory.models import Membership
from portal import mail
from portal.audit.trail import Value, record
from portal.identity.auth import OrganisationRole, PortalRole
from portal.models import User

HOURS = 72
PAGE = "cases:breach"
TOLD = ("known_at", "what", "data", "consequences", "measures")


@transaction.atomic
def report_breach(*, breach: Breach, by: Actor, form: uuid.UUID | None = None) -> Breach:
    """`form` names the page that was filled in. The officers are told that something waits."""
    sent_once.one_after_the_other(by)
    pk = sent_once.key_of(by, form, "breach", breach.organisation_id, [getattr(breach, name) for name in TOLD])
    known: Breach | None = Breach.objects.for_actor(by).filter(pk=pk).first()
    if known is not None:
        return known
    breach.pk, breach.reported_by, breach.reported_at = pk, by.user, timezone.now()
    breach.due_at = due(breach.known_at)
    breach.save(force_insert=True)
    record(trail.BREACH_REPORTED, by.user, about=("breach", pk), details={"organisation": breach.organisation_id})
    something_waits(officers_of(breach.organisation_id), mail.link(PAGE, pk))
    return breach


def due(known_at: dt.datetime) -> dt.datetime:
    """72 hours, Sundays and holidays included; elapsed hours, whatever the clocks on the wall do (Art. 33 para. 1 GDPR)."""
    return known_at.astimezone(dt.UTC) + dt.timedelta(hours=HOURS)


def officers_of(organisation_id: int) -> Iterable[User]:
    """The organisation's own officers, or else who leads there, and the county's."""
    members = Membership.objects.filter(organisation=organisation_id)
    own = members.filter(role=OrganisationRole.ORGANISATION_OFFICER)
    if not own.exists():
        own = members.filter(role=OrganisationRole.SUPERVISOR)
    county = Group.objects.filter(name=PortalRole.DATA_PROTECTION_OFFICER)
    people = User.objects.filter(pk__in=own.values("user")) | User.objects.filter(groups__in=county)
    return people.filter(is_active=True).distinct()


@transaction.atomic
def change_breach(*, breach: Breach, fields: Iterable[str], closes: bool, by: Actor) -> Breach:
    """`breach` holds the new values; whoever locked the row has compared them with what is stored."""
    breach.due_at = due(breach.known_at)
    breach.closed_at = (breach.closed_at or timezone.now()) if closes else None
    breach.version += 1
    breach.save()
    details: dict[str, Value] = {"organisation": breach.organisation_id, "fields": ", ".join(fields)}
    record(trail.BREACH_CHANGED, by.user, about=("breach", breach.pk), details=details)
    return breach


def may_decide(breach: Breach, by: Actor) -> bool:
    """Who says what was told to whom; whoever reported it only describes what happened."""
    return by.is_county_officer or breach.organisation_id in by.officer_in | by.supervisor_in
