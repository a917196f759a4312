"""Forms about members and accounts."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from directory.members import queries
from directory.models import Organisation
from portal.edit_conflicts import EditForm
from portal.identity import roles
from portal.identity.auth import OrganisationRole, PortalRole
from portal.models import User

# No digits, colons or slashes, so that no address and no number can be written as a name.
NAME = re.compile(r"[^\W\d_]+(?:[ .'’-]{1,2}[^\W\d_]+)*\.?")
STATE_LABELS = {
    "active": _("aktiv"),
    "invited": _("eingeladen"),
    "expired": _("Einladung abgelaufen"),
    "locked": _("gesperrt"),
    "alone": _("ohne Organisation und Rolle"),
}


def check_name(text: str) -> None:
    """Letters, spaces, hyphens: a name goes into a mail, where nothing else must be written."""
    if not NAME.fullmatch(text):
        raise ValidationError(_("Bitte nur den Namen: Buchstaben, Leerzeichen, Punkt, Apostroph und Bindestrich."))


class Roles(forms.MultipleChoiceField):
    """Boxes with the name of each role and what it is for."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, table: Mapping[str, Any], labels: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(choices=[(name, labels[name]) for name in table], **kwargs)
        self.hints = table


def organisation_roles(**kwargs: Any) -> Roles:
    labels = dict(OrganisationRole.choices)
    messages = {"required": _("Bitte mindestens eine Rolle wählen.")}
    return Roles(
        roles.IN_ORGANISATION, labels, label=_("Rollen in der Organisation"), error_messages=messages, **kwargs
    )


def portal_roles(**kwargs: Any) -> Roles:
    return Roles(roles.IN_PORTAL, dict(PortalRole.choices), label=_("Rollen im ganzen Portal"), **kwargs)


class PersonForm(forms.Form):
    address = forms.EmailField(
        max_length=254, label=_("Dienstliche E-Mail-Adresse"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    first_name = forms.CharField(label=_("Vorname"), max_length=150, validators=[check_name])
    last_name = forms.CharField(label=_("Nachname"), max_length=150, validators=[check_name])


class InviteMemberForm(PersonForm):
    roles = organisation_roles(initial=["reader"])


class InviteAccountForm(PersonForm):
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("Organisation"), required=False, empty_label=_("keine")
    )
    roles = organisation_roles(required=False, initial=["reader"])
    portal_roles = portal_roles(required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("organisation") and not data.get("roles"):
            self.add_error("roles", _("Bitte mindestens eine Rolle wählen."))
        if not data.get("organisation") and not data.get("portal_roles"):
            self.add_error("organisation", _("Bitte eine Organisation oder eine Rolle im Portal wählen."))
        return data

    def wanted(self) -> dict[str, Any]:
        """What the invitation is about, as the action asks for it."""
        data = self.cleaned_data
        who = {name: data[name] for name in ("address", "first_name", "last_name")}
        return {
            **who,
            "organisation": data["organisation"],
            "wanted": data["roles"],
            "portal_roles": data["portal_roles"],
        }


class MemberRolesForm(EditForm, forms.Form):
    roles = organisation_roles()


class PortalRolesForm(EditForm, forms.Form):
    portal_roles = portal_roles(required=False)


class AccountFilterForm(forms.Form):
    q = forms.CharField(label=_("Name oder E-Mail-Adresse"), required=False, max_length=100)
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("Organisation"), required=False, empty_label=_("alle")
    )
    role = forms.ChoiceField(
        label=_("Rolle"),
        required=False,
        choices=[("", _("alle")), *OrganisationRole.choices, *PortalRole.choices],
    )
    state = forms.ChoiceField(label=_("Zustand"), required=False, choices=[("", _("alle")), *STATE_LABELS.items()])

    def accounts(self) -> QuerySet[User]:
        """The accounts that fit; none while a filter makes no sense."""
        people = queries.people()
        if not self.is_valid():
            return people.none()
        data = self.cleaned_data
        for word in data["q"].split():
            named = Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word)
            people = people.filter(named)
        if data["organisation"]:
            people = people.filter(memberships__organisation=data["organisation"])
        if data["role"]:
            people = people.filter(Q(memberships__role=data["role"]) | Q(groups__name=data["role"]))
        if data["state"]:
            people = people.filter(queries.STATES[data["state"]])
        # Several memberships would bring a person as often as they fit.
        return people.distinct().order_by("last_name", "first_name", "pk")
