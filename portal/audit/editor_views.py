"""Views of the editor whose writes are events of the trail, in the transaction of the write. Ours are all of this kind."""

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import CreateView, DeleteView, EditView, SnippetViewSet

from portal.audit import trail

SAVED = trail.register("editor.saved", _("Eintrag in der Redaktion gespeichert"), ("new",))
REMOVED = trail.register("editor.removed", _("Eintrag in der Redaktion entfernt"))


def about(entry: Model) -> tuple[str, object]:
    return entry._meta.label_lower, entry.pk


class AuditedSave:
    """Wagtail stores in a transaction of its own; its hooks come after that, when nothing could be taken back any more."""

    request: HttpRequest
    is_new = False

    def save_instance(self) -> Any:
        entry = super().save_instance()  # type: ignore[misc]  # of Wagtail's view
        trail.record(SAVED, self.request.user, about=about(entry), details={"new": self.is_new})
        return entry


class AuditedCreateView(AuditedSave, CreateView):
    is_new = True


class AuditedEditView(AuditedSave, EditView):
    pass


class AuditedDeleteView(DeleteView):
    @transaction.atomic
    def form_valid(self, form: ModelForm[Any]) -> HttpResponse:
        named = about(self.object)
        answer: HttpResponse = super().form_valid(form)
        # A view below may refuse and answer all the same.
        if not self.model._default_manager.filter(pk=named[1]).exists():
            trail.record(REMOVED, self.request.user, about=named)
        return answer


class AuditedViewSet(SnippetViewSet):
    add_view_class = AuditedCreateView
    edit_view_class = AuditedEditView
    delete_view_class = AuditedDeleteView


def after_bulk(request: HttpRequest, action: str, objects: list[Model], view: object) -> None:
    """Many at once, in the transaction of the editor."""
    for entry in objects if action == "delete" else ():
        if isinstance(getattr(entry, "snippet_viewset", None), AuditedViewSet):
            trail.record(REMOVED, request.user, about=about(entry))
