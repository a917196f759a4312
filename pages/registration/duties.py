"""What a place asks of people: the superior answers a request, the person an offer, the host says who was there."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.models import EventDate, Registration
from pages.registration import queries, states
from portal.duties.answering import answers_for, counted
from portal.extensions import Answering, Asker, Duty
from portal.navigation import reverse_or_none

PART = gettext_lazy("Kalender")
TO_RECORD = dt.timedelta(days=7)  # after the date


def number(asker: Asker) -> Any:
    """As many as `owed` lists."""
    condition = answers_for(asker.pk, "user")
    return (
        counted(queries.requests_for(condition).exclude(own_of(asker.pk)))
        + counted(offered_to(asker.pk))
        + counted(queries.unrecorded_for(condition, Now()))
    )


def owed(answering: Answering) -> Iterator[Duty]:
    if reverse_or_none("registration:requests") is None:
        return
    condition = Q(user__in=answering.people)
    asked = queries.requests_for(condition).exclude(own_of(answering.pk))
    for row in asked.select_related("date__event", "organisation").order_by("answer_until", "pk"):
        yield request_duty(row)
    for row in offered_to(answering.pk).select_related("date__event").order_by("answer_until", "pk"):
        yield offer_duty(row)
    unrecorded = queries.unrecorded_for(condition, timezone.now()).select_related("event")
    for date in unrecorded.order_by("starts_at", "pk"):
        yield attendance_duty(date)


def own_of(pk: Any) -> Q:
    """Nobody answers a request of their own, also where they stand in for who leads."""
    return Q(user__isnull=False, user=pk) | Q(person__isnull=False, person__user__isnull=False, person__user=pk)


def offered_to(pk: Any) -> Any:
    offers = Registration.objects.filter(state=states.OFFERED, date__cancelled_at=None)
    return offers.filter(Q(user=pk) | Q(person__user=pk))


def request_duty(row: Registration) -> Duty:
    """Without the name of who asks: it stands behind the link."""
    return Duty(
        title=_("Anfrage um einen Platz beantworten: %(event)s") % {"event": row.date.event.title},
        part=PART,
        url=f"{reverse('registration:requests')}#platz-{row.pk}",
        kind="registration.request",
        key=row.pk,
        due=row.answer_until,
        clause="LÖ-KV 8",
        mailed_on=timezone.localdate(row.changed_at),
    )


def offer_duty(row: Registration) -> Duty:
    return Duty(
        title=_("Angebotenen Platz annehmen: %(event)s") % {"event": row.date.event.title},
        part=PART,
        url=reverse("registration:place", args=[row.pk]),
        kind="registration.offer",
        key=f"{row.pk}-{row.sequence}",
        due=row.answer_until,
        clause="LÖ-KV 8",
        mailed_on=timezone.localdate(row.changed_at),
    )


def attendance_duty(date: EventDate) -> Duty:
    return Duty(
        title=_("Anwesenheit festhalten: %(event)s") % {"event": date.event.title},
        part=PART,
        url=reverse("registration:door", args=[date.pk]),
        kind="registration.attendance",
        key=date.pk,
        due=timezone.localdate(date.ends_at + TO_RECORD),
        clause="LÖ-KV 8",
    )
