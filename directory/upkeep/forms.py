"""Forms with which an organisation keeps its own entries: each asks for one thing."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.form_fields import DayField
from directory.models import ContactList, Mailbox, Organisation, Person, Position, Site, Visibility
from directory.models.fields import LanguagesField

DEPUTIES = ("vertretung_1", "vertretung_2", "vertretung_3")
PERSON = ("title", "first_name", "last_name", "languages")


class Note(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Nachricht an den Landkreis"),
            required=False,
            max_length=300,
            help_text=_("Freiwillig. Bitte keine Gründe wie Krankheit und nichts über Ratsuchende."),
            widget=forms.Textarea(attrs={"rows": 2}),
        )


def colleagues(among: QuerySet[Position], but: Position | None = None) -> QuerySet[Position]:
    """Who can stand in or take over: those who are there now or later."""
    today = timezone.localdate()
    found = among.filter(Q(valid_until=None) | Q(valid_until__gte=today)).select_related("person", "organisation")
    return found.exclude(person=but.person_id) if but is not None else found


class ColleagueField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("empty_label", _("Niemand"))
        super().__init__(queryset=Position.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person}, {obj.role}"


class OrganisationForm(forms.ModelForm[Organisation]):
    website = forms.URLField(label=_("Internetseite"), required=False, max_length=200, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = ("short_name", "description", "phone", "email", "website")
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}


class SiteForm(forms.ModelForm[Site]):
    groups = (
        (_("Wo"), ("name", "street", "postcode", "town")),
        (_("So ist sie zu erreichen"), ("phone", "email")),
        (_("Wann"), ("hours", "hours_note", "special_hours")),
        (_("Zugang"), ("access", "access_note")),
        (_("Sprachen"), ("languages",)),
    )

    class Meta:
        model = Site
        fields = (
            "name",
            "street",
            "postcode",
            "town",
            "phone",
            "email",
            "hours",
            "hours_note",
            "special_hours",
            "access",
            "access_note",
            "languages",
        )
        widgets = {"hours": forms.Textarea(attrs={"rows": 2}), "special_hours": forms.Textarea(attrs={"rows": 3})}


class RestrictedForm(forms.ModelForm[Any]):
    """Who may see an entry; only lists the organisation keeps itself can be chosen."""

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.instance.organisation = organisation
        fields: Any = self.fields
        fields["contact_list"].queryset = ContactList.objects.filter(organisation=organisation)
        if self.instance.contact_list_id:
            fields["contact_list"].queryset |= ContactList.objects.filter(pk=self.instance.contact_list_id)
        fields["contact_list"].empty_label = _("keine")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("visibility") != Visibility.LISTED:
            values["contact_list"] = None
        return values


class MailboxForm(RestrictedForm):
    class Meta:
        model = Mailbox
        fields = ("name", "email", "phone", "visibility", "contact_list")


class PersonForm(RestrictedForm):
    """A person and what they do at the organisation, in one."""

    title = forms.CharField(label=_("Titel"), required=False, max_length=30)
    first_name = forms.CharField(label=_("Vorname"), required=False, max_length=80)
    last_name = forms.CharField(
        label=_("Nachname"), max_length=80, error_messages={"required": _("Bitte geben Sie den Nachnamen an.")}
    )
    vertretung_1 = ColleagueField(label=_("Vertretung"))
    vertretung_2 = ColleagueField(label=_("danach"))
    vertretung_3 = ColleagueField(label=_("danach"))

    class Meta:
        model = Position
        fields = (
            "role",
            "area",
            "team",
            "site",
            "share",
            "phone",
            "mobile",
            "email",
            "room",
            "visibility",
            "contact_list",
        )
        localized_fields = ("share",)

    groups = (
        (_("Person"), ("first_name", "last_name", "title", "beginn")),
        (_("Aufgabe"), ("role", "area", "team", "site", "room", "share")),
        (_("So ist sie oder er zu erreichen"), ("phone", "mobile", "email")),
        (_("Vertretung, in dieser Reihenfolge"), DEPUTIES),
        (_("Sprachen"), ("languages",)),
        (_("Wer den Eintrag sieht"), ("visibility", "contact_list")),
        (_("Meldung"), ("nachricht",)),
    )

    def __init__(self, *args: Any, among: QuerySet[Position], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if self.instance.share is not None:
            self.initial["share"] = self.instance.share.normalize().__format__("f").replace(".", ",")
        person = self.instance.person if self.instance.person_id else None
        languages: Any = Person._meta.get_field("languages")
        fields["languages"] = (languages if isinstance(languages, LanguagesField) else LanguagesField()).formfield()
        for name in PERSON:
            self.initial.setdefault(name, getattr(person, name, ""))
        fields["team"].queryset = self.organisation.teams.all()
        fields["site"].queryset = self.organisation.sites.all()
        fields["team"].empty_label = fields["site"].empty_label = _("keine Angabe")
        deputies = list(self.instance.deputies.order_by("sort_order", "pk")) if self.instance.pk else []
        chosen = Position.objects.filter(pk__in=[link.deputy_id for link in deputies]).select_related("person")
        own = self.instance if self.instance.pk else None
        for place, name in enumerate(DEPUTIES):
            fields[name].queryset = (colleagues(among, own) | chosen).distinct()
            self.initial.setdefault(name, deputies[place].deputy_id if place < len(deputies) else None)

    @property
    def deputies(self) -> list[Position]:
        return [self.cleaned_data[name] for name in DEPUTIES if self.cleaned_data.get(name)]

    def person(self) -> Person:
        """The person with the values of the form, not stored."""
        found = self.instance.person if self.instance.person_id else Person()
        for name in PERSON:
            setattr(found, name, self.cleaned_data[name])
        return found


class NewPersonForm(PersonForm):
    beginn = DayField(label=_("Erster Tag"))
    nachricht = Note()

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        last, first = values.get("last_name", ""), values.get("first_name", "")
        same = Position.objects.filter(
            organisation=self.organisation, person__last_name__iexact=last, person__first_name__iexact=first
        ).current()
        if last and same.exists():
            self.add_error(
                "last_name", _("Diese Person ist schon eingetragen. Bitte ändern Sie den vorhandenen Eintrag.")
            )
        return values


class LeavingForm(forms.Form):
    """`uses` says how many places still show the contact: then somebody has to decide what becomes of them."""

    letzter_tag = DayField(label=_("Letzter Tag"))
    nachfolge = ColleagueField(
        label=_("Wer übernimmt?"), help_text=_("Steht vom Tag danach an überall dort, wo diese Person jetzt steht.")
    )
    gesehen = forms.BooleanField(
        label=_("Niemand übernimmt; es gelten die Vertretung und das Funktionspostfach."), required=False
    )
    nachricht = Note()

    def __init__(self, *args: Any, position: Position, among: QuerySet[Position], uses: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.position, self.uses = position, uses
        fields: Any = self.fields
        fields["nachfolge"].queryset = colleagues(among, position)
        if uses:
            fields["nachfolge"].empty_label = _("Bitte wählen")
        else:
            del fields["gesehen"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        last = values.get("letzter_tag")
        if last and self.position.valid_from and last < self.position.valid_from:
            self.add_error(
                "letzter_tag",
                _("Der letzte Tag liegt vor dem ersten (%(day)s). Bitte prüfen Sie ihn.")
                % {"day": f"{self.position.valid_from:%d.%m.%Y}"},
            )
        if self.uses and not values.get("nachfolge") and not values.get("gesehen"):
            self.add_error("nachfolge", _("Bitte wählen Sie, wer übernimmt, oder setzen Sie das Häkchen darunter."))
        return values


class FromDayForm(forms.Form):
    ab = DayField(label=_("Ab"))

    def __init__(self, *args: Any, position: Position, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.position = position

    def clean_ab(self) -> dt.date:
        day: dt.date = self.cleaned_data["ab"]
        begins, ends = self.position.valid_from, self.position.valid_until
        if (begins and day <= begins) or (ends and day > ends):
            raise ValidationError(_("An diesem Tag hat die Person die Funktion nicht. Bitte prüfen Sie ihn."))
        return day


class ShareForm(FromDayForm):
    anteil = forms.DecimalField(
        label=_("Neuer Stellenanteil in Prozent"),
        max_digits=5,
        decimal_places=2,
        min_value=1,
        max_value=100,
        localize=True,
        error_messages={
            "required": _("Bitte geben Sie den neuen Anteil an, zum Beispiel 75."),
            "invalid": _("Bitte geben Sie eine Zahl an, zum Beispiel 75 oder 62,5."),
            "min_value": _("Ein Stellenanteil liegt zwischen 1 und 100 Prozent."),
            "max_value": _("Ein Stellenanteil liegt zwischen 1 und 100 Prozent."),
        },
    )
    nachricht = Note()


class PlaceForm(FromDayForm):
    ort = forms.ModelChoiceField(
        label=_("Neuer Arbeitsort"),
        queryset=Site.objects.none(),
        empty_label=_("Bitte wählen"),
        help_text=_("Fehlt ein Standort, legen Sie ihn zuerst unter „Standorte“ an."),
        error_messages={"required": _("Bitte wählen Sie den Standort.")},
    )
    zimmer = forms.CharField(label=_("Zimmer"), required=False, max_length=40)
    nachricht = Note()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["ort"]
        field.queryset = self.position.organisation.sites.all()


class AwayForm(forms.Form):
    erster_tag = DayField(label=_("Erster Tag"))
    letzter_tag = DayField(label=_("Letzter Tag"), required=False, help_text=_("Leer, wenn er noch nicht feststeht."))
    vertretung = ColleagueField(
        label=_("Wer vertritt?"),
        empty_label=_("wie eingetragen, oder später"),
        help_text=_("Bei mehr als sechs Wochen muss von der siebten Woche an jemand vertreten."),
    )
    nachricht = Note()

    def __init__(self, *args: Any, position: Position, among: QuerySet[Position], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["vertretung"]
        field.queryset = colleagues(among, position)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = values.get("erster_tag"), values.get("letzter_tag")
        if first and last and last < first:
            self.add_error("letzter_tag", _("Der letzte Tag liegt vor dem ersten. Bitte prüfen Sie die beiden Tage."))
        return values


class SubstituteForm(forms.Form):
    vertretung = ColleagueField(
        label=_("Wer vertritt?"),
        required=True,
        empty_label=_("Bitte wählen"),
        error_messages={"required": _("Bitte wählen Sie, wer vertritt.")},
    )

    def __init__(self, *args: Any, position: Position, among: QuerySet[Position], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["vertretung"]
        field.queryset = colleagues(among, position)


class BackForm(forms.Form):
    letzter_tag = DayField(label=_("Letzter Tag der Abwesenheit"))
