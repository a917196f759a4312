"""Tables of who is responsible where."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.importing import values
from directory.importing.table import (
    Cells,
    Column,
    Known,
    Table,
    Target,
    attribute,
    put_later,
    put_on,
    refuse,
    text_is,
)
from directory.importing.values import shown
from directory.models import (
    Coverage,
    Mailbox,
    Municipality,
    Organisation,
    Position,
    Service,
    Site,
    TargetGroup,
    Visibility,
)
from directory.models.coverage import not_free

T = TypeVar("T")


def name_of(entry: str) -> Callable[[Target], str]:
    """The name under which the thing of a responsibility is exported."""

    def of(target: Target) -> str:
        if entry in target.lists:
            return str(target.lists[entry])
        named = getattr(target.entries["coverage"], entry)
        if named is None or getattr(named, "is_restricted", False):
            return ""
        return str(named.person) if entry == "contact" else str(named.name)

    return of


def organisation_of(target: Target) -> str:
    coverage = target.entries["coverage"]
    stored = coverage.organisation.name if coverage.organisation_id else ""
    return str(target.lists.get("organisation") or stored)


# The letters of the agreement (LÖ-KV 2).
STRUCTURES = {"A": Coverage.Mode.OWN, "B": Coverage.Mode.PROVIDER, "C": Coverage.Mode.COUNTY}


def structure(cell: str) -> str:
    letter = cell.strip().upper().removeprefix("STRUKTUR").strip()
    if letter and letter not in STRUCTURES:
        raise ValidationError(
            _("Möglich sind A (eigene Aufgabe), B (an einen Träger übertragen) und C (an den Landkreis).")
        )
    return STRUCTURES[letter].value if letter else ""


class Coverages(Table):
    """Who is responsible where: found by key of the municipality, service, target group and first day."""

    name = "coverage"
    identity = ("ags", "service", "target_group", "valid_from")
    writes = (Coverage,)
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
            organisation_of,
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

    def read(self) -> None:
        municipalities = Municipality.objects.prefetch_related("successions__successor")
        self.municipalities = {municipality.ags: municipality for municipality in municipalities}
        services = list(Service.objects.all())
        by_name = [((service.name,), service) for service in services]
        by_short_name = [((service.short_name,), service) for service in services if service.short_name]
        self.services = Known([*by_name, *by_short_name])
        self.groups = Known(((group.name,), group) for group in TargetGroup.objects.all())
        self.organisations = Known(((organisation.name,), organisation) for organisation in Organisation.objects.all())
        self.around: dict[tuple[int, int], list[Coverage]] = defaultdict(list)
        self.rows: dict[tuple[int, int, int | None], list[Coverage]] = defaultdict(list)
        for coverage in Coverage.objects.select_related("organisation", "site", "contact__person", "mailbox"):
            self.rows[coverage.municipality_id, coverage.service_id, coverage.target_group_id].append(coverage)
            self.around[coverage.municipality_id, coverage.service_id].append(coverage)
        self.taken: set[int] = set()

    def title(self, cells: Cells) -> str:
        return ", ".join(filter(None, (cells.get("municipality", "") or cells["ags"], cells["service"])))

    def find(self, cells: Cells) -> Target:
        municipality, (service, group) = self.municipality(cells), self.task(cells)
        begin = day_or_none(cells.get("valid_from", ""))
        candidates = [
            Target({"coverage": coverage})
            for coverage in self.rows[municipality.pk, service.pk, group.pk if group else None]
            if coverage.pk not in self.taken
        ]
        target = self.meant(cells, candidates, begin)
        if target is None:
            check_standing(municipality, begin)
            fresh = Coverage(municipality=municipality, service=service, target_group=group)
            return Target({"coverage": fresh}, is_new=True)
        self.taken.add(target.entries["coverage"].pk)
        return target

    def meant(self, cells: Cells, candidates: list[Target], begin: dt.date | None) -> Target | None:
        """What says the same already, else what begins on the same day."""
        same = (target for target in candidates if self.same(cells, target))
        begins = (target for target in candidates if target.entries["coverage"].valid_from == begin)
        return next(same, None) or next(begins, None)

    def municipality(self, cells: Cells) -> Municipality:
        try:
            municipality = self.municipalities.get(values.ags(cells["ags"]))
        except ValidationError as error:
            raise refuse("ags", error.messages[0]) from None
        if municipality is None:
            raise refuse("ags", _("Diesen Gemeindeschlüssel gibt es im Verzeichnis nicht."))
        return municipality

    def task(self, cells: Cells) -> tuple[Service, TargetGroup | None]:
        """The service, and for whom if not for all."""
        service, group = self.services.get(cells["service"]), self.groups.get(cells.get("target_group", ""))
        if service is None:
            raise refuse("service", _("Diesen Dienst gibt es im Verzeichnis nicht."))
        if cells.get("target_group") and group is None:
            raise refuse("target_group", _("Diese Zielgruppe gibt es im Verzeichnis nicht."))
        return service, group

    def save(self, target: Target, changed: set[str]) -> None:
        coverage, named = target.entries["coverage"], target.lists
        if "organisation" in named:
            organisation = self.organisations.get(str(named["organisation"]))
            if organisation is None:
                raise refuse("organisation", _("Diese Organisation steht nicht im Verzeichnis."))
            coverage.organisation = organisation
        # After the organisation, for these are looked for among what belongs to it.
        choices: dict[str, Callable[[Organisation, str], Any]]
        choices = {"site": self.site, "contact": self.contact, "mailbox": self.mailbox}
        for name, choose in choices.items():
            if name in named:
                setattr(coverage, name, choose(coverage.organisation, str(named[name])) if named[name] else None)
        self.check_free(coverage)
        self.plan.put(coverage)

    def check_free(self, coverage: Coverage) -> None:
        """Among what is stored and what the rows before have planned."""
        coverage.check_own()
        around = self.around[coverage.municipality_id, coverage.service_id]
        other = next((other for other in around if other is not coverage and coverage.overlaps(other)), None)
        if other is not None:
            raise not_free(other)
        if coverage.pk is None:
            around.append(coverage)

    def site(self, organisation: Organisation, text: str) -> Site:
        return only("site", [site for site in organisation.sites.all() if text_is(text, site.name, site.address)])

    def contact(self, organisation: Organisation, text: str) -> Position:
        """By name; somebody who holds a function today before somebody who held one."""
        people = organisation.positions.filter(visibility=Visibility.PARTNERS).select_related("person")
        namesakes = [position for position in people if text_is(text, str(position.person))]
        return only("contact", [position for position in namesakes if not position.is_over] or namesakes)

    def mailbox(self, organisation: Organisation, text: str) -> Mailbox:
        boxes = organisation.mailboxes.filter(visibility=Visibility.PARTNERS)
        return only("mailbox", [box for box in boxes if text_is(text, box.name, box.email)])


def day_or_none(cell: str) -> dt.date | None:
    try:
        return values.day(cell)
    except ValidationError:
        return None


def only(column: str, candidates: Sequence[T]) -> T:
    if len(candidates) == 1:
        return candidates[0]
    said = _("Davon gibt es dort mehrere. Bitte wählen Sie von Hand.") if candidates else _("Das gibt es dort nicht.")
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
