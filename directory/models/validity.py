"""What holds from a day to a day, both included."""

import datetime as dt
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def holds_on(day: dt.date, path: str = "") -> Q:
    """Valid on that day, for a filter; `path` leads to the model ("contact__")."""
    begun = Q(**{f"{path}valid_from": None}) | Q(**{f"{path}valid_from__lte": day})
    return begun & (Q(**{f"{path}valid_until": None}) | Q(**{f"{path}valid_until__gte": day}))


class ValidityQuerySet(models.QuerySet):
    def valid_on(self, day: dt.date) -> Self:
        return self.filter(holds_on(day))

    def current(self) -> Self:
        return self.valid_on(timezone.localdate())

    def overlapping(self, first: dt.date | None, last: dt.date | None) -> Self:
        """Those that hold on at least one day of the period; None is open."""
        rows = self
        if last is not None:
            rows = rows.filter(Q(valid_from=None) | Q(valid_from__lte=last))
        if first is not None:
            rows = rows.filter(Q(valid_until=None) | Q(valid_until__gte=first))
        return rows


class Validity(models.Model):
    """Holds from `valid_from` to `valid_until`, both included; an empty field leaves that side open."""

    valid_from = models.DateField(_("gilt ab"), null=True, blank=True)
    valid_until = models.DateField(_("gilt bis einschließlich"), null=True, blank=True)

    class Meta:
        abstract = True

    def is_valid_on(self, day: dt.date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)

    @property
    def is_over(self) -> bool:
        return self.valid_until is not None and self.valid_until < timezone.localdate()

    @property
    def is_ahead(self) -> bool:
        return self.valid_from is not None and self.valid_from > timezone.localdate()


NO_PERIOD = _("Das Ende liegt vor dem Anfang. Bitte prüfen Sie die beiden Tage.")


def check_period(entry: Validity) -> None:
    """As the constraint of `possible_period`, without asking the database."""
    if entry.valid_from is not None and entry.valid_until is not None and entry.valid_until < entry.valid_from:
        raise ValidationError(NO_PERIOD)


def possible_period(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
        name=name,
        violation_error_message=NO_PERIOD,
    )
