"""Forms with which an organisation keeps its own entries: each asks for one thing."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.form_fields import DayField
from directory.models import ContactList, Mailbox, Organisation, Person, Position, Site, Visibility
from directory.models.fields import LanguagesField
from portal.edit_conflicts import EditForm

FUNDED = (Organisation.Kind.COUNTY, Organisation.Kind.MUNICIPALITY, Organisation.Kind.WELFARE)
DEPUTIES = ("vertretung_1", "vertretung_2", "vertretung_3")
PERSON = ("title", "first_name", "last_name", "languages")


def colleagues(among: QuerySet[Position], but: Position | None = None) -> QuerySet[Position]:
    """Who can stand in or take over: those who are there now or later."""
    today = timezone.localdate()
    there = among.filter(Q(valid_until=None) | Q(valid_until__gte=today)).select_related("person", "organisation")
    return there.exclude(person=but.person_id) if but is not None else there


class ColleagueField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("empty_label", _("Niemand"))
        super().__init__(queryset=Position.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person}, {obj.role}"


class OrganisationForm(EditForm, forms.ModelForm[Organisation]):
    website = forms.URLField(label=_("Internetseite"), required=False, max_length=200, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = ("short_name", "description", "phone", "email", "website")
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}


class SiteForm(EditForm, forms.ModelForm[Site]):
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


class RestrictedForm(EditForm, forms.ModelForm[Any]):
    """Who may see an entry; only lists the organisation keeps itself can be chosen."""

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.instance.organisation = organisation
        fields: Any = self.fields
        fields["contact_list"].queryset = ContactList.objects.filter(organisation=organisation)
        # A list of another organisation may have been chosen by the editor; it stays until somebody chooses anew.
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
            "qualification",
            "follow_up_on",
            "phone",
            "mobile",
            "email",
            "room",
            "visibility",
            "contact_list",
        )
        localized_fields = ("share",)
        field_classes = {"follow_up_on": DayField}

    groups = (
        (_("Person"), ("first_name", "last_name", "title", "beginn")),
        (_("Aufgabe"), ("role", "area", "team", "site", "room", "share")),
        (_("Für den Verwendungsnachweis"), ("qualification", "follow_up_on")),
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
            # 75.00 is how the database writes it, 75 or 62,5 how people do.
            self.initial["share"] = self.instance.share.normalize().__format__("f").replace(".", ",")
        if self.organisation.kind not in FUNDED:
            del fields["qualification"], fields["follow_up_on"]
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
        person = self.instance.person if self.instance.person_id else Person()
        for name in PERSON:
            setattr(person, name, self.cleaned_data[name])
        return person
