"""The editor's form of a normative document: clauses are chosen among its sections, doubtful numbers are pointed out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from pages.models.terms import Terms


class NormativePageForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("nicht angegeben")), *self._section_choices()]
        for name in Terms.CLAUSES:
            if name in self.fields:
                kept = getattr(self.instance, name)
                known = {value for value, _label in choices}
                gone = [(kept, _("(entfallener Abschnitt)"))] if kept and kept not in known else []
                field = self.fields[name]
                self.fields[name] = forms.ChoiceField(choices=choices + gone, required=False, label=field.label)

    def _section_choices(self) -> list[tuple[str, str]]:
        return [(section.identity, f"{section.number} {section.heading}".strip() or section.anchor) for section in self.instance.outline()]
