"""Narrowing the lists of organisations and people, by address line."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.form_fields import FilterForm
from directory.gazetteer import Town
from directory.languages import LANGUAGES
from directory.models import Organisation
from directory.responsibility.answer import Choices
from search.language.german import fold


class OrganisationFilter(FilterForm):
    art = forms.ChoiceField(label=_("Art"), required=False, choices=[("", _("Alle")), *Organisation.Kind.choices])
    gemeinde = forms.ChoiceField(label=_("Zuständig in"), required=False)
    dienst = forms.ChoiceField(label=_("Dienst"), required=False)
    sprache = forms.ChoiceField(label=_("Sprache"), required=False, choices=[("", _("Alle")), *LANGUAGES.items()])

    def __init__(self, *args: Any, choices: Choices, towns: Iterable[Town], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        ordered = sorted(towns, key=lambda town: fold(town.name))
        services = ((service.slug, service.name) for service in choices.services)
        fields["gemeinde"].choices = [("", _("Alle Gemeinden")), *((town.ags, town.name) for town in ordered)]
        fields["dienst"].choices = [("", _("Alle Dienste")), *services]


class PersonFilter(FilterForm):
    stelle = forms.ChoiceField(label=_("Organisation"), required=False)
    sprache = forms.ChoiceField(label=_("Sprache"), required=False, choices=[("", _("Alle")), *LANGUAGES.items()])

    def __init__(self, *args: Any, organisations: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["stelle"].choices = [("", _("Alle Organisationen")), *organisations]
