"""The editor's side of the directory: one menu for everything in it."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from directory import choosers
from directory.importing import views as import_views
from directory.internal_lists import actions as list_actions
from directory.models import (
    ContactList,
    Coverage,
    Municipality,
    Organisation,
    Person,
    Position,
    Service,
    TargetGroup,
)
from directory.responsibility.actions import hold_municipality
from directory.upkeep import editor_views
from directory.upkeep.editor_views import (
    ContactEditView,
    OrganisationEditView,
    RecordedCreateView,
    RecordedDeleteView,
    RecordedEditView,
)
from portal.audit.editor_views import AuditedEditView, AuditedViewSet
from portal.identity.users import signed_in


class OrganisationViewSet(AuditedViewSet):
    model = Organisation
    icon = "group"
    menu_label = _("Organisationen")
    list_display = ["name", "short_name", "kind", "confirmed_on"]
    list_filter = ["kind"]
    list_export = ["name", "short_name", "kind", "phone", "email", "website", "confirmed_on"]
    edit_view_class = OrganisationEditView


class PersonViewSet(AuditedViewSet):
    model = Person
    icon = "user"
    menu_label = _("Personen")
    list_display = ["__str__", "user"]
    ordering = ["last_name", "first_name"]
    add_view_class = RecordedCreateView
    edit_view_class = ContactEditView
    delete_view_class = RecordedDeleteView


class PositionViewSet(AuditedViewSet):
    model = Position
    icon = "clipboard-list"
    menu_label = _("Funktionen")
    list_display = ["person", "role", "organisation", "valid_from", "valid_until", "visibility"]
    list_filter = ["organisation", "visibility"]
    panels = Position.standalone_panels
    add_view_class = RecordedCreateView
    edit_view_class = ContactEditView
    delete_view_class = RecordedDeleteView


class MunicipalityViewSet(AuditedViewSet):
    model = Municipality
    icon = "home"
    menu_label = _("Gemeinden")
    list_display = ["name", "kind", "ags", "valid_until"]


class ServiceViewSet(AuditedViewSet):
    model = Service
    icon = "tasks"
    menu_label = _("Dienste")
    list_display = ["name", "short_name", "min_age", "max_age", "order"]
    ordering = ["order", "name"]


class TargetGroupViewSet(AuditedViewSet):
    model = TargetGroup
    icon = "group"
    menu_label = _("Zielgruppen")
    list_display = ["name", "min_age", "max_age", "order"]


class AloneMixin:
    """Nobody else changes who is responsible in the municipality between the check and the storing."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        place = request.POST.get("municipality", "")
        with transaction.atomic():
            # What is no number is an error of the form, which says so itself.
            if place.isdecimal():
                hold_municipality(int(place[:18]))
            return super().post(request, *args, **kwargs)  # type: ignore[misc]  # of Wagtail's view


class CoverageCreateView(AloneMixin, RecordedCreateView):
    pass


class CoverageEditView(AloneMixin, RecordedEditView):
    pass


class CoverageViewSet(AuditedViewSet):
    model = Coverage
    icon = "site"
    menu_label = _("Zuständigkeiten")
    list_display = ["municipality", "service", "target_group", "organisation", "valid_from", "valid_until"]
    list_filter = ["service", "municipality", "organisation", "mode"]
    ordering = ["municipality__name", "service__order"]
    add_view_class = CoverageCreateView
    edit_view_class = CoverageEditView
    delete_view_class = RecordedDeleteView


class ContactListEditView(AuditedEditView):
    """Whoever opens the form sees who is on the list, and that is recorded as a look."""

    @transaction.atomic
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        list_actions.look_as_editor(contact_list=self.object, by=signed_in(request))
        return super().get(request, *args, **kwargs)


class ContactListViewSet(AuditedViewSet):
    model = ContactList
    icon = "lock"
    menu_label = _("Interne Listen")
    list_display = ["name", "organisation", "visibility"]
    edit_view_class = ContactListEditView


class ImportMenuItem(MenuItem):
    def __init__(self) -> None:
        super().__init__(
            _("Tabelle einlesen"), reverse_lazy("directory_import"), name="import-table", icon_name="upload", order=900
        )

    def is_shown(self, request: HttpRequest) -> bool:
        return import_views.may_import(request.user)


class DirectoryGroup(SnippetViewSetGroup):
    menu_label = _("Verzeichnis")
    menu_icon = "group"
    menu_order = 250
    items = (
        OrganisationViewSet,
        PersonViewSet,
        PositionViewSet,
        CoverageViewSet,
        MunicipalityViewSet,
        ServiceViewSet,
        TargetGroupViewSet,
        ContactListViewSet,
    )

    def get_submenu_items(self) -> list[MenuItem]:
        items: list[MenuItem] = super().get_submenu_items()
        return [*items, ImportMenuItem()]


register_snippet(DirectoryGroup)


@hooks.register("register_admin_viewset")
def contact_choosers() -> list[ViewSet]:
    return [choosers.positions, choosers.mailboxes]


@hooks.register("register_admin_urls")
def import_urls() -> list[URLPattern]:
    return [
        path("verzeichnis/einlesen/", import_views.upload, name="directory_import"),
        path("verzeichnis/einlesen/speichern/", import_views.store, name="directory_import_store"),
    ]


hooks.register("before_bulk_action", editor_views.before_bulk)
