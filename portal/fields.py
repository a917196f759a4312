"""Model fields whose values are sealed in the database and readable on the instance only."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from portal import sealing


@dataclass(frozen=True)
class Sealed:
    """A value as the database holds it; shows nothing."""

    token: str

    def __str__(self) -> str:
        return "<sealed>"

    __repr__ = __str__


class SealedAttribute(DeferredAttribute):
    """Opens the seal when the value is first read, with the place that the instance says it belongs to."""

    field: "SealedTextField"

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        if instance is None:
            return self
        held = instance.__dict__
        value = held[self.field.attname] if self.field.attname in held else super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = sealing.unseal(value.token, self.field.place(instance))
            held[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        """Without this the value in the instance would be found before this descriptor is asked."""
        instance.__dict__[self.field.attname] = value


class SealedTextField(models.TextField):
    """Text that is stored as a token bound to table, column and row (R37, R39).

    `bound_to` names the attribute that tells the row apart; it must be known before the first save and never change (a UUID
    key, the id of the owner). Such a field cannot be searched, compared, sorted by or set in bulk: FieldError.
    """

    descriptor_class = SealedAttribute

    def __init__(self, *args: Any, bound_to: str = "pk", **kwargs: Any) -> None:
        self.bound_to = bound_to
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "bound_to": self.bound_to}

    def place(self, instance: models.Model) -> str:
        owner = getattr(instance, self.bound_to)
        if owner is None:
            raise FieldError(f"{self.model.__name__}.{self.name} needs {self.bound_to} before it is sealed")
        return f"{self.model._meta.db_table}.{self.column}:{owner}"

    def from_db_value(self, value: str | None, *_args: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """What is not opened stays as it is; anything else is sealed anew."""
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(sealing.seal(str(value), self.place(model_instance)))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is None or isinstance(value, Sealed):
            return value and value.token
        raise FieldError(f"{self.name} is sealed and is saved through its instance only")

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is sealed and cannot be searched")

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.name} is sealed and cannot be searched")

    def value_to_string(self, obj: models.Model) -> str:
        """Dumps carry the token, never the text."""
        value = obj.__dict__.get(self.attname)
        return value.token if isinstance(value, Sealed) else str(self.pre_save(obj, add=False).token)
