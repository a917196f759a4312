"""What people fill in: whom to book for, how one gets a place, whom the host adds, what was good."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.models import Organisation, Position
from pages.models import Admission
from pages.registration.actions import HeldPlaces
from pages.registration.hall import Guest
from pages.registration.queries import own_guest
from portal.edit_conflicts import EditForm
from portal.models import User

ME = "ich"
HELD_ROWS = 3  # empty ones, beyond those that are filled


def typed(request: HttpRequest) -> QueryDict | None:
    """For a form: an empty one that was sent is one that was sent."""
    return request.POST if request.method == "POST" else None


class BookingForm(forms.Form):
    """For oneself and for colleagues of the own team; one row each."""

    people = forms.MultipleChoiceField(
        label=gettext_lazy("Wer kommt?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Bitte wählen Sie mindestens eine Person.")},
    )
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Für welche Stelle?"), queryset=Organisation.objects.none(), empty_label=None
    )
    waits = forms.BooleanField(
        label=gettext_lazy("Wer keinen Platz mehr bekommt, kommt auf die Warteliste"), required=False
    )

    def __init__(
        self, *args: Any, user: User, organisations: Mapping[int, Organisation], team: Sequence[Position], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.team = user, {str(position.pk): position for position in team}
        own = (ME, _("ich selbst (%(name)s)") % {"name": user.get_full_name()})
        people: Any = self.fields["people"]
        people.choices = [own, *((key, f"{one.person}, {one.role}") for key, one in self.team.items())]
        chosen: Any = self.fields["organisation"]
        chosen.queryset = Organisation.objects.filter(pk__in=organisations)
        chosen.initial = next(iter(organisations), None)
        # With one organisation, or none, there is nothing to choose.
        if len(organisations) < 2:
            del self.fields["organisation"]
        self.only = next(iter(organisations.values()), None)

    def guests(self) -> list[Guest]:
        organisation = self.cleaned_data.get("organisation", self.only)
        found = []
        for key in self.cleaned_data["people"]:
            if key == ME:
                found.append(own_guest(self.user, organisation))
            else:
                position = self.team[key]
                found.append(Guest(position.organisation, position.person, position.person.user))
        return found


class AdmissionForm(EditForm, forms.ModelForm):
    """Together with the rows of held places, for they are checked against the number of places."""

    class Meta:
        model = Admission
        fields = ["capacity", "opens_at", "closes_at", "closes_hours", "offer_hours", "needs_approval", "asks_feedback"]
        widgets = {
            name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            for name in ("opens_at", "closes_at")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity"].error_messages["min_value"] = _("Mindestens ein Platz, oder das Feld bleibt leer.")


class HeldForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.none(), required=False, empty_label="–"
    )
    seats = forms.IntegerField(label=gettext_lazy("Plätze"), required=False, min_value=1, max_value=1000)
    until = forms.DateField(
        label=gettext_lazy("frei gehalten bis"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["organisation"]
        chosen.queryset = Organisation.objects.active()

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        given = [name for name in ("organisation", "seats", "until") if found.get(name)]
        if given and len(given) < 3 and not self.errors:
            raise ValidationError(
                _(
                    "Zu jeder Zeile gehören Organisation, Plätze und der letzte Tag. Oder lassen Sie die Zeile ganz leer."
                )
            )
        return found


class HeldFormSet(forms.BaseFormSet):
    def clean(self) -> None:
        chosen = [
            form.cleaned_data["organisation"]
            for form in self.forms
            if form.is_valid() and form.cleaned_data.get("organisation")
        ]
        if len(chosen) != len(set(chosen)):
            raise ValidationError(_("Eine Organisation steht zweimal da. Bitte fassen Sie ihre Plätze zusammen."))

    def rows(self) -> list[HeldPlaces]:
        values = [form.cleaned_data for form in self.forms if form.cleaned_data.get("organisation")]
        return [HeldPlaces(row["organisation"], row["seats"], row["until"]) for row in values]


HeldForms = forms.formset_factory(HeldForm, formset=HeldFormSet, extra=HELD_ROWS, max_num=60, absolute_max=60)


class GuestForm(forms.Form):
    """Whom the host adds: an entry of the directory, known by the words that the list suggests, or anybody else by name."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=160,
        widget=forms.TextInput(attrs={"list": "menschen", "autocomplete": "off"}),
        help_text=gettext_lazy("Wer im Verzeichnis steht, wird beim Tippen vorgeschlagen."),
    )
    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Stelle"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="–",
        help_text=gettext_lazy("Nur nötig für Gäste, die nicht im Verzeichnis stehen."),
    )
    email = forms.EmailField(label=gettext_lazy("E-Mail"), required=False)

    def __init__(self, *args: Any, people: Mapping[str, Position], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        chosen: Any = self.fields["organisation"]
        chosen.queryset = Organisation.objects.active()

    def guest(self) -> Guest:
        data = self.cleaned_data
        position = self.people.get(" ".join(data["name"].split()))
        if position is not None:
            return Guest(position.organisation, position.person, position.person.user)
        return Guest(data["organisation"], name=" ".join(data["name"].split())[:120], email=data["email"])


def named(positions: Sequence[Position]) -> dict[str, Position]:
    """By the words a list suggests; of namesakes in one place only the first, whom nobody could tell from the other."""
    found: dict[str, Position] = {}
    for position in positions:
        found.setdefault(f"{position.person}, {position.organisation.name}", position)
    return found


ANSWERS = (
    (1, gettext_lazy("ja")),
    (2, gettext_lazy("eher ja")),
    (3, gettext_lazy("eher nein")),
    (4, gettext_lazy("nein")),
)
QUESTIONS = {
    "content": gettext_lazy("Hilft Ihnen der Inhalt bei der Arbeit?"),
    "level": gettext_lazy("War es gut verständlich?"),
    "again": gettext_lazy("Würden Sie Kolleginnen und Kollegen die Teilnahme empfehlen?"),
}


class FeedbackForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in QUESTIONS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                choices=ANSWERS,
                coerce=int,
                widget=forms.RadioSelect,
                required=False,
                empty_value=None,
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not any(found.get(name) for name in QUESTIONS) and not self.errors:
            raise ValidationError(_("Bitte beantworten Sie mindestens eine Frage."))
        return found

    def answers(self) -> dict[str, int]:
        return {name: answer for name in QUESTIONS if (answer := self.cleaned_data.get(name))}
