"""What each role is for and what it opens, for people; docs/rollen.md is made of it. Who may do what is decided where it is done."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.auth import FACTOR_ROLES, OrganisationRole, PortalRole


@dataclass(frozen=True)
class Description:
    role: OrganisationRole | PortalRole
    purpose: str | Promise
    opens: tuple[str | Promise, ...]

    @property
    def needs_factor(self) -> bool:
        """Whether what the role is for opens only after the second factor."""
        return self.role in FACTOR_ROLES


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
    ),
    Description(
        OrganisationRole.SUPERVISOR,
        _("Vorgänge der eigenen Organisation verteilen und bei Ausfall vertreten."),
        (
            _("was alle lesen"),
            _("geschützter Bereich: alle Vorgänge der eigenen Organisation, mit der Liste der Zugriffe"),
        ),
    ),
    Description(
        OrganisationRole.REPORTER,
        _("Kennzahlen der eigenen Organisation melden."),
        (_("was alle lesen"), _("geschützter Bereich: Meldungen der eigenen Organisation, keine Vorgänge")),
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
    ),
    Description(
        PortalRole.COORDINATOR,
        _("Im Landkreis koordinieren: Kennzahlen einfordern, prüfen und freigeben."),
        (_("was alle lesen"), _("geschützter Bereich: gemeldete Kennzahlen aller Organisationen, keine Vorgänge")),
    ),
    Description(
        PortalRole.DATA_PROTECTION_OFFICER,
        _("Prüfen, wer wann was getan hat; Auskunft vorbereiten."),
        (_("was alle lesen"), _("Protokoll lesen und ausgeben, ohne Inhalte der Vorgänge")),
    ),
    Description(
        PortalRole.ADMINISTRATOR,
        _("Konten und Zugehörigkeiten verwalten."),
        (_("was alle lesen"), _("Redaktion, dazu Konten; keine Vorgänge, keine Kennwörter, kein Protokoll")),
    ),
)
