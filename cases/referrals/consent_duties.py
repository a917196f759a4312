"""Consents that are about to end, for who is in charge of the case, or stands in: to be asked for again in time (F46, F58)."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.access import Actor, actor
from cases.models import ClientRecord, Consent, ConsentRecipient, Holding
from cases.referrals.deadlines import start_after
from directory.models import Membership
from portal.duties.answering import answers_for, counted
from portal.extensions import Answering, Asker, Duty
from portal.identity.auth import OrganisationRole
from portal.models import User
from portal.navigation import reverse_or_none

PART = gettext_lazy("Einwilligungen")
CLAUSE = "LÖ-KV 10"
DAYS_BEFORE = 30


def ending(day: dt.date) -> Any:
    """Of open cases, and only while no later one for the same purpose names the same receivers."""
    soon = start_after(day + dt.timedelta(days=DAYS_BEFORE))
    rows = Consent.objects.unrestricted().given().filter(withdrawal=None, record__closed_at=None, valid_until__lte=soon)
    return rows.filter(Exists(ConsentRecipient.objects.filter(~Exists(later()), consent=OuterRef("pk"))))


def later() -> Any:
    """The same receiver in a consent of the same person and purpose that ends later; seen from a receiver's row."""
    return ConsentRecipient.objects.filter(
        organisation=OuterRef("organisation"),
        consent__record=OuterRef("consent__record"),
        consent__purpose=OuterRef("consent__purpose"),
        consent__valid_until__gt=OuterRef("consent__valid_until"),
        consent__given_at__isnull=False,
        consent__withdrawal=None,
    )


def owed(answering: Answering) -> Iterator[Duty]:
    user = User.objects.filter(pk=answering.pk).first()
    if user is None or reverse_or_none("cases:records") is None:
        return
    who = actor(user, answering.day)
    if not who.handles_cases:
        return
    now = timezone.now()
    rows = ending(answering.day).filter(valid_from__lte=now, valid_until__gt=now, record__in=held_by(who))
    for row in rows.select_related("record").order_by("valid_until", "pk"):
        yield duty(row, answering)


def held_by(who: Actor) -> Any:
    held = Holding.objects.unrestricted().current().filter(user__in=who.answers_for, record=OuterRef("pk"))
    return ClientRecord.objects.for_actor(who).filter(Exists(held)).values("pk")


def duty(row: Consent, answering: Answering) -> Duty:
    charge = set(Holding.objects.unrestricted().current().filter(record=row.record_id).values_list("user", flat=True))
    absent = sorted(answering.absent[pk] for pk in charge & set(answering.absent))
    return Duty(
        title=_("Einwilligung in Akte %(reference)s läuft ab") % {"reference": row.record.reference},
        part=PART,
        url=reverse("cases:consent", args=[row.record_id, row.pk]),
        kind="cases.consent",
        key=str(row.pk),
        due=row.last_day,
        clause=CLAUSE,
        state=str(row.get_purpose_display()),
        on_behalf_of="" if answering.pk in charge or not absent else absent[0],
    )


def number(asker: Asker) -> Any:
    """As many as `owed` lists, in the frame's own query, whose clock is the database's."""
    rights = Membership.objects.filter(
        user=asker.pk,
        organisation=OuterRef("record__organisation"),
        role__in=(OrganisationRole.CASEWORKER, OrganisationRole.SUPERVISOR),
    )
    held = Holding.objects.unrestricted().current().filter(answers_for(asker.pk, "user"), record=OuterRef("record"))
    now = Q(valid_from__lte=Now(), valid_until__gt=Now(), record__emptied_at=None)
    return counted(ending(timezone.localdate()).filter(now, Exists(rights), Exists(held)))
