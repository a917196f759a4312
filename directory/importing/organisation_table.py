"""Tables of organisations and their sites."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.importing import values
from directory.importing.table import Cells, Column, Known, Table, Target, attribute, labelled, put_on, refuse
from directory.importing.values import Value
from directory.models import Organisation, Site

OF_ORGANISATION = {"name", "short_name", "kind", "phone", "email", "website"}
OF_SITE = ("street", "postcode", "town", "hours", "special_hours", "access", "languages")


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
    writes = (Organisation, Site)
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

    def read(self) -> None:
        self.known = Known(((organisation.name,), organisation) for organisation in Organisation.objects.all())
        sites = Site.objects.select_related("organisation").order_by("sort_order", "pk")
        self.sites = Known(((site.organisation.name, site.name), site) for site in sites)

    def title(self, cells: Cells) -> str:
        return ", ".join(filter(None, (cells["name"], cells.get("site", ""))))

    def find(self, cells: Cells) -> Target:
        organisation = self.known.get(cells["name"])
        is_new = organisation is None
        if organisation is None:
            organisation = Organisation(name=cells["name"])
            self.known.add((cells["name"],), organisation)
        name = cells.get("site", "")
        # The address would be lost without a word.
        if not name and any(cells.get(column) for column in OF_SITE):
            raise refuse("site", _("Bitte nennen Sie den Standort, zu dem die Adresse gehört."))
        site = self.sites.get(cells["name"], name) if name else None
        if name and site is None:
            site, is_new = Site(organisation=organisation, name=name), True
        # One object for all rows of an organisation, so that contradictions between them are seen.
        if site is not None:
            site.organisation = organisation
        return Target({"organisation": organisation, "site": site}, is_new)

    def save(self, target: Target, changed: set[str]) -> None:
        organisation, site = target.entries["organisation"], target.entries["site"]
        if not organisation.pk or changed & OF_ORGANISATION:
            self.plan.put(organisation)
        if site is not None and (not site.pk or changed - OF_ORGANISATION):
            site.organisation = organisation
            self.plan.put(site)
