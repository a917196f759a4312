"""Two people change the same entry: whoever saves second sees both versions, field by field, and chooses.

A form carries a signed digest of each field as it was when opened, never a value. Views lock the entry, build the form from it,
and store only what `is_settled()` lets through; whatever else is to be compared, they do in the same transaction.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.edit_state import Opened, digest, key_of, read_state, write_state
from portal.field_values import comparable, readable, stored_text

STATE, CHOICE = "stand", "wahl"  # names of inputs; the second with the name of a field
STORED, TYPED = "gespeichert", "eingabe"
CONFLICT = 409
View = Callable[..., HttpResponse]
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Conflict:
    """Both versions of a field; `choice` is what is ticked, `sent` what the form has to send again."""

    bound: BoundField
    stored: str
    typed: str
    choice: str
    sent: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{CHOICE}-{self.bound.html_name}"

    @property
    def is_stored(self) -> bool:
        return self.choice == STORED

    @property
    def is_typed(self) -> bool:
        return self.choice == TYPED


class EditForm(forms.BaseForm):
    """For forms of a stored entry, before the form's class. `entry` names it where the form has no instance."""

    def __init__(self, *args: Any, entry: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry = entry or key_of(getattr(self, "instance", None))
        self.unsettled: dict[str, bool] = {}

    @cached_property
    def stored_texts(self) -> dict[str, str]:
        """What is stored now: the form is filled with it before anybody types."""
        names = self.fields if self.entry else ()
        return {
            name: stored_text(self.fields[name], self.get_initial_for_field(self.fields[name], name)) for name in names
        }

    @cached_property
    def opened(self) -> Opened | None:
        """None for a state nobody signed, or one of another entry: then everything typed is compared with what is stored."""
        return read_state(str(self.data.get(STATE, "")), self.entry) if self.is_bound and self.entry else None

    def full_clean(self) -> None:
        for name in self.opened.asked if self.opened else ():
            # What is stored is taken as it is: nobody has to mend what they do not keep.
            if self.choice(name) == STORED and name in self.fields:
                self.fields[name].disabled = True
        super().full_clean()

    def is_settled(self) -> bool:
        """Whether it can be stored: valid, and nothing that others have stored since would be lost without a choice."""
        if not self.is_valid():
            return False
        self.unsettled = {name: self.was_touched(name) for name in self.stored_texts if self.is_unsettled(name)}
        return not self.unsettled

    def is_unsettled(self, name: str) -> bool:
        is_same = self.typed_text(name) == self.stored_texts[name]
        asked = self.opened is not None and name in self.opened.asked
        if self.has_moved(name):
            # Whoever chose what was stored has seen another version than the one there now.
            return not is_same or (asked and self.choice(name) == STORED)
        return asked and not self.choice(name) and not is_same

    def has_moved(self, name: str) -> bool:
        known = self.opened.digests.get(name, "") if self.opened else ""
        return not constant_time_compare(known, digest(self.entry, name, self.stored_texts[name]))

    def was_touched(self, name: str) -> bool:
        """Whether the person typed something else than what the form was opened with; where nobody knows that, yes."""
        if self.opened is None:
            return True
        untouched = digest(self.entry, name, self.typed_text(name)) == self.opened.digests.get(name)
        return self.opened.asked.get(name, not untouched)

    def typed_text(self, name: str) -> str:
        """What would be stored: fields of a model may tidy what was typed once more."""
        instance = getattr(self, "instance", None)
        columns = {column.name: column for column in instance._meta.concrete_fields} if instance is not None else {}
        if name in columns and name in self._meta.fields:  # type: ignore[attr-defined]  # forms of models have it
            return comparable(columns[name].value_from_object(instance))
        return comparable(self.cleaned_data.get(name))

    def choice(self, name: str) -> str:
        chosen = self.data.get(f"{CHOICE}-{self.add_prefix(name)}", "")
        return chosen if chosen in {STORED, TYPED} else ""

    @property
    def questions(self) -> dict[str, bool]:
        """The fields to ask about, each with whether the person had typed; what was asked before stays visible until stored."""
        before = self.opened.asked if self.opened else {}
        return {name: touched for name, touched in {**before, **self.unsettled}.items() if name in self.fields}

    @property
    def conflicts(self) -> list[Conflict]:
        return [self.conflict(name) for name in self.questions]

    def conflict_of(self, name: str) -> Conflict | None:
        return self.conflict(name) if name in self.questions else None

    def conflict(self, name: str) -> Conflict:
        bound, shown = self[name], self.fields[name]
        initial = self.get_initial_for_field(shown, name)
        sent = tuple(map(str, bound.data if isinstance(bound.data, list) else [bound.data or ""]))
        return Conflict(bound, readable(shown, initial), readable(shown, bound.data), self.ticked(name), sent)

    def ticked(self, name: str) -> str:
        """Nothing where the person has to say so: a version of theirs that others have not seen, or seen another of."""
        chosen = self.choice(name)
        if chosen == TYPED and name in self.unsettled:
            chosen = ""
        return chosen or ("" if self.questions[name] else STORED)

    @property
    def status(self) -> int:
        """For the answer that shows the form."""
        return CONFLICT if self.unsettled else 422 if self.errors else 200

    @property
    def state(self) -> str:
        """The token to send along. While errors are mended it stays as it came, for what is stored was not shown."""
        if not self.entry:
            return ""
        if self.is_bound and not self.unsettled:
            return write_state(self.entry, self.opened) if self.opened else ""
        digests = {name: digest(self.entry, name, text) for name, text in self.stored_texts.items()}
        return write_state(self.entry, Opened(digests, self.questions))

    @property
    def state_input(self) -> SafeString:
        return format_html('<input type="hidden" name="{}" value="{}">', STATE, self.state)

    @property
    def contents(self) -> list[str]:
        """What is stored, for whoever is about to remove it: a line for each field that is not empty."""
        values = [
            (self[name], readable(shown, self.get_initial_for_field(shown, name)))
            for name, shown in self.fields.items()
        ]
        return [f"{bound.label}: {', '.join(value.splitlines())}" for bound, value in values if value]

    def has_moved_on(self, state: str) -> bool:
        """For an unfilled form, whether the entry differs from the state that was sent: before it is removed, say."""
        opened = read_state(state, self.entry)
        digests = {name: digest(self.entry, name, text) for name, text in self.stored_texts.items()}
        return opened is None or dict(opened.digests) != digests


def storing_alone(view: View) -> View:
    """What a form posts is compared and stored in one transaction; reading stays without, for SQLite would lock everybody out."""

    @wraps(view)
    def in_one(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return in_one


def held(request: HttpRequest, rows: QuerySet[Row], also: Iterable[str] = ()) -> QuerySet[Row]:
    """The rows, locked while something is posted; call it in a view that is `storing_alone`. `also` names relations selected."""
    return rows.select_for_update(of=("self", *also)) if request.method == "POST" else rows
