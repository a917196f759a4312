"""What the editors of a document want to have confirmed, by whom and how soon."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Organisation
from pages.models import AcknowledgementRule
from portal.edit_conflicts import EditForm
from portal.identity.auth import OrganisationRole

AskedOf = AcknowledgementRule.AskedOf


class RuleForm(EditForm, forms.ModelForm[AcknowledgementRule]):
    rollen = forms.MultipleChoiceField(
        label=gettext_lazy("Nur mit einer dieser Rollen"),
        choices=OrganisationRole.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Nichts angekreuzt: alle, die dort ein Konto haben."),
    )
    groups = (
        (gettext_lazy("Wer soll bestätigen?"), ("asked_of", "organisations", "rollen")),
        (gettext_lazy("Bis wann?"), ("days",)),
    )

    class Meta:
        model = AcknowledgementRule
        fields = ("asked_of", "organisations", "days")
        widgets = {"organisations": forms.CheckboxSelectMultiple}
        labels = {"asked_of": gettext_lazy("Von wem?")}
        help_texts = {
            "organisations": gettext_lazy("Zählt nur, wenn oben „ausgewählte Stellen“ steht."),
            "days": gettext_lazy("Gezählt ab dem Tag, von dem an die Fassung gilt."),
        }
        error_messages = {"days": {"required": gettext_lazy("Bitte geben Sie an, wie viele Tage Zeit ist.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = self.instance
        kept = rule.organisations.values("pk") if rule.pk else ()
        fields: Any = self.fields
        active = Organisation.objects.active().order_by("name")
        fields["organisations"].queryset = (active | Organisation.objects.filter(pk__in=kept)).distinct()
        self.initial.setdefault("rollen", [one.role for one in rule.roles.all()] if rule.pk else [])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("asked_of") == AskedOf.CHOSEN and not values.get("organisations"):
            self.add_error("organisations", _("Bitte wählen Sie mindestens eine Stelle."))
        return values
