from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.access import Actor
from cases.models import Breach
from cases.referrals import breach_actions
from directory.models import Organisation
from portal.edit_conflicts import EditForm

WRITTEN = "%d.%m.%Y %H:%M"
FORMATS = [WRITTEN, "%d.%m.%Y, %H:%M", "%d.%m.%Y %H.%M", "%d.%m.%Y, %H:%M Uhr", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
RISKS = (("", _("noch nicht eingeschätzt")), ("True", _("ja")), ("False", _("nein, voraussichtlich nicht")))
DESCRIBED = breach_actions.TOLD


class MomentField(forms.DateTimeField):
    """Day and time as people write them; never in the future, for nobody has told anybody tomorrow."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=FORMATS,
            widget=forms.DateTimeInput(
                format=WRITTEN, attrs={"autocomplete": "off", "placeholder": "24.12.2026 14:30"}
            ),
            error_messages={
                "invalid": _("Bitte Tag und Uhrzeit so schreiben: 24.12.2026 14:30."),
                "required": _("Bitte geben Sie Tag und Uhrzeit an."),
            },
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        if moment is not None and moment > timezone.now():
            raise ValidationError(_("Dieser Zeitpunkt liegt in der Zukunft. Bitte prüfen Sie Tag und Uhrzeit."))
        if moment is not None and moment.year < 2018:
            raise ValidationError(_("Bitte prüfen Sie das Jahr."))
        return moment


def area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DescribingForm(forms.ModelForm):
    known_at = MomentField(
        label=_("Wann haben Sie davon erfahren?"),
        help_text=_("Ab diesem Zeitpunkt laufen 72 Stunden, auch am Wochenende."),
    )
    what = forms.CharField(
        label=_("Was ist geschehen?"),
        max_length=4000,
        widget=area(4),
        help_text=_("Bitte ohne Namen von Klientinnen und Klienten."),
    )
    consequences = forms.CharField(label=_("Mögliche Folgen für sie"), max_length=2000, required=False, widget=area())
    measures = forms.CharField(label=_("Was wurde schon getan?"), max_length=4000, required=False, widget=area())

    class Meta:
        model = Breach
        fields: tuple[str, ...] = DESCRIBED
        # Not as an attribute like the others: forms have one of that name.
        labels = {"data": _("Welche Daten, wie viele Menschen?")}
        widgets = {"data": area()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["data"].validators.append(MaxLengthValidator(2000))


class ReportForm(DescribingForm):
    organisation = forms.ModelChoiceField(queryset=Organisation.objects.none(), label=_("Organisation"))

    class Meta(DescribingForm.Meta):
        fields = ("organisation", *DESCRIBED)

    field_order = ("organisation", *DESCRIBED)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        kwargs["initial"] = {"known_at": timezone.localtime(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        known: Any = self.fields["organisation"]
        known.queryset = reported_for(actor)
        if known.queryset.count() == 1:
            known.initial = known.queryset.first()


def reported_for(actor: Actor) -> Any:
    """The organisations of the person; the county's own people report for any."""
    every = Organisation.objects.order_by("name")
    if actor.is_county_officer or actor.is_coordinator:
        return every
    return every.filter(pk__in=actor.organisations | actor.officer_in | actor.reporter_in)


class ChangeForm(EditForm, DescribingForm):
    """For whoever reported it."""


class DecideForm(ChangeForm):
    """And for whoever answers for data protection: what was told to whom."""

    is_risk = forms.TypedChoiceField(
        label=_("Besteht ein Risiko für die betroffenen Menschen?"),
        choices=RISKS,
        required=False,
        coerce=lambda text: text == "True",
        empty_value=None,
    )
    told_authority_at = MomentField(label=_("Der Aufsichtsbehörde gemeldet am"), required=False)
    late_reason = forms.CharField(
        label=_("Warum später als 72 Stunden?"),
        max_length=2000,
        required=False,
        widget=area(2),
        help_text=_("Nötig, wenn die Meldung später kam (Art. 33 Abs. 1 DSGVO)."),
    )
    told_people_at = MomentField(
        label=_("Den betroffenen Menschen gesagt am"),
        required=False,
        help_text=_("Nötig bei hohem Risiko (Art. 34 DSGVO)."),
    )
    closes = forms.BooleanField(label=_("Der Vorgang ist abgeschlossen."), required=False)

    class Meta(DescribingForm.Meta):
        fields = (*DESCRIBED, "is_risk", "told_authority_at", "late_reason", "told_people_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"closes": kwargs["instance"].closed_at is not None, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        known, told = values.get("known_at"), values.get("told_authority_at")
        if known and told and told < known:
            self.add_error("told_authority_at", _("Das liegt vor dem Zeitpunkt, an dem Sie davon erfahren haben."))
        if known and told and told > breach_actions.due(known) and not values.get("late_reason"):
            self.add_error(
                "late_reason",
                _("Die Meldung kam später als 72 Stunden. Bitte schreiben Sie, warum (Art. 33 Abs. 1 DSGVO)."),
            )
        if values.get("closes") and not told and values.get("is_risk") is not False:
            self.add_error(
                "closes",
                _(
                    "Bitte tragen Sie ein, wann Sie es der Aufsichtsbehörde gemeldet haben, oder dass voraussichtlich kein Risiko besteht."
                ),
            )
        return values
