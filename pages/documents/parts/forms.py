"""The form of one part of a long document: its sections are put back among the others."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue

from pages.documents.forms import CHANGE, NormativePageForm
from pages.documents.parts import plan, queries


class PartForm(NormativePageForm):
    """`opened` is the part to fill it with; what is posted says itself where the part began and ended, and what was in it."""

    von = forms.CharField(required=False, widget=forms.HiddenInput)
    bis = forms.CharField(required=False, widget=forms.HiddenInput)
    stand = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, opened: queries.Opened | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.raw = list(self.instance.sections.raw_data)
        self.run: tuple[int, int] | None = None
        self.has_moved = False
        if opened is not None:
            self.fill(opened)

    def fill(self, opened: queries.Opened) -> None:
        inside = self.raw[opened.start : opened.stop]
        self.initial["sections"] = self.stream(inside)
        self.initial.update(von=inside[0]["id"], bis=inside[-1]["id"], stand=plan.digest(inside))

    def stream(self, raw: list[dict[str, Any]]) -> StreamValue:
        return StreamValue(self.instance.sections.stream_block, raw, is_lazy=True)

    def _leaves_sections(self) -> bool:
        return self.is_bound and super()._leaves_sections()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.run = queries.run_between(self.raw, cleaned.get("von", ""), cleaned.get("bis", ""))
        start, stop = self.run or (0, 0)
        if self.run is None or plan.digest(self.raw[start:stop]) != cleaned.get("stand"):
            self.has_moved = True
            self.add_error(
                None,
                _(
                    "Dieser Teil wurde inzwischen geändert; Ihr Text ist noch nicht gespeichert und steht unten. Öffnen Sie den "
                    "neuen Stand in einem zweiten Fenster und tragen Sie Ihre Änderungen dort ein."
                ),
            )
        elif "sections" in cleaned:
            cleaned["sections"] = self.stream(self.put_back(cleaned["sections"].get_prep_value(), start, stop))
        return cleaned

    def put_back(self, typed: list[dict[str, Any]], start: int, stop: int) -> list[dict[str, Any]]:
        """An identity belongs to one section: what stands elsewhere under it keeps it."""
        others = [*self.raw[:start], *self.raw[stop:]]
        taken = {one.get("id") for one in others}
        own = [{**one, "id": None} if one["id"] in taken else one for one in typed]
        self.run = (start, start + len(own))
        self.instance.edited_run = range(*self.run)  # what is told about numbers begins with these
        return [*self.raw[:start], *own, *self.raw[stop:]]

    def _post_clean(self) -> None:
        if not self.instance.has_unpublished_changes:
            for name in CHANGE:  # said of the publication before
                setattr(self.instance, name, self.instance._meta.get_field(name).get_default())
        super()._post_clean()

    def _update_errors(self, errors: ValidationError) -> None:
        """What is wrong with the facts of the document cannot be mended here; its own form says it."""
        own = {name: found for name, found in errors.error_dict.items() if name in {"sections", NON_FIELD_ERRORS}}
        if own:
            super()._update_errors(ValidationError(own))
