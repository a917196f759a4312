"""The roles, in one place: their names, what each is for and what it opens. What a role may do is decided where the thing is done."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class OrganisationRole(models.TextChoices):
    """Held in one organisation, through a membership."""

    READER = "reader", _("Lesen")
    CONTACT_MAINTAINER = "contact_maintainer", _("Kontaktpflege")
    CASEWORKER = "caseworker", _("Fachkraft")
    SUPERVISOR = "supervisor", _("Leitung")
    REPORTER = "reporter", _("Kennzahlenmeldung")
    ORGANISATION_ADMIN = "organisation_admin", _("Verwaltung der Organisation")


class PortalRole(models.TextChoices):
    """Held for the whole portal, as a group of that name."""

    EDITOR = "editor", _("Redaktion")
    COORDINATOR = "coordinator", _("Koordination")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Datenschutz")
    ADMINISTRATOR = "administrator", _("Portalverwaltung")


@dataclass(frozen=True)
class Description:
    """`needs_factor`: what the role is for opens only after the second factor."""

    role: OrganisationRole | PortalRole
    purpose: str | Promise
    opens: tuple[str | Promise, ...]
    needs_factor: bool = False


DESCRIPTIONS = (
    Description(
        OrganisationRole.READER,
        _("Vereinbarungen, Neuigkeiten und das Verzeichnis lesen und durchsuchen."),
        (_("alle veröffentlichten Seiten und Dateien"), _("Suche"), _("das eigene Konto")),
    ),
    Description(
        OrganisationRole.CONTACT_MAINTAINER,
        _("Die Angaben der eigenen Organisation im Verzeichnis aktuell halten."),
        (_("was alle lesen"), _("Kontakte und Sprechzeiten der eigenen Organisation")),
    ),
    Description(
        OrganisationRole.CASEWORKER,
        _("Überleitungen mit Einwilligung der Ratsuchenden senden und annehmen."),
        (_("was alle lesen"), _("geschützter Bereich: Vorgänge, an denen die eigene Organisation beteiligt ist")),
        needs_factor=True,
    ),
    Description(
        OrganisationRole.SUPERVISOR,
        _("Vorgänge der eigenen Organisation verteilen und bei Ausfall vertreten."),
        (
            _("was alle lesen"),
            _("geschützter Bereich: alle Vorgänge der eigenen Organisation, mit der Liste der Zugriffe"),
        ),
        needs_factor=True,
    ),
    Description(
        OrganisationRole.REPORTER,
        _("Kennzahlen der eigenen Organisation melden."),
        (_("was alle lesen"), _("geschützter Bereich: Meldungen der eigenen Organisation, keine Vorgänge")),
        needs_factor=True,
    ),
    Description(
        OrganisationRole.ORGANISATION_ADMIN,
        _("Konten und Rollen der eigenen Organisation beantragen und prüfen."),
        (_("was alle lesen"), _("Konten und Rollen der eigenen Organisation")),
    ),
    Description(
        PortalRole.EDITOR,
        _("Inhalte schreiben, einlesen, veröffentlichen und die Suche pflegen."),
        (
            _("was alle lesen"),
            _("Redaktion: Seiten, Dateien, Bilder, Übersetzungen, Organisationen, Werkzeuge der Suche"),
        ),
        needs_factor=True,
    ),
    Description(
        PortalRole.COORDINATOR,
        _("Im Landkreis koordinieren: Kennzahlen einfordern, prüfen und freigeben."),
        (_("was alle lesen"), _("geschützter Bereich: gemeldete Kennzahlen aller Organisationen, keine Vorgänge")),
        needs_factor=True,
    ),
    Description(
        PortalRole.DATA_PROTECTION_OFFICER,
        _("Prüfen, wer wann was getan hat; Auskunft vorbereiten."),
        (_("was alle lesen"), _("Protokoll lesen und ausgeben, ohne Inhalte der Vorgänge")),
    ),
    Description(
        PortalRole.ADMINISTRATOR,
        _("Konten, Gruppen und Zugehörigkeiten verwalten."),
        (_("was alle lesen"), _("Redaktion, dazu Konten; keine Vorgänge, keine Kennwörter, kein Protokoll")),
        needs_factor=True,
    ),
)
