"""Required trainings and records as pages show them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.models import Organisation, Person, Position
from pages.models import RequiredTraining, TrainingRecord, TrainingRule
from portal import agreed
from portal.agreed import AgreedSection, Pointer
from portal.navigation import reverse_or_none


def person_of(user_pk: int) -> Person | None:
    """Who the account is in the directory."""
    return Person.objects.filter(user=user_pk).first()


def in_force(day: dt.date) -> QuerySet[TrainingRule]:
    return TrainingRule.objects.filter(Q(ended_on=None) | Q(ended_on__gt=day), valid_from__lte=day)


def positions_under(rule: TrainingRule, day: dt.date) -> QuerySet[Position]:
    """Whom a rule concerns that day."""
    positions: QuerySet[Position] = Position.objects.valid_on(day).filter(organisation__closed_on=None)
    if rule.role_contains:
        positions = positions.filter(role__icontains=rule.role_contains)
    if rule.organisation_kind:
        positions = positions.filter(organisation__kind=rule.organisation_kind)
    return positions.filter(qualification=rule.qualification) if rule.qualification else positions


def required_of(person: Person) -> QuerySet[RequiredTraining]:
    rows = RequiredTraining.objects.filter(position__person=person)
    return rows.select_related("rule", "position__organisation").order_by("-is_open", "due_on")


def records_of(person: Person) -> QuerySet[TrainingRecord]:
    return person.training_records.select_related("proof", "event_date__event").prefetch_related("topics")


def open_in(organisations: QuerySet[Organisation]) -> QuerySet[RequiredTraining]:
    """By name, for the superiors of these."""
    rows = RequiredTraining.objects.filter(is_open=True, position__organisation__in=organisations)
    return rows.select_related("rule", "position__person", "position__organisation").order_by(
        "position__organisation__name", "due_on", "position__person__last_name"
    )


@dataclass(frozen=True)
class RuleCount:
    """Of one organisation and rule, without a name."""

    organisation: str
    required: int
    done: int
    open: int
    overdue: int


def numbers() -> list[tuple[TrainingRule, list[RuleCount]]]:
    """For the coordinator: how many, nobody by name. Two queries."""
    today = timezone.localdate()
    rows = (
        RequiredTraining.objects.order_by("position__organisation__name")
        .values("rule", "position__organisation__name")
        .annotate(
            required=Count("pk"),
            open=Count("pk", filter=Q(is_open=True, due_on__gte=today)),
            overdue=Count("pk", filter=Q(is_open=True, due_on__lt=today)),
        )
    )
    by_rule: dict[int, list[RuleCount]] = defaultdict(list)
    for row in rows:
        done = row["required"] - row["open"] - row["overdue"]
        name = row["position__organisation__name"]
        by_rule[row["rule"]].append(RuleCount(name, row["required"], done, row["open"], row["overdue"]))
    return [(rule, by_rule[rule.pk]) for rule in in_force(today)]


def clauses(rules: list[TrainingRule]) -> dict[int, AgreedSection]:
    """The sections the rules rest on, of those that this county's documents have."""
    found = agreed.cited(rule.clause for rule in rules)
    return {rule.pk: found[rule.clause] for rule in rules if rule.clause in found}


def as_data(person: Person) -> dict[str, Any]:
    """All that the record holds on somebody, for themselves."""
    return {
        "person": str(person),
        "records": [
            {
                "title": record.title,
                "provider": record.provider,
                "taken_on": record.taken_on.isoformat(),
                "hours": str(record.hours) if record.hours is not None else None,
                "topics": [topic.name for topic in record.topics.all()],
                "source": record.source,
                "has_proof": hasattr(record, "proof"),
                "entered_at": record.entered_at.isoformat(),
            }
            for record in records_of(person)
        ],
        "required": [
            {
                "name": row.rule.name,
                "clause": row.rule.clause,
                "due_on": row.due_on.isoformat(),
                "done_on": row.done_on.isoformat() if row.done_on else None,
                "is_open": row.is_open,
            }
            for row in required_of(person)
        ],
    }


def pointing() -> Iterator[Pointer]:
    """For the sections that rules rest on."""
    url = reverse_or_none("training:record") or ""
    rules = in_force(timezone.localdate()).exclude(clause="").order_by("name")
    return agreed.pointers((rule.clause, _("Fortbildung: %(name)s") % {"name": rule.name}, url) for rule in rules)
