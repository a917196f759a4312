"""Wagtail's editor for one part of a long document: its locks, hooks and log entries, without what concerns the whole page."""

from functools import cache, partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import PageStatusSidePanel
from wagtail.admin.views.pages.edit import EditView

from pages.documents.parts import queries
from pages.documents.parts.forms import PartForm
from pages.models import NormativePage
from portal.edit_conflicts import held, storing_alone

EDIT, PART = "wagtailadmin_pages:edit", "pages_document_part"
NEXT = "weiter"  # name of the button that goes on to the next part


@cache
def part_panel() -> Any:
    return ObjectList([FieldPanel("sections")], base_form_class=PartForm).bind_to_model(NormativePage)


class PartView(EditView):
    template_name = "pages/documents/parts/part.html"
    expects_json_response = False
    hydrate_create_view = False
    opened: queries.Opened | None = None

    def dispatch(self, request: HttpRequest, pk: int, identity: str) -> HttpResponse:
        get_object_or_404(held(request, NormativePage.objects.filter(pk=pk)))
        self.identity = identity
        return super().dispatch(request, pk)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.page.alias_of_id or not queries.is_in_parts(self.page):
            return redirect(EDIT, self.page.pk)
        self.opened = queries.part_with(self.page, self.identity)
        if self.opened is None:
            messages.warning(
                request, _("Diesen Abschnitt gibt es nicht mehr. Bitte wählen Sie den Teil in der Gliederung.")
            )
            return redirect(EDIT, self.page.pk)
        self.use_part_form()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.opened = queries.part_with(self.page, self.identity)
        self.use_part_form()
        return super().post(request, *args, **kwargs)

    def use_part_form(self) -> None:
        self.autosave_enabled = False
        self.edit_handler = part_panel()
        self.form_class = partial(self.edit_handler.get_form_class(), opened=self.opened)

    @cached_property
    def action_name_and_method(self) -> tuple[str, Any]:
        return "save", self.save_action

    def get_template_names(self) -> list[str]:
        return [self.template_name]

    def get_page_title(self) -> str:
        return _("Teil bearbeiten")

    def get_side_panels(self) -> MediaContainer:
        return MediaContainer([one for one in super().get_side_panels() if isinstance(one, PageStatusSidePanel)])

    def add_save_confirmation_message(self) -> None:
        name = self.opened.name if self.opened else self.page.get_admin_display_title()
        messages.success(self.request, _("„%(name)s“ ist im Entwurf gespeichert.") % {"name": name})

    def redirect_and_remain(self) -> HttpResponse:
        outline = self.page.outline()
        start, stop = self.form.run
        if NEXT in self.request.POST and stop < len(outline):
            return redirect(PART, self.page.pk, outline[stop].identity)
        tree = reverse(EDIT, args=[self.page.pk])
        return redirect(f"{tree}#teil-{outline[start].identity}" if start < len(outline) else tree)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            **super().get_context_data(**kwargs),
            "action_url": reverse(PART, args=[self.page.pk, self.identity]),
            "tree_url": reverse(EDIT, args=[self.page.pk]),
            "opened": self.opened,
            "next_name": NEXT,
        }


edit_part = storing_alone(PartView.as_view())
