"""Tables of people and what they do."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.importing import values
from directory.importing.namesakes import Namesakes
from directory.importing.table import (
    Cells,
    Column,
    Known,
    Table,
    Target,
    alike,
    attribute,
    put_later,
    refuse,
    text_is,
)
from directory.models import Organisation, Person, Position, Site, Team, Visibility


def team_of(target: Target) -> str:
    if "team" in target.lists:
        return str(target.lists["team"])
    team = target.entries["position"].team
    return team.name if team else ""


def site_of(target: Target) -> str:
    if "site" in target.lists:
        return str(target.lists["site"])
    site = target.entries["position"].site
    return site.address if site else ""


class People(Table):
    """One row a function of a person that all partners may see; what others may not see is neither exported nor read in."""

    name = "people"
    identity = ("last_name", "first_name", "organisation", "role", "area", "valid_from")
    writes = (Team, Person, Position)
    label = gettext_lazy("Ansprechpersonen")
    columns = (
        attribute("last_name", gettext_lazy("Nachname"), "person", is_needed=True),
        attribute("first_name", gettext_lazy("Vorname"), "person"),
        attribute("title", gettext_lazy("Titel"), "person", shared="person"),
        attribute("role", gettext_lazy("Aufgabe"), "position", is_needed=True),
        attribute("area", gettext_lazy("Bereich"), "position"),
        Column("organisation", gettext_lazy("Organisation"), is_needed=True),
        Column("team", gettext_lazy("Team"), values.text, team_of, put_later("team")),
        Column("site", gettext_lazy("Arbeitsort"), values.text, site_of, put_later("site")),
        attribute("phone", gettext_lazy("Telefon"), "position", values.phone),
        attribute("mobile", gettext_lazy("Mobil"), "position", values.phone),
        attribute("email", gettext_lazy("E-Mail"), "position", values.email),
        attribute("valid_from", gettext_lazy("Gilt ab"), "position", values.day),
        attribute("valid_until", gettext_lazy("Gilt bis"), "position", values.day),
        Column("person", gettext_lazy("Person")),
        Column("confirmed_on", gettext_lazy("Bestätigt am")),
    )

    def read(self) -> None:
        self.organisations = Known(((organisation.name,), organisation) for organisation in Organisation.objects.all())
        persons = Person.objects.in_bulk()
        self.people: dict[tuple[str, ...], list[Person]] = defaultdict(list)
        for _key, person in sorted(persons.items()):
            self.people[alike([person.last_name, person.first_name])].append(person)
        self.teams = Known(((str(team.organisation_id), team.name), team) for team in Team.objects.order_by("pk"))
        self.sites: dict[int, list[Site]] = defaultdict(list)
        for site in Site.objects.order_by("sort_order", "pk"):
            self.sites[site.organisation_id].append(site)
        self.taken: set[int] = set()
        self.read_positions(persons)

    def read_positions(self, persons: Mapping[int, Person]) -> None:
        public = Position.objects.filter(visibility=Visibility.PARTNERS).select_related("team", "site")
        self.positions: dict[tuple[Any, ...], list[Position]] = defaultdict(list)
        for position in public.order_by("valid_until", "pk"):
            # One object for all functions of a person, so that a title is changed once.
            position.person = persons[position.person_id]
            self.positions[position.person_id, position.organisation_id, *alike([position.role])].append(position)
        # Who belongs to an organisation is told apart by all positions, those too that the table may not name.
        # By object, not by key: who is new has none yet.
        self.belongs: dict[int, list[str]] = defaultdict(list)
        everywhere = Position.objects.order_by("organisation__name").values_list("person", "organisation__name")
        for key, organisation in everywhere.distinct():
            self.belongs[id(persons[key])].append(organisation)

    def title(self, cells: Cells) -> str:
        name = " ".join(filter(None, (cells.get("first_name", ""), cells["last_name"])))
        return ", ".join(filter(None, (name, cells["role"], cells["organisation"])))

    def find(self, cells: Cells) -> Target:
        organisation = self.organisations.get(cells["organisation"])
        if organisation is None:
            raise refuse(
                "organisation",
                _(
                    "Diese Organisation steht nicht im Verzeichnis. Bitte legen Sie sie zuerst an oder prüfen Sie den Namen."
                ),
            )
        same_name = self.people[alike([cells["last_name"], cells.get("first_name", "")])]
        # A position that an earlier row has taken is not meant again: somebody may hold the same function twice.
        candidates = [
            Target({"person": position.person, "position": position})
            for person in same_name
            for position in self.positions[person.pk, organisation.pk, *alike([cells["role"]])]
            if position.pk not in self.taken
        ]
        target = self.best(cells, candidates) or self.fresh(cells, organisation, same_name, bool(candidates))
        if target.entries["position"].pk:
            self.taken.add(target.entries["position"].pk)
        return target

    def fresh(self, cells: Cells, organisation: Organisation, same_name: list[Person], is_unclear: bool) -> Target:
        """A new function: of the person of that name in the organisation, of whom the table names, or of a new one."""
        namesakes = Namesakes([(person, self.belongs[id(person)]) for person in same_name])
        person = namesakes.meant(cells.get("person", ""), organisation, is_unclear)
        notes = [_("Eine Person dieses Namens gibt es schon; sie bekommt eine weitere Funktion.")] if person else []
        if person is None:
            person = Person(last_name=cells["last_name"], first_name=cells.get("first_name", ""))
            same_name.append(person)
        if organisation.name not in self.belongs[id(person)]:
            self.belongs[id(person)].append(organisation.name)
        position = Position(organisation=organisation, role=cells["role"])
        return Target({"person": person, "position": position}, is_new=True, notes=notes)

    def save(self, target: Target, changed: set[str]) -> None:
        person, position = target.entries["person"], target.entries["position"]
        if not person.pk or changed & {"title", "first_name", "last_name"}:
            self.plan.put(person)
        if "team" in target.lists:
            position.team = self.team(position.organisation, str(target.lists["team"]))
        if "site" in target.lists:
            position.site = self.site(position.organisation, str(target.lists["site"]))
        position.person = person
        self.plan.put(position)

    def team(self, organisation: Organisation, name: str) -> Team | None:
        """A team nobody knows yet is a new one."""
        if not name:
            return None
        team = self.teams.get(str(organisation.pk), name)
        if team is None:
            team = Team(organisation=organisation, name=name)
            self.plan.put(team)
            self.teams.add((str(organisation.pk), name), team)
        return team

    def site(self, organisation: Organisation, text: str) -> Site | None:
        """By its address as exported, or its name."""
        if not text:
            return None
        for site in self.sites[organisation.pk]:
            if text_is(text, site.address, site.name):
                return site
        raise refuse(
            "site", _("Diesen Standort hat die Organisation nicht. Bitte nennen Sie seine Adresse oder Bezeichnung.")
        )
