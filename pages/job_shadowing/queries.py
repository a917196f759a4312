"""Reads for several pages: offers with their free times, requests of one's own, what a request's page says to whom."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.models.restrictions import Viewer
from pages.job_shadowing import states
from pages.job_shadowing.access import sides_of
from pages.job_shadowing.states import Transition
from pages.models import ShadowingOffer, ShadowingRequest, ShadowingSlot, ShadowingStep

STEP_LABELS: dict[str, str | Promise] = {
    "ask": _("Platz angefragt"),
    "approve": _("Zustimmen"),
    "refuse": _("Nicht zustimmen"),
    "confirm": _("Zusagen"),
    "decline": _("Ablehnen"),
    "withdraw": _("Zurückziehen"),
    "call_off": _("Absagen"),
    "miss": _("Gast ist nicht gekommen"),
}
DONE_LABELS: dict[str, str | Promise] = {
    "ask": _("Platz angefragt"),
    "approve": _("Leitung hat zugestimmt"),
    "refuse": _("Leitung hat nicht zugestimmt"),
    "confirm": _("Zugesagt"),
    "decline": _("Abgelehnt"),
    "withdraw": _("Vom Gast zurückgezogen"),
    "call_off": _("Von der gastgebenden Stelle abgesagt"),
    "miss": _("Gast ist nicht gekommen"),
    "complete": _("Hat stattgefunden"),
    "lapse": _("Verfallen, weil niemand rechtzeitig entschieden hat"),
}
SAID: dict[str, str | Promise] = {  # to whoever has brought a request into that state
    states.AT_HOST: _("Zugestimmt. Jetzt entscheidet die gastgebende Stelle."),
    states.CONFIRMED: _("Zugesagt. Beide Seiten bekommen den Termin für ihren Kalender."),
    states.MISSED: _("Eingetragen. Der Besuch zählt nicht mit."),
    states.DECLINED: _("Abgelehnt. Der Gast bekommt Ihre Begründung zu lesen."),
    states.WITHDRAWN: _("Zurückgezogen. Die gastgebende Stelle erfährt es."),
    states.CALLED_OFF: _("Abgesagt. Beide Kalender bekommen die Absage."),
}
WAY: dict[str, str | Promise] = {
    states.AT_SUPERIOR: _("Leitung stimmt zu"),
    states.AT_HOST: _("Gastgebende Stelle sagt zu"),
    states.CONFIRMED: _("Termin"),
    states.COMPLETED: _("Rückmeldung"),
}


@dataclass(frozen=True)
class Act:
    name: str
    label: str | Promise
    needs_text: bool


@dataclass(frozen=True)
class WayStep:
    label: str | Promise
    is_done: bool
    is_current: bool


def shown_offers() -> QuerySet[ShadowingOffer]:
    """All that is open, the nearest free time first; those by arrangement after them."""
    free = Prefetch("slots", ShadowingSlot.objects.free(), to_attr="free_slots")
    rows: QuerySet[ShadowingOffer] = ShadowingOffer.objects.open().select_related("organisation", "team", "contact")
    return rows.prefetch_related(free)


def sorted_offers(offers: Iterable[Any]) -> list[Any]:
    """Of `shown_offers`: what can be asked for stands before what is full."""

    def place(offer: Any) -> tuple[bool, dt.datetime, str]:
        first = offer.free_slots[0].starts_at if offer.free_slots else dt.datetime.max.replace(tzinfo=dt.UTC)
        return not offer.by_arrangement and not offer.free_slots, first, offer.title

    return sorted(offers, key=place)


def own_requests(user: Viewer) -> list[ShadowingRequest]:
    """Of all sides, those that are open first, each with the side the person stands on."""
    rows = ShadowingRequest.objects.visible_to(user).for_pages()
    return sorted(rows, key=lambda row: (not row.is_open, -row.changed_at.timestamp()))


def acts_for(row: ShadowingRequest, user: Viewer) -> list[Act]:
    """What the person may do, but for withdrawing and calling off, which stand apart."""
    found = states.allowed(row.state, sides_of(user, row), has_begun=row.has_begun)
    return [act(each) for each in found if each.name not in {"withdraw", "call_off", "miss"}]


def ways_out(row: ShadowingRequest, user: Viewer) -> list[Act]:
    found = states.allowed(row.state, sides_of(user, row), has_begun=row.has_begun)
    return [act(each) for each in found if each.name in {"withdraw", "call_off", "miss"}]


def act(transition: Transition) -> Act:
    return Act(transition.name, STEP_LABELS[transition.name], transition.needs_text)


def way(row: ShadowingRequest) -> list[WayStep]:
    """Nothing for one that has ended before its time: there the state says all."""
    path = [state for state in WAY if state != states.AT_SUPERIOR or row.needs_approval]
    if row.state not in path:
        return []
    now = path.index(row.state)
    return [WayStep(WAY[state], place < now, place == now) for place, state in enumerate(path)]


@dataclass(frozen=True)
class Passed:
    """A step that was taken, in words."""

    label: str | Promise
    step: ShadowingStep


def history(row: ShadowingRequest) -> list[Passed]:
    return [Passed(DONE_LABELS[step.name], step) for step in row.steps.select_related("by")]
