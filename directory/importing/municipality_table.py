"""Tables of municipalities."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.importing import values
from directory.importing.table import Cells, Column, Table, Target, attribute, labelled, put_later, refuse, stored
from directory.importing.values import Value
from directory.models import Municipality, PlaceName, Postcode, Succession


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

    def __init__(self) -> None:
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
        municipality = stored(target.entries["municipality"])
        if "postcodes" in target.lists:
            keep(municipality, Postcode, "municipality", [{"code": code} for code in target.lists["postcodes"]])
        if "places" in target.lists:
            keep(municipality, PlaceName, "municipality", [{"name": name} for name in target.lists["places"]])
        if "successors" in target.lists:
            wanted = [{"successor": self.successor(code)} for code in target.lists["successors"]]
            keep(municipality, Succession, "predecessor", wanted)

    def successor(self, code: str) -> Municipality:
        municipality = self.known.get(code)
        if municipality is None or not municipality.pk:
            raise refuse("successors", _("Den Gemeindeschlüssel %(code)s gibt es im Verzeichnis nicht."), code=code)
        return municipality


def keep(owner: Model, model: type[Model], relation: str, wanted: list[dict[str, Any]]) -> None:
    """The rows of an entry become exactly these; those that are there already stay."""
    rows: list[Any] = list(model._default_manager.filter(**{relation: owner}))
    missing = list(wanted)
    for row in rows:
        same = next((fields for fields in missing if says(row, fields)), None)
        if same is None:
            row.delete()
        else:
            missing.remove(same)
    for fields in missing:
        stored(model(**{relation: owner}, **fields))


def says(row: Model, fields: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in fields.items())
