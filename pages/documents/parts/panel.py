"""In the editor's form of a long document: its parts, in place of all of its sections."""

from typing import Any

from django import forms
from wagtail.admin.panels import Panel
from wagtail.admin.staticfiles import versioned_static

from pages.documents.parts import queries


class PartsPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "pages/documents/parts/panel.html"

        def is_shown(self) -> bool:
            return self.form is not None and "sections" not in self.form.fields

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            clauses = [[one.identity, queries.heading(one)] for one in self.instance.outline() if one.is_listed]
            return {
                **super().get_context_data(parent_context),
                "rows": queries.tree_of(self.instance),
                "count": len(self.instance.sections.raw_data),
                "clauses": clauses,
            }

        @property
        def media(self) -> forms.Media:
            if not self.is_shown():
                return forms.Media()
            return forms.Media(
                js=[versioned_static("pages/editor/clauses.js")],
                css={"all": [versioned_static("pages/editor/parts.css")]},
            )
