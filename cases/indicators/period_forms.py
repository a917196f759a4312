"""A year of periods: which, by which catalogue, and who must report."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.indicators import periods
from cases.indicators.access import PROVIDERS
from cases.indicators.periods import Template
from cases.models import IndicatorSet
from directory.models import Organisation, Site

KINDS = (
    (periods.HALF_YEAR, _("zwei Halbjahre (Abgabe 31. Juli und 31. Januar)")),
    (periods.CALENDAR_YEAR, _("Kalenderjahr (Abgabe 15. Januar)")),
    (periods.FUNDING, _("Förderzeitraum (Abgabe drei Monate nach dem Ende)")),
)


class YearForm(forms.Form):
    jahr = forms.IntegerField(label=_("Jahr"), min_value=periods.YEARS[0], max_value=periods.YEARS[-1])
    katalog = forms.ModelChoiceField(
        label=_("Merkmalskatalog"), queryset=IndicatorSet.objects.published(), empty_label=None
    )
    arten = forms.MultipleChoiceField(
        label=_("Zeiträume"),
        choices=KINDS,
        widget=forms.CheckboxSelectMultiple,
        initial=[kind for kind, _label in KINDS],
    )
    wer = forms.MultipleChoiceField(label=_("Wer meldet?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jahr"].initial = timezone.localdate().year
        self.reporters: dict[str, Organisation | Site] = {}
        labels: list[tuple[str, str]] = []
        for organisation in Organisation.objects.filter(kind__in=PROVIDERS).prefetch_related("sites").order_by("name"):
            self.reporters[f"o{organisation.pk}"] = organisation
            labels.append((f"o{organisation.pk}", organisation.name))
            sites = list(organisation.sites.all())
            for site in sites if len(sites) > 1 else ():
                self.reporters[f"s{site.pk}"] = site
                labels.append((f"s{site.pk}", f"{organisation.name}, {site.name}"))
        field: Any = self.fields["wer"]
        field.choices = labels
        field.initial = [key for key in self.reporters if key.startswith("o")]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        chosen = [self.reporters[key] for key in values.get("wer", ())]
        whole = {one.pk for one in chosen if isinstance(one, Organisation)}
        twice = [one for one in chosen if isinstance(one, Site) and one.organisation_id in whole]
        if twice:
            self.add_error(
                "wer", _("Bitte je Organisation entweder die ganze Organisation oder ihre Arbeitsorte wählen.")
            )
        return values

    def templates(self) -> list[Template]:
        kinds = self.cleaned_data["arten"]
        return [one for one in periods.of_year(self.cleaned_data["jahr"]) if one.kind in kinds]

    def chosen(self) -> list[Organisation | Site]:
        return [self.reporters[key] for key in self.cleaned_data["wer"]]
