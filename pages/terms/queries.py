"""Clocks of agreements as pages and duties show them: whose they are, where they are agreed, what has happened."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from directory.models.validity import holds_on
from pages.agreed import agreed_section
from pages.documents.validity import not_out_on
from pages.meetings import queries as meetings
from pages.meetings import rhythm
from pages.models import NormativePage, Party, TermDay, TermEvent
from pages.models.term_days import TermDayQuerySet
from pages.terms import clocks
from portal.agreed import AgreedSection
from portal.duties.answering import answers_for
from portal.extensions import Answering
from portal.identity import roles
from portal.identity.auth import PortalRole

CLAUSES = {clocks.NOTICE: "notice_clause", clocks.REVIEW: "review_clause", "meeting": "meeting_clause"}


def reminders(key: Any, today: dt.date | None = None) -> TermDayQuerySet:
    """What somebody is reminded of: as named by a party or its deputy, standing in for one of them, or as the coordinator."""
    day = today or timezone.localdate()
    return owed_days(key, day).reminding(day)


def owed_days(key: Any, day: dt.date) -> TermDayQuerySet:
    """All days to come, as long as neither the person's own organisation nor, for the coordinator, the coordination has decided."""
    begun = Q(document__in_force_on=None) | Q(document__in_force_on__lte=day)
    in_time = Q(document__repealed_on=None) | Q(on__lt=F("document__repealed_on"))
    rows: TermDayQuerySet = TermDay.objects.filter(begun, in_time, not_out_on(day, "document__"), document__live=True)
    own = parties_answered_for(key, day).filter(page=OuterRef("document"))
    decided = TermEvent.objects.filter(
        kind=TermEvent.Kind.SETTLED,
        document=OuterRef("page"),
        organisation=OuterRef("organisation"),
        due_on=OuterRef(OuterRef("on")),
    )
    for_all = TermEvent.objects.filter(
        kind=TermEvent.Kind.SETTLED, document=OuterRef("document"), organisation=None, due_on=OuterRef("on")
    )
    coordinates = roles.held_in_portal(key, PortalRole.COORDINATOR)
    open_here = Exists(own.filter(~Exists(decided))) | coordinates & ~Exists(for_all)
    return rows.filter(open_here | Q(kind=clocks.REVIEW) & (Exists(own) | coordinates))


def parties_answered_for(key: Any, day: dt.date) -> QuerySet[Party]:
    """Parties whose named person or deputy somebody is, or stands in for."""
    bound = Q(left_on=None) | Q(left_on__gt=day)
    is_contact = answers_for(key, "contact__person__user", day) & holds_on(day, "contact__")
    is_deputy = answers_for(key, "deputy__person__user", day) & holds_on(day, "deputy__")
    parties: QuerySet[Party] = Party.objects.filter(bound, is_contact | is_deputy, organisation__isnull=False)
    return parties


def answered_parties(document: NormativePage, key: Any) -> list[Party]:
    """Those of one document, with their organisations."""
    parties = parties_answered_for(key, timezone.localdate()).filter(page=document)
    return list(parties.select_related("organisation"))


def on_behalf_of(documents: Iterable[int], answering: Answering) -> dict[int, str]:
    """By document the colleague somebody stands in for; nothing where they are named themselves."""
    parties = parties_answered_for(answering.pk, answering.day).filter(page__in=list(documents))
    found: dict[int, str] = {}
    own = set()
    for row in parties.values_list("page", "contact__person__user", "deputy__person__user"):
        page, people = row[0], row[1:]
        if answering.pk in people:
            own.add(page)
        absent = [answering.absent[one] for one in people if one in answering.absent]
        if absent:
            found[page] = absent[0]
    return {page: name for page, name in found.items() if page not in own}


def clause_of(document: NormativePage, kind: str) -> AgreedSection | None:
    """The section a clock rests on."""
    identity = getattr(document, CLAUSES.get(kind, "term_clause"))
    found = next((one for one in document.outline() if identity and one.identity == identity), None)
    return agreed_section(document, found) if found else None


def events_of(document: NormativePage) -> QuerySet[TermEvent]:
    events: QuerySet[TermEvent] = TermEvent.objects.filter(document__translation_key=document.translation_key)
    return events.select_related("organisation", "recorded_by")


def next_meeting(document: NormativePage) -> dt.date | None:
    """By when the partners have to meet next, counted from the last meeting; None where that is not agreed or a date is set."""
    now = timezone.now()
    if not document.meeting_months or document.in_force_on is None or meetings.is_set(document, now):
        return None
    return rhythm.next_by(meetings.last_held(document, now), document.in_force_on, document.meeting_months)
