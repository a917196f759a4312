"""Who may do what in the restricted section; asked anew with each request, and closed where nothing is said (R23, R24)."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.scoping import ScopedQuerySet
from directory.models import Deputy, Membership, Position
from directory.models.people import away_until
from directory.models.validity import holds_on
from directory.responsibility.stand_ins import answered_for
from portal import conf, sealing
from portal.audit import trail
from portal.compiled_query import ANYBODY, CompiledQuery
from portal.identity.auth import OrganisationRole, PortalRole, View, is_verified, second_step
from portal.identity.users import signed_in
from portal.models import User
from portal.requests.error_pages import sealed_off
from portal.requests.upload_handlers import IN_MEMORY

SEEN_BY = "_cases_actor"
TEAM, STANDS_IN = "team", "stands in"  # beside the names of roles and groups


@dataclass(frozen=True)
class Actor:
    """A person with what the restricted section asks of them. Being superuser or staff gives nothing here (R23).

    `answers_for` are accounts: the own one, and of colleagues of the same organisation who are away today and whose first
    deputy at hand this person is. `teams` are those the person works in today.
    """

    user: User
    caseworker_in: frozenset[int] = frozenset()
    supervisor_in: frozenset[int] = frozenset()
    officer_in: frozenset[int] = frozenset()
    reporter_in: frozenset[int] = frozenset()
    teams: frozenset[int] = frozenset()
    answers_for: frozenset[int] = frozenset()
    is_coordinator: bool = False
    is_county_officer: bool = False

    @property
    def organisations(self) -> frozenset[int]:
        """Where the person works on cases, or leads those who do."""
        return self.caseworker_in | self.supervisor_in

    @property
    def handles_cases(self) -> bool:
        return bool(self.organisations)

    @property
    def has_any_role(self) -> bool:
        return (
            self.handles_cases
            or bool(self.officer_in or self.reporter_in)
            or self.is_coordinator
            or self.is_county_officer
        )


def actor_of(request: HttpRequest) -> Actor:
    """The person of a request, read once for it."""
    known: Actor | None = getattr(request, SEEN_BY, None)
    if known is None:
        known = actor(signed_in(request))
        setattr(request, SEEN_BY, known)
    return known


def actor(user: User, day: dt.date | None = None) -> Actor:
    """One query, two more where a colleague is away whom this person may stand in for."""
    today = day or timezone.localdate()
    held: dict[str, set[int]] = {}
    for name, place in places_of(today).rows(user.pk) if user.is_active else ():
        held.setdefault(name, set()).add(place)
    caseworker_in = frozenset(held.get(OrganisationRole.CASEWORKER, ()))
    absent = stood_in_for(user, today, caseworker_in) if STANDS_IN in held else set()
    return Actor(
        user,
        caseworker_in=caseworker_in,
        supervisor_in=frozenset(held.get(OrganisationRole.SUPERVISOR, ())),
        officer_in=frozenset(held.get(OrganisationRole.ORGANISATION_OFFICER, ())),
        reporter_in=frozenset(held.get(OrganisationRole.REPORTER, ())),
        teams=frozenset(held.get(TEAM, ())) if caseworker_in else frozenset(),
        answers_for=frozenset({user.pk, *absent}),
        is_coordinator=PortalRole.COORDINATOR in held,
        is_county_officer=PortalRole.DATA_PROTECTION_OFFICER in held,
    )


@lru_cache(maxsize=4)
def places_of(day: dt.date) -> CompiledQuery:
    """Rows of a name and a key: roles with their organisations, groups, today's teams, positions whose deputy the person is."""
    roles = Membership.objects.filter(user=ANYBODY).values_list("role", "organisation")
    named = Group.objects.filter(user=ANYBODY) if hasattr(get_user_model(), "groups") else Group.objects.none()
    groups = named.annotate(place=Value(0)).values_list("name", "place")
    own = Position.objects.filter(holds_on(day), person__user=ANYBODY, team__isnull=False)
    teams = own.annotate(kind=Value(TEAM)).values_list("kind", "team")
    deputies = Deputy.objects.filter(holds_on(day, "deputy__"), deputy__person__user=ANYBODY)
    absent = deputies.annotate(away=away_until("position__person", day)).filter(away__isnull=False)
    stands_in = absent.annotate(kind=Value(STANDS_IN)).values_list("kind", "position")
    return CompiledQuery(roles.union(groups, teams.order_by(), stands_in.order_by()))


def stood_in_for(user: User, day: dt.date, organisations: frozenset[int]) -> set[int]:
    """Accounts of absent colleagues, in organisations where the person works on cases, too."""
    if not organisations:
        return set()
    positions = answered_for(user.pk, day)
    return {p.person.user_id for p in positions if p.organisation_id in organisations and p.person.user_id}


def restricted(view: View) -> View:
    """For every address of the section, wherever a project mounts it: a role, then the second factor (R2, F42).

    Whoever has no role there gets the same answer with and without the factor, and learns nothing of what there is.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not actor_of(request).has_any_role:
            raise PermissionDenied
        if not is_verified(request):
            return second_step(request)
        # Pages that open no seal would look as if nothing were wrong (R38).
        if sealing.problem_of(conf.get("FIELD_KEYS")) in {"missing", "wrong"}:
            return sealed_off(request)
        try:
            return view(request, *args, **kwargs)
        except NotFound as refusal:
            # Here, because what the page had begun is taken back, and would take the event along.
            refusal.tell()
            raise

    guarded.factor = getattr(view, "factor", "verified")  # type: ignore[attr-defined]  # read by the walk over all addresses
    # Files about clients are sealed before they touch the disk.
    setattr(guarded, IN_MEMORY, True)
    return guarded


def restricted_urls(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same patterns with every view behind `restricted`: a new address cannot forget it."""
    closed = list(patterns)
    for pattern in closed:
        if isinstance(pattern, URLPattern):
            pattern.callback = restricted(pattern.callback)
        else:
            restricted_urls(pattern.url_patterns)
    return closed


def for_those_who(may: Callable[[Actor], bool]) -> Callable[[View], View]:
    """403 for people of the section whose role this page is not for; objects are guarded by `for_actor`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(actor_of(request)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


case_staff = for_those_who(lambda actor: actor.handles_cases)
coordinators = for_those_who(lambda actor: actor.is_coordinator)


def found(rows: ScopedQuerySet, pk: UUID, actor: Actor, kind: str) -> Any:
    """The row, or 404: the same for what is somebody else's and for what does not exist, with the same event (R20, R45).

    `rows` are scoped to the actor; children are looked up among those of a parent that was found this way.
    """
    row: Model | None = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound(actor, kind, pk)
    return row


class NotFound(Http404):
    """A row of the section that is missing or somebody else's; `restricted` tells the trail."""

    def __init__(self, actor: Actor, kind: str, pk: UUID) -> None:
        super().__init__()
        self.actor, self.kind, self.pk, self.is_told = actor, kind, pk, False

    def tell(self) -> None:
        # A project may close the same address twice.
        if not self.is_told:
            trail.record(REFUSED, self.actor.user, outcome=trail.Outcome.REFUSED, about=(self.kind, self.pk))
            self.is_told = True


REFUSED = trail.register("cases.refused", _("Zugriff auf einen Vorgang abgewiesen"))
