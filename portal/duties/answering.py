"""For whom somebody answers today, and what sources of duties count with."""

import datetime as dt
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal import extensions
from portal.extensions import Answering


def answering(pk: Any, day: dt.date | None = None) -> Answering:
    """One query for each rule."""
    on = day or timezone.localdate()
    absent = {user: name for rule in extensions.stands_in_for for user, name in rule.names(pk, on).items()}
    return Answering(pk, on, absent)


def answers_for(pk: Any, path: str, day: dt.date | None = None) -> Q:
    """For a filter: rows whose account at that path is the person or a colleague the person stands in for."""
    condition = Q(**{path: pk})
    for rule in extensions.stands_in_for:
        condition |= Q(**{f"{path}__in": rule.users(pk, day or timezone.localdate())})
    return condition


def counted(rows: QuerySet) -> Coalesce:
    """How many there are, as an expression."""
    number = rows.order_by().annotate(all=Value(1)).values("all").annotate(number=Count("pk"))
    return Coalesce(Subquery(number.values("number"), output_field=IntegerField()), 0)


def summed(rows: QuerySet, number: Any) -> Coalesce:
    """The sum of a number over rows, as an expression."""
    total = rows.order_by().annotate(all=Value(1), number=number).values("all").annotate(total=Sum("number"))
    return Coalesce(Subquery(total.values("total"), output_field=IntegerField()), 0)


def one_for_all(rows: QuerySet) -> Case:
    """1 where there is any, else 0: for what is one duty however many there are."""
    return Case(When(Exists(rows), then=Value(1)), default=Value(0), output_field=IntegerField())
