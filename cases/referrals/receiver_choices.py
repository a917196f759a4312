"""Where a referral may go: whoever is responsible for the client's municipality first, then all others with access (LÖ-KV 2, 6)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils import timezone

from cases.models import ClientRecord, Purpose
from cases.referrals.referral_actions import Receiver
from directory.models import Mailbox, Membership, Organisation, Position, Team
from directory.models.validity import holds_on
from directory.responsibility import answer, known_places
from directory.responsibility.answer import Question
from directory.responsibility.cards import Card
from portal.identity.auth import OrganisationRole


@dataclass(frozen=True)
class Option:
    """`key` is what the form sends; `is_open`: somebody there has an account to open it with. `card` tells who answers there today."""

    key: str
    receiver: Receiver
    is_open: bool = True
    card: Card | None = None

    @property
    def name(self) -> str:
        """Organisation, team, mailbox; a team and its mailbox of the same name once."""
        parts = (self.receiver.organisation, self.receiver.team, self.receiver.mailbox and self.receiver.mailbox.name)
        return ", ".join(dict.fromkeys(str(part) for part in parts if part))


@dataclass(frozen=True)
class Options:
    proposed: tuple[Option, ...] = ()
    others: tuple[Option, ...] = ()

    def get(self, key: str) -> Option | None:
        """Only what may be chosen: a key that somebody made up leads nowhere (R26)."""
        return next((each for each in (*self.proposed, *self.others) if each.key == key and each.is_open), None)

    def key_of(self, organisation: int, team: int | None, mailbox: int | None) -> str:
        """The one that stands for a draft; of the same place without its mailbox where the mailbox is gone."""
        for wanted in (key_for(organisation, team, mailbox), key_for(organisation, team), key_for(organisation)):
            if self.get(wanted):
                return wanted
        return ""


@dataclass(frozen=True)
class Access:
    """Organisations with somebody who could take it, and their teams that have somebody."""

    organisations: Mapping[int, Organisation] = field(default_factory=dict)
    teams: Mapping[int, list[Team]] = field(default_factory=dict)

    def opens(self, receiver: Receiver) -> bool:
        if receiver.team is None:
            return receiver.organisation.pk in self.organisations
        return receiver.team in self.teams.get(receiver.organisation.pk, [])


def key_for(organisation: int, team: int | None = None, mailbox: int | None = None) -> str:
    return "-".join(str(part or 0) for part in (organisation, team, mailbox))


def options(request: HttpRequest, record: ClientRecord, purpose: str) -> Options:
    access = access_for(purpose)
    proposed = list(proposals(request, record, access, with_team=purpose != Purpose.CONFLICT))
    known = {each.key for each in proposed}
    others = [each for each in all_open(access, record.organisation_id) if each.key not in known]
    return Options(tuple(proposed), tuple(others))


def access_for(purpose: str) -> Access:
    """A conflict goes to whoever leads, everything else to caseworkers."""
    is_conflict = purpose == Purpose.CONFLICT
    role = OrganisationRole.SUPERVISOR if is_conflict else OrganisationRole.CASEWORKER
    rows = Membership.objects.filter(role=role, user__is_active=True).select_related("organisation")
    members = [row for row in rows.order_by("organisation__name", "pk") if row.organisation.is_active]
    organisations = {row.organisation_id: row.organisation for row in members}
    people = {(row.organisation_id, row.user_id) for row in members}
    return Access(organisations, {} if is_conflict else teams_of(people))


def teams_of(people: set[tuple[int, int]]) -> dict[int, list[Team]]:
    positions = (
        Position.objects.filter(holds_on(timezone.localdate()), team__isnull=False)
        .filter(person__user__in={user for _organisation, user in people})
        .select_related("team", "person")
        .order_by("team__sort_order", "team__name")
    )
    teams: dict[int, list[Team]] = defaultdict(list)
    for position in positions:
        is_there = (position.organisation_id, position.person.user_id) in people
        if is_there and position.team and position.team not in teams[position.organisation_id]:
            teams[position.organisation_id].append(position.team)
    return dict(teams)


def proposals(request: HttpRequest, record: ClientRecord, access: Access, *, with_team: bool) -> Iterable[Option]:
    """The answers to "who is responsible" for the client's municipality today, each place once."""
    seen = set()
    for card in cards(request, record.municipality):
        if card.coverage is None or card.coverage.organisation_id == record.organisation_id:
            continue
        organisation = card.coverage.organisation
        receiver = Receiver(organisation, team_of(card, organisation) if with_team else None, mailbox_of(card))
        key = key_for(organisation.pk, receiver.team and receiver.team.pk, receiver.mailbox and receiver.mailbox.pk)
        if key not in seen:
            seen.add(key)
            yield Option(key, receiver, access.opens(receiver), card)


def team_of(card: Card, organisation: Organisation) -> Team | None:
    team = card.contact.position.team if card.contact else None
    return team if team is not None and team.organisation_id == organisation.pk else None


def mailbox_of(card: Card) -> Mailbox | None:
    return card.mailbox


def cards(request: HttpRequest, ags: str) -> list[Card]:
    """Of a municipality that has gone up in others, those of all it went to."""
    known, now = known_places.known(request), answer.now()
    town = known.by_key(ags) if ags else None
    places = known.on(town, now.date()) if town else []
    choices = answer.choices(request)
    return [card for place in places for card in answer.answer(Question(place.town.pk, now, request.user), choices)]


def all_open(access: Access, own: int) -> Iterable[Option]:
    for pk, organisation in access.organisations.items():
        if pk != own:
            yield Option(key_for(pk), Receiver(organisation))
            for team in access.teams.get(pk, []):
                yield Option(key_for(pk, team.pk), Receiver(organisation, team))
