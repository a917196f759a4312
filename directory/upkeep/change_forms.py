from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.form_fields import FilterForm, LineField
from directory.models import ContactChange, Organisation
from directory.models.changes import ContactChangeQuerySet


class ChangeFilter(FilterForm):
    """Narrowing what changed, by address line."""

    q = LineField(
        label=_("Name oder Aufgabe"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    stelle = forms.ModelChoiceField(
        label=_("Organisation"),
        required=False,
        queryset=Organisation.objects.all(),
        empty_label=_("Alle Organisationen"),
    )
    art = forms.ChoiceField(label=_("Was"), required=False, choices=[("", _("Alles")), *ContactChange.Kind.choices])

    def narrowed(self, changes: ContactChangeQuerySet) -> ContactChangeQuerySet:
        chosen = self.chosen()
        if chosen.get("q"):
            changes = changes.filter(Q(name__icontains=chosen["q"]) | Q(role__icontains=chosen["q"]))
        if chosen.get("stelle"):
            changes = changes.filter(organisation=chosen["stelle"])
        return changes.filter(kind=chosen["art"]) if chosen.get("art") else changes
