"""What each role is for, and who may give it. The one table: pages, forms and docs read it."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.auth import OrganisationRole, PortalRole

# Given by administrators of the organisation and by portal administrators.
IN_ORGANISATION: dict[str, str | Promise] = {
    OrganisationRole.READER: _("liest Vereinbarungen, Verzeichnis und Kalender"),
    OrganisationRole.CONTACT_MAINTAINER: _("hält Ansprechpersonen und Erreichbarkeit der Organisation aktuell"),
    OrganisationRole.CASEWORKER: _("sendet und beantwortet Fallübergaben"),
    OrganisationRole.SUPERVISOR: _("leitet, wird bei Konflikten gefragt und vertritt"),
    OrganisationRole.REPORTER: _("meldet die Kennzahlen der Organisation"),
    OrganisationRole.ORGANISATION_ADMIN: _("lädt Mitglieder ein und vergibt diese Rollen"),
}
# Given by portal administrators only; nobody gives any role to themselves.
IN_PORTAL: dict[str, str | Promise] = {
    PortalRole.EDITOR: _("schreibt und veröffentlicht Inhalte"),
    PortalRole.COORDINATOR: _("koordiniert das Netzwerk im Landkreis"),
    PortalRole.DATA_PROTECTION_OFFICER: _("liest und prüft das Protokoll"),
    PortalRole.ADMINISTRATOR: _("verwaltet Konten, Organisationen und Rollen; sieht keine Fälle"),
}


def is_administrator(user: Any) -> bool:
    """Whether a person runs the portal's accounts; asked anew each time, so that a change holds at once (R24)."""
    if not user.is_authenticated or not user.is_active:
        return False
    groups = getattr(user, "groups", None)
    by_group = groups is not None and groups.filter(name=PortalRole.ADMINISTRATOR.value).exists()
    return bool(user.is_superuser or by_group)


def administrators() -> "QuerySet[Any]":
    model = get_user_model()
    runs = Q(is_superuser=True) | Q(groups__name=PortalRole.ADMINISTRATOR.value)
    return model._default_manager.filter(runs, is_active=True).distinct()


def is_last_administrator(user: Any) -> bool:
    """To be asked in the transaction that would take the right away: of two at once the second waits for the first."""
    list(Group.objects.select_for_update().filter(name=PortalRole.ADMINISTRATOR.value))
    return not administrators().exclude(pk=user.pk).exists()
