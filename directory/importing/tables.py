"""What a row of each kind of table is about: its columns as the exports write them, the entries it means, and how they are stored."""

import datetime as dt
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.importing import values
from directory.importing.rows import tidy
from directory.importing.values import Value, shown
from directory.models import (
    Coverage,
    Mailbox,
    Municipality,
    Organisation,
    Person,
    PlaceName,
    Position,
    Postcode,
    Service,
    Site,
    Succession,
    TargetGroup,
    Team,
    Visibility,
)
from directory.upkeep import actions

Label = str | Promise
Cells = Mapping[str, str]


class Known:
    """Entries by what they are called: as written, or else the only one that differs in nothing but capitals."""

    def __init__(self, found: Iterable[tuple[tuple[str, ...], Any]] = ()) -> None:
        self.written: dict[tuple[str, ...], Any] = {}
        self.alike: dict[tuple[str, ...], list[Any]] = defaultdict(list)
        for texts, one in found:
            self.add(texts, one)

    def add(self, texts: tuple[str, ...], one: Any) -> None:
        texts = tuple(tidy(text) for text in texts)
        if self.written.setdefault(texts, one) is one:
            self.alike[alike(texts)].append(one)

    def get(self, *texts: str) -> Any:
        found = self.alike.get(alike(texts), [])
        return self.written.get(texts) or (found[0] if len(found) == 1 else None)


def alike(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(tidy(text).casefold() for text in texts)


@dataclass
class Target:
    """The entries that a row is about, by name; those without a key are new. `lists` are values kept in rows of their own."""

    entries: dict[str, Any]
    is_new: bool = False
    lists: dict[str, Value] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Column:
    """`read` turns a cell into a value, `of` tells the value an entry has, `put` gives it another."""

    name: str
    label: Label
    read: Callable[[str], Value] = values.text
    of: Callable[[Target], Value] = lambda _target: ""
    put: Callable[[Target, Value], None] | None = None
    show: Callable[[Value], str] = shown
    is_needed: bool = False
    shared: str = ""  # the entry that several rows may be about, all of which must say the same of it

    def is_same(self, cell: str, current: Value) -> bool:
        if cell == tidy(self.show(current)):
            return True
        try:
            return bool(self.read(cell) == current)
        except ValidationError:
            return False


def put_on(entry: str, attr: str) -> Callable[[Target, Value], None]:
    return lambda target, value: setattr(target.entries[entry], attr, value)


def attribute(
    name: str,
    label: Label,
    entry: str,
    read: Callable[[str], Value] = values.text,
    show: Callable[[Value], str] = shown,
    is_needed: bool = False,
    shared: str = "",
) -> Column:
    """A column that is a field of one of the entries."""

    def of(target: Target) -> Value:
        return getattr(target.entries[entry], name) if target.entries.get(entry) else read("")

    return Column(name, label, read, of, put_on(entry, name), show, is_needed, shared)


def labelled(choices: Iterable[tuple[str, object]]) -> Callable[[Value], str]:
    known = dict(choices)
    return lambda value: str(known.get(value, value))


class Table(ABC):
    """One kind of table. An instance reads what there is once, and lives as long as one run."""

    name: ClassVar[str]
    label: ClassVar[Label]
    columns: ClassVar[tuple[Column, ...]]
    identity: ClassVar[tuple[str, ...]]  # the columns in which no two rows may agree

    @abstractmethod
    def find(self, cells: Cells) -> Target:
        """The entries meant by a row; new ones where there are none. ValidationError, by column, if that is not clear."""

    @abstractmethod
    def save(self, target: Target, changed: set[str], by: Any) -> None:
        """Stores the entries of which something was changed; ValidationError where the model refuses."""

    @abstractmethod
    def title(self, cells: Cells) -> str:
        """What the row is about, in a few words."""

    def same(self, cells: Cells, target: Target) -> bool:
        wanted = [column for column in self.columns if column.name in cells and column.put is not None]
        return all(column.is_same(cells[column.name], column.of(target)) for column in wanted)

    def best(self, cells: Cells, found: list[Target]) -> Target | None:
        """The one that says the same already, or the only one."""
        return next((one for one in found if self.same(cells, one)), found[0] if len(found) == 1 else None)


def refuse(column: str, message: str, **params: object) -> ValidationError:
    return ValidationError({column: ValidationError(message, params=params)})


def organisation_phone(target: Target) -> Value:
    """As exported: the number of the site where the organisation has none of its own."""
    site = target.entries.get("site")
    return target.entries["organisation"].phone or (site.phone if site else "")


def organisation_email(target: Target) -> Value:
    site = target.entries.get("site")
    return target.entries["organisation"].email or (site.email if site else "")


class Organisations(Table):
    """One row a site, as exported; a row without a site is about the organisation alone."""

    name = "organisations"
    identity = ("name", "site")
    label = gettext_lazy("Organisationen")
    columns = (
        attribute("name", gettext_lazy("Organisation"), "organisation", is_needed=True),
        attribute("short_name", gettext_lazy("Kurzname"), "organisation", shared="organisation"),
        attribute(
            "kind",
            gettext_lazy("Art"),
            "organisation",
            values.choice(Organisation.Kind.choices),
            labelled(Organisation.Kind.choices),
            shared="organisation",
        ),
        Column(
            "phone",
            gettext_lazy("Telefon"),
            values.phone,
            organisation_phone,
            put_on("organisation", "phone"),
            shared="organisation",
        ),
        Column(
            "email",
            gettext_lazy("E-Mail"),
            values.email,
            organisation_email,
            put_on("organisation", "email"),
            shared="organisation",
        ),
        attribute("website", gettext_lazy("Internetseite"), "organisation", values.website, shared="organisation"),
        Column("site", gettext_lazy("Standort")),
        attribute("street", gettext_lazy("Straße und Hausnummer"), "site"),
        attribute("postcode", gettext_lazy("Postleitzahl"), "site", values.postcode),
        attribute("town", gettext_lazy("Ort"), "site"),
        attribute("hours", gettext_lazy("Öffnungszeiten"), "site", values.lines),
        attribute("special_hours", gettext_lazy("Ausnahmen"), "site", values.lines),
        attribute(
            "access", gettext_lazy("Zugang"), "site", values.choice(Site.Access.choices), labelled(Site.Access.choices)
        ),
        Column(
            "languages",
            gettext_lazy("Sprachen"),
            values.languages,
            lambda target: tuple(target.entries["site"].languages) if target.entries.get("site") else (),
            lambda target, value: setattr(target.entries["site"], "languages", list(value)),
        ),
        Column("confirmed_on", gettext_lazy("Bestätigt am")),
    )

    def __init__(self) -> None:
        self.known = Known(((one.name,), one) for one in Organisation.objects.all())
        sites = Site.objects.select_related("organisation").order_by("sort_order", "pk")
        self.sites = Known(((one.organisation.name, one.name), one) for one in sites)

    def title(self, cells: Cells) -> str:
        return ", ".join(filter(None, (cells["name"], cells.get("site", ""))))

    def find(self, cells: Cells) -> Target:
        organisation = self.known.get(cells["name"])
        is_new = organisation is None
        if organisation is None:
            organisation = Organisation(name=cells["name"])
            self.known.add((cells["name"],), organisation)
        name = cells.get("site", "")
        if not name and any(cells.get(column.name) for column in self.columns[7:14]):
            raise refuse("site", _("Bitte nennen Sie den Standort, zu dem die Adresse gehört."))
        site = self.sites.get(cells["name"], name) if name else None
        if name and site is None:
            site, is_new = Site(organisation=organisation, name=name), True
        if site is not None:
            site.organisation = organisation
        return Target({"organisation": organisation, "site": site}, is_new)

    def save(self, target: Target, changed: set[str], by: Any) -> None:
        organisation, site = target.entries["organisation"], target.entries["site"]
        if not organisation.pk or changed & {"name", "short_name", "kind", "phone", "email", "website"}:
            actions.save_organisation(organisation=organisation, by=by)
        if site is not None and (not site.pk or changed - {"name", "short_name", "kind", "phone", "email", "website"}):
            site.organisation = organisation
            actions.save_site(site=site, by=by)


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


def put_later(name: str) -> Callable[[Target, Value], None]:
    """For what is found among the entries of the organisation when the row is stored."""
    return lambda target, value: target.lists.__setitem__(name, value)


class People(Table):
    """One row a function of a person that all partners may see; what others may not see is neither exported nor read in."""

    name = "people"
    identity = ("last_name", "first_name", "organisation", "role", "area", "valid_from")
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
        Column("confirmed_on", gettext_lazy("Bestätigt am")),
    )

    def __init__(self) -> None:
        self.organisations = Known(((one.name,), one) for one in Organisation.objects.all())
        self.people: dict[tuple[str, ...], list[Person]] = defaultdict(list)
        for one in Person.objects.order_by("pk"):
            self.people[alike([one.last_name, one.first_name])].append(one)
        self.positions: dict[tuple[Any, ...], list[Position]] = defaultdict(list)
        for position in (
            Position.objects.filter(visibility=Visibility.PARTNERS)
            .select_related("person", "team", "site")
            .order_by("valid_until", "pk")
        ):
            self.positions[position.person_id, position.organisation_id, *alike([position.role])].append(position)
        self.members: dict[int, set[int]] = defaultdict(set)
        for person, organisation in Position.objects.order_by().values_list("person", "organisation").distinct():
            self.members[organisation].add(person)
        self.teams = Known(((str(one.organisation_id), one.name), one) for one in Team.objects.order_by("pk"))
        self.sites: dict[int, list[Site]] = defaultdict(list)
        for site in Site.objects.order_by("sort_order", "pk"):
            self.sites[site.organisation_id].append(site)
        self.taken: set[int] = set()

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
        found = [
            Target({"person": one.person, "position": one})
            for person in same_name
            for one in self.positions[person.pk, organisation.pk, *alike([cells["role"]])]
            if one.pk not in self.taken
        ]
        target = self.best(cells, found) or self.fresh(cells, organisation, same_name, bool(found))
        if target.entries["position"].pk:
            self.taken.add(target.entries["position"].pk)
        return target

    def fresh(self, cells: Cells, organisation: Organisation, same_name: list[Person], is_unclear: bool) -> Target:
        """A new function: of the person of that name in the organisation, of the only one of that name, or of a new one."""
        inside = [one for one in same_name if one.pk in self.members[organisation.pk]]
        if is_unclear or len(inside or same_name) > 1:
            raise refuse(
                "last_name",
                _(
                    "Diesen Namen gibt es mehrfach. Bitte tragen Sie die Zeile von Hand ein, damit sie zur richtigen Person kommt."
                ),
            )
        person = next(iter(inside or same_name), None)
        notes = [_("Eine Person dieses Namens gibt es schon; sie bekommt eine weitere Funktion.")] if person else []
        if person is None:
            person = Person(last_name=cells["last_name"], first_name=cells.get("first_name", ""))
            same_name.append(person)
        position = Position(organisation=organisation, role=cells["role"])
        return Target({"person": person, "position": position}, is_new=True, notes=notes)

    def save(self, target: Target, changed: set[str], by: Any) -> None:
        person, position = target.entries["person"], target.entries["position"]
        if not person.pk or changed & {"title", "first_name", "last_name"}:
            actions.save_person(person=person, by=by)
        if "team" in target.lists:
            position.team = self.team(position.organisation, str(target.lists["team"]), by)
        if "site" in target.lists:
            position.site = self.site(position.organisation, str(target.lists["site"]))
        position.person = person
        actions.save_position(position=position, by=by)

    def team(self, organisation: Organisation, name: str, by: Any) -> Team | None:
        if not name:
            return None
        found = self.teams.get(str(organisation.pk), name)
        if found is None:
            found = actions.save_team(team=Team(organisation=organisation, name=name), by=by)
            self.teams.add((str(organisation.pk), name), found)
        return found

    def site(self, organisation: Organisation, text: str) -> Site | None:
        """By its address as exported, or its name."""
        if not text:
            return None
        for one in self.sites[organisation.pk]:
            if text_is(text, one.address, one.name):
                return one
        raise refuse(
            "site", _("Diesen Standort hat die Organisation nicht. Bitte nennen Sie seine Adresse oder Bezeichnung.")
        )


def name_of(entry: str) -> Callable[[Target], str]:
    """The name under which the thing of a responsibility is exported."""

    def of(target: Target) -> str:
        if entry in target.lists:
            return str(target.lists[entry])
        found = getattr(target.entries["coverage"], entry)
        if found is None or getattr(found, "is_restricted", False):
            return ""
        return str(found.person) if entry == "contact" else str(found.name)

    return of


STRUCTURES = {"A": Coverage.Mode.OWN, "B": Coverage.Mode.PROVIDER, "C": Coverage.Mode.COUNTY}


def structure(cell: str) -> str:
    found = cell.strip().upper().removeprefix("STRUKTUR").strip()
    if found and found not in STRUCTURES:
        raise ValidationError(
            _("Möglich sind A (eigene Aufgabe), B (an einen Träger übertragen) und C (an den Landkreis).")
        )
    return STRUCTURES[found].value if found else ""


class Coverages(Table):
    """Who is responsible where: found by key of the municipality, service, target group and first day."""

    name = "coverage"
    identity = ("ags", "service", "target_group", "valid_from")
    label = gettext_lazy("Zuständigkeiten")
    columns = (
        Column("ags", gettext_lazy("Gemeindeschlüssel"), values.ags, is_needed=True),
        Column("municipality", gettext_lazy("Gemeinde")),
        Column("service", gettext_lazy("Dienst"), is_needed=True),
        Column("target_group", gettext_lazy("Zielgruppe")),
        Column(
            "organisation",
            gettext_lazy("Zuständige Organisation"),
            values.text,
            lambda target: (
                target.lists.get("organisation")
                or (target.entries["coverage"].organisation.name if target.entries["coverage"].organisation_id else "")
            ),
            put_later("organisation"),
            is_needed=True,
        ),
        Column("site", gettext_lazy("Standort"), values.text, name_of("site"), put_later("site")),
        Column("contact", gettext_lazy("Ansprechperson"), values.text, name_of("contact"), put_later("contact")),
        Column("mailbox", gettext_lazy("Postfach"), values.text, name_of("mailbox"), put_later("mailbox")),
        Column(
            "mode",
            gettext_lazy("Struktur"),
            structure,
            lambda target: target.entries["coverage"].mode,
            put_on("coverage", "mode"),
            lambda value: {mode.value: letter for letter, mode in STRUCTURES.items()}.get(value, ""),
        ),
        attribute("note", gettext_lazy("Hinweis"), "coverage"),
        attribute("valid_from", gettext_lazy("Gilt ab"), "coverage", values.day),
        attribute("valid_until", gettext_lazy("Gilt bis"), "coverage", values.day),
    )

    def __init__(self) -> None:
        self.municipalities = {one.ags: one for one in Municipality.objects.prefetch_related("successions__successor")}
        self.services = Known(
            ((text,), one)
            for name in ("name", "short_name")
            for one in Service.objects.all()
            if (text := getattr(one, name))
        )
        self.groups = Known(((one.name,), one) for one in TargetGroup.objects.all())
        self.organisations = Known(((one.name,), one) for one in Organisation.objects.all())
        self.rows: dict[tuple[int, int, int | None], list[Coverage]] = defaultdict(list)
        for one in Coverage.objects.select_related("organisation", "site", "contact__person", "mailbox"):
            self.rows[one.municipality_id, one.service_id, one.target_group_id].append(one)
        self.taken: set[int] = set()

    def title(self, cells: Cells) -> str:
        return ", ".join(filter(None, (cells.get("municipality", "") or cells["ags"], cells["service"])))

    def find(self, cells: Cells) -> Target:
        try:
            municipality = self.municipalities.get(values.ags(cells["ags"]))
        except ValidationError as error:
            raise refuse("ags", error.messages[0]) from None
        if municipality is None:
            raise refuse("ags", _("Diesen Gemeindeschlüssel gibt es im Verzeichnis nicht."))
        service, group = self.services.get(cells["service"]), self.groups.get(cells.get("target_group", ""))
        if service is None:
            raise refuse("service", _("Diesen Dienst gibt es im Verzeichnis nicht."))
        if cells.get("target_group") and group is None:
            raise refuse("target_group", _("Diese Zielgruppe gibt es im Verzeichnis nicht."))
        begin = day_or_none(cells.get("valid_from", ""))
        found = [
            Target({"coverage": one})
            for one in self.rows[municipality.pk, service.pk, group.pk if group else None]
            if one.pk not in self.taken
        ]
        target = next((one for one in found if self.same(cells, one)), None) or next(
            (one for one in found if one.entries["coverage"].valid_from == begin), None
        )
        if target is None:
            fresh = Coverage(municipality=municipality, service=service, target_group=group)
            target = Target({"coverage": fresh}, is_new=True)
            check_standing(municipality, begin)
        else:
            self.taken.add(target.entries["coverage"].pk)
        return target

    def save(self, target: Target, changed: set[str], by: Any) -> None:
        coverage, asked = target.entries["coverage"], target.lists
        if "organisation" in asked:
            found = self.organisations.get(str(asked["organisation"]))
            if found is None:
                raise refuse("organisation", _("Diese Organisation steht nicht im Verzeichnis."))
            coverage.organisation = found
        for name, choose in (("site", self.site), ("contact", self.contact), ("mailbox", self.mailbox)):
            if name in asked:
                setattr(coverage, name, choose(coverage.organisation, str(asked[name])) if asked[name] else None)
        actions.save_coverage(coverage=coverage, by=by)

    def site(self, organisation: Organisation, text: str) -> Site:
        return one_of("site", [one for one in organisation.sites.all() if text_is(text, one.name, one.address)])

    def contact(self, organisation: Organisation, text: str) -> Position:
        people = organisation.positions.filter(visibility=Visibility.PARTNERS).select_related("person")
        found = [one for one in people if text_is(text, str(one.person))]
        return one_of("contact", [one for one in found if not one.is_over] or found)

    def mailbox(self, organisation: Organisation, text: str) -> Mailbox:
        boxes = organisation.mailboxes.filter(visibility=Visibility.PARTNERS)
        return one_of("mailbox", [one for one in boxes if text_is(text, one.name, one.email)])


def text_is(text: str, *names: str) -> bool:
    return alike([text])[0] in alike(names)


def day_or_none(cell: str) -> dt.date | None:
    try:
        return values.day(cell)
    except ValidationError:
        return None


def one_of(column: str, found: list[Any]) -> Any:
    if len(found) == 1:
        return found[0]
    said = _("Davon gibt es dort mehrere. Bitte wählen Sie von Hand.") if found else _("Das gibt es dort nicht.")
    raise refuse(column, said)


def check_standing(municipality: Municipality, begin: dt.date | None) -> None:
    """Nobody becomes responsible in a municipality that had gone up in another one by then."""
    ended = municipality.valid_until
    if ended is not None and (begin is None or begin > ended):
        after = ", ".join(f"{link.successor} ({link.successor.ags})" for link in municipality.successions.all())
        raise refuse(
            "ags",
            _("%(name)s gibt es seit dem %(day)s nicht mehr; heute: %(after)s."),
            name=municipality.name,
            day=shown(ended + dt.timedelta(days=1)),
            after=after or "–",
        )


def kept_apart(name: str, read: Callable[[Municipality], Iterable[str]]) -> Callable[[Target], Value]:
    def of(target: Target) -> Value:
        one = target.entries["municipality"]
        return target.lists[name] if name in target.lists else tuple(sorted(read(one))) if one.pk else ()

    return of


class Municipalities(Table):
    """One row a municipality, by its official key."""

    name = "municipalities"
    identity = ("ags",)
    label = gettext_lazy("Gemeinden")
    columns = (
        attribute("ags", gettext_lazy("Gemeindeschlüssel"), "municipality", values.ags, is_needed=True),
        attribute("name", gettext_lazy("Name"), "municipality", is_needed=True),
        attribute(
            "kind",
            gettext_lazy("Art"),
            "municipality",
            values.choice(Municipality.Kind.choices),
            labelled(Municipality.Kind.choices),
        ),
        attribute("population", gettext_lazy("Einwohnerzahl"), "municipality", values.whole),
        Column(
            "postcodes",
            gettext_lazy("Postleitzahlen"),
            values.postcodes,
            kept_apart("postcodes", lambda one: [code.code for code in one.postcodes.all()]),
            put_later("postcodes"),
        ),
        Column(
            "places",
            gettext_lazy("Ortsteile"),
            values.names,
            kept_apart("places", lambda one: [place.name for place in one.places.all()]),
            put_later("places"),
        ),
        attribute("valid_from", gettext_lazy("Gilt ab"), "municipality", values.day),
        attribute("valid_until", gettext_lazy("Gilt bis"), "municipality", values.day),
        Column(
            "successors",
            gettext_lazy("Aufgegangen in"),
            values.several_ags,
            kept_apart("successors", lambda one: [link.successor.ags for link in one.successions.all()]),
            put_later("successors"),
        ),
    )

    def __init__(self) -> None:
        found = Municipality.objects.prefetch_related("postcodes", "places", "successions__successor")
        self.known = {one.ags: one for one in found}

    def title(self, cells: Cells) -> str:
        return f"{cells['name']} ({cells['ags']})"

    def find(self, cells: Cells) -> Target:
        try:
            found = values.ags(cells["ags"])
        except ValidationError as error:
            raise refuse("ags", error.messages[0]) from None
        is_new = found not in self.known
        one = self.known.setdefault(found, Municipality(ags=found))
        return Target({"municipality": one}, is_new)

    def save(self, target: Target, changed: set[str], by: Any) -> None:
        one = target.entries["municipality"]
        actions.save_municipality(municipality=one, by=by)
        if "postcodes" in target.lists:
            keep(one, Postcode, "municipality", [{"code": code} for code in target.lists["postcodes"]])
        if "places" in target.lists:
            keep(one, PlaceName, "municipality", [{"name": name} for name in target.lists["places"]])
        if "successors" in target.lists:
            wanted = [{"successor": self.successor(code)} for code in target.lists["successors"]]
            keep(one, Succession, "predecessor", wanted)

    def successor(self, code: str) -> Municipality:
        found = self.known.get(code)
        if found is None or not found.pk:
            raise refuse("successors", _("Den Gemeindeschlüssel %(code)s gibt es im Verzeichnis nicht."), code=code)
        return found


def keep(owner: Model, model: type[Model], relation: str, wanted: list[dict[str, Any]]) -> None:
    """The rows of an entry become exactly these; those that are there already stay."""
    rows: list[Any] = list(model._default_manager.filter(**{relation: owner}))
    missing = list(wanted)
    for row in rows:
        same = next((one for one in missing if all(getattr(row, name) == value for name, value in one.items())), None)
        if same is None:
            row.delete()
        else:
            missing.remove(same)
    for one in missing:
        row = model(**{relation: owner}, **one)
        row.full_clean()
        row.save()


TABLES: dict[str, type[Table]] = {one.name: one for one in (Organisations, People, Coverages, Municipalities)}
