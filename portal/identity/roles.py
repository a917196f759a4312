"""What each role is for, what it opens and who may give it: the one table for pages, forms and docs/rollen.md.

What a role may do is decided where it is done.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Exists, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.identity.auth import FACTOR_ROLES, OrganisationRole, PortalRole
from portal.identity.users import Visitor


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
        _("Fallübergaben mit Einwilligung der Klientinnen und Klienten senden und annehmen."),
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
        _("Mitglieder der eigenen Organisation einladen, ihre Rollen vergeben, sie wieder herausnehmen."),
        (_("was alle lesen"), _("Konten und Rollen der eigenen Organisation")),
    ),
    Description(
        OrganisationRole.ORGANISATION_OFFICER,
        _(
            "Für die eigene Organisation prüfen, wer Klientendaten gelesen und erhalten hat; Auskunft geben, Pannen melden."
        ),
        (_("was alle lesen"), _("geschützter Bereich: Zugriffslisten und Auskünfte der eigenen Organisation")),
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
# Given by administrators of the organisation and by portal administrators.
IN_ORGANISATION = {
    description.role.value: description.purpose
    for description in DESCRIPTIONS
    if isinstance(description.role, OrganisationRole)
}
# Given by portal administrators only; nobody gives any role to themselves.
IN_PORTAL = {
    description.role.value: description.purpose
    for description in DESCRIPTIONS
    if isinstance(description.role, PortalRole)
}


def is_administrator(user: Visitor) -> bool:
    """Whether a person runs the portal's accounts; asked anew each time, so that a change holds at once (R24)."""
    if not user.is_authenticated or not user.is_active:
        return False
    groups = getattr(user, "groups", None)
    by_group = groups is not None and groups.filter(name=PortalRole.ADMINISTRATOR.value).exists()
    return bool(getattr(user, "is_superuser", False) or by_group)


def administrators() -> "QuerySet[Any]":
    model = get_user_model()
    runs = Q(is_superuser=True) | Q(groups__name=PortalRole.ADMINISTRATOR.value)
    return model._default_manager.filter(runs, is_active=True).distinct()


def hold_administrators() -> None:
    """Read only for its lock: one row that everybody who takes a right away has to pass."""
    list(Group.objects.select_for_update().filter(name=PortalRole.ADMINISTRATOR.value))


def held_in_portal(key: Any, *roles: PortalRole) -> Q:
    """For any query: whether the account of that key, which may be an OuterRef, holds one of these roles for the whole portal.

    Nobody does where a project's users have no groups.
    """
    if not hasattr(get_user_model(), "groups"):
        return Q(Value(False))
    return Q(Exists(Group.objects.filter(name__in=[role.value for role in roles], user=key)))


def is_last_administrator(user: Visitor) -> bool:
    """To be asked in the transaction that would take the right away: of two at once the second waits for the first."""
    hold_administrators()
    return not administrators().exclude(pk=user.pk).exists()
