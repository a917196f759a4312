"""Tables of municipalities."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.importing import values
from directory.importing.table import Cells, Column, Table, Target, attribute, labelled, put_later, refuse
from directory.importing.values import Value
from directory.models import Municipality, PlaceName, Postcode, Succession
from directory.models.municipalities import NOT_ITSELF


def kept_apart(name: str, read: Callable[[Municipality], Iterable[str]]) -> Callable[[Target], Value]:
    def of(target: Target) -> Value:
        if name in target.lists:
            return target.lists[name]
        municipality = target.entries["municipality"]
        return tuple(sorted(read(municipality))) if municipality.pk else ()

    return of


class Municipalities(Table):
    """One row a municipality, by its official key."""

    name = "municipalities"
    identity = ("ags",)
    writes = (Municipality, Postcode, PlaceName, Succession)
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
            kept_apart("postcodes", lambda municipality: [postcode.code for postcode in municipality.postcodes.all()]),
            put_later("postcodes"),
        ),
        Column(
            "places",
            gettext_lazy("Ortsteile"),
            values.names,
            kept_apart("places", lambda municipality: [place.name for place in municipality.places.all()]),
            put_later("places"),
        ),
        attribute("valid_from", gettext_lazy("Gilt ab"), "municipality", values.day),
        attribute("valid_until", gettext_lazy("Gilt bis"), "municipality", values.day),
        Column(
            "successors",
            gettext_lazy("Aufgegangen in"),
            values.several_ags,
            kept_apart(
                "successors", lambda municipality: [link.successor.ags for link in municipality.successions.all()]
            ),
            put_later("successors"),
        ),
    )

    tells_contacts = False

    def read(self) -> None:
        rows = Municipality.objects.prefetch_related("postcodes", "places", "successions__successor")
        self.known = {municipality.ags: municipality for municipality in rows}

    def title(self, cells: Cells) -> str:
        return f"{cells['name']} ({cells['ags']})"

    def find(self, cells: Cells) -> Target:
        try:
            ags = values.ags(cells["ags"])
        except ValidationError as error:
            raise refuse("ags", error.messages[0]) from None
        is_new = ags not in self.known
        # So that a later row can name it as its successor.
        municipality = self.known.setdefault(ags, Municipality(ags=ags))
        return Target({"municipality": municipality}, is_new)

    def save(self, target: Target, changed: set[str]) -> None:
        municipality = target.entries["municipality"]
        self.plan.put(municipality)
        lists = target.lists
        if "postcodes" in lists:
            self.keep(municipality, "postcodes", Postcode, [{"code": code} for code in lists["postcodes"]])
        if "places" in lists:
            self.keep(municipality, "places", PlaceName, [{"name": name} for name in lists["places"]])
        if "successors" in lists:
            wanted = [{"successor": self.successor(municipality, code)} for code in lists["successors"]]
            self.keep(municipality, "successions", Succession, wanted)

    def successor(self, municipality: Municipality, code: str) -> Municipality:
        successor = self.known.get(code)
        if successor is None or not self.plan.is_there(successor):
            raise refuse("successors", _("Den Gemeindeschlüssel %(code)s gibt es im Verzeichnis nicht."), code=code)
        if successor is municipality:
            raise ValidationError(NOT_ITSELF)
        return successor

    def keep(self, owner: Municipality, rows: str, model: type[Model], wanted: list[dict[str, Any]]) -> None:
        """The rows of an entry become exactly these; those that are there already stay."""
        missing = list(wanted)
        for row in list(getattr(owner, rows).all()) if owner.pk else []:
            same = next((fields for fields in missing if says(row, fields)), None)
            if same is None:
                self.plan.drop(row)
            else:
                missing.remove(same)
        relation = Municipality._meta.get_field(rows).field.name  # type: ignore[union-attr]  # each is a row's key to it
        for fields in missing:
            self.plan.put(model(**{relation: owner}, **fields))


def says(row: Model, fields: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in fields.items())
