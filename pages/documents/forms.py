"""The editor's form of a normative document: the clauses of its terms are chosen among its sections."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from pages.documents import publication
from pages.documents.parts.queries import is_in_parts
from pages.documents.sections import section_label
from pages.models.terms import Terms

CHANGE = ("change_is_major", "change_note", "change_reason", "change_decision")  # said of the publication to come
MAX_SECTIONS = 5000


class ClauseSelect(forms.Select):
    """Draws only what is chosen: the browser offers the sections as they stand in its form (section_stream.js)."""

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        every, drawn = self.choices, {"", *value}
        self.choices = [choice for choice in every if choice[0] in drawn]
        try:
            return super().optgroups(name, value, attrs)
        finally:
            self.choices = every


class NormativePageForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "sections" in self.fields and self._leaves_sections():
            del self.fields["sections"]
        sections = {
            section.identity: section_label(section.number, section.heading) for section in self.instance.outline()
        }
        sections.update(self._posted_sections())
        for name in Terms.CLAUSES:
            if name in self.fields:
                self.fields[name] = self._clause_field(name, sections)

        if self.instance.pk and not self.instance.has_unpublished_changes:
            for name in CHANGE:  # said of the publication before
                self.initial[name] = False if name == "change_is_major" else ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.instance.is_drafted and cleaned.get("change_is_major"):
            for name in ("change_note", "change_reason"):
                if not (cleaned.get(name) or "").strip():
                    self.add_error(
                        name, _("Eine wesentliche Änderung braucht einen Satz, was sich ändert, und einen, warum.")
                    )
        return cleaned

    def _post_clean(self) -> None:
        """With the text as it would be stored; the reason stands above the form, and nothing typed is lost."""
        super()._post_clean()
        if self.errors or not self.instance.pk:
            return
        rules = publication.storing if self.instance.is_drafted else (*publication.storing, *publication.before)
        try:
            for refuse in rules:
                refuse(self.instance, None, None)
        except publication.PublicationRefused as reason:
            self.add_error(None, str(reason))

    def defer_required_fields(self) -> None:
        """A draft may be incomplete; what is missing is asked for on publication."""
        super().defer_required_fields()
        self.instance.is_drafted = True

    def restore_required_fields(self) -> None:
        super().restore_required_fields()
        self.instance.is_drafted = False

    def _clause_field(self, name: str, sections: dict[str, str]) -> forms.ChoiceField:
        field = self.fields[name]
        choices = [("", _("nicht angegeben")), *sections.items()]
        kept = getattr(self.instance, name)
        if kept and kept not in sections:
            choices.append((kept, _("(entfallener Abschnitt)")))
        widget = ClauseSelect(attrs={"data-clause": ""})
        return forms.ChoiceField(
            choices=choices, required=False, label=field.label, help_text=field.help_text, widget=widget
        )

    def _leaves_sections(self) -> bool:
        """Whether the sections are edited in parts and this form leaves them as they are stored: then it brings none along."""
        if self.is_bound:
            return bool(self.instance.pk) and f"{self.add_prefix('sections')}-count" not in self.data
        return is_in_parts(self.instance)

    def _posted_sections(self) -> Iterator[tuple[str, str]]:
        """Sections that this very form brings along: they can be chosen before they have ever been saved."""
        prefix = self.add_prefix("sections")
        count = self.data.get(f"{prefix}-count", "") if self.is_bound else ""
        for index in range(min(int(count), MAX_SECTIONS) if count.isdecimal() else 0):
            posted = {
                key: self.data.get(f"{prefix}-{index}-{key}", "") for key in ("id", "value-number", "value-heading")
            }
            if posted["id"]:
                yield posted["id"][:40], section_label(posted["value-number"], posted["value-heading"])
