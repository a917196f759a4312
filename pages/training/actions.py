"""What somebody has had is entered and taken out, rules are kept, and how everybody stands follows."""

import base64
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.deadlines import add_months
from directory.models import Person, Position
from pages.models import (
    EventDate,
    RequiredTraining,
    TrainingProof,
    TrainingRecord,
    TrainingRule,
    TrainingTopic,
)
from pages.training import queries
from pages.training.requirements import Standing, standing
from portal import conf
from portal.audit import trail
from portal.models import User

ATTENDED = trail.register("training.attend", _("Teilnahme in den Fortbildungsnachweis übernommen"))
ENTERED = trail.register("training.enter", _("Eintrag im Fortbildungsnachweis"), ("source",))
REMOVED = trail.register("training.remove", _("Eintrag aus dem Fortbildungsnachweis gelöscht"), ("source",))
EXPORTED = trail.register("training.export", _("Fortbildungsnachweis ausgegeben"))
RULED = trail.register("training.rule", _("Regel für Fortbildungen geändert"), ("is_new",))
Source = TrainingRecord.Source
Fulfilled = TrainingRule.Fulfilled


@dataclass(frozen=True)
class Proof:
    """A certificate that was looked at: its media type and content."""

    kind: str
    content: bytes


@transaction.atomic
def record_attendance(*, person: Person, event_date: EventDate, by: User | None) -> TrainingRecord:
    """Somebody was there: it stands in their record, once, and counts for the topics of the event."""
    event = event_date.event.original
    record, is_new = TrainingRecord.objects.get_or_create(
        person=person,
        event_date=event_date,
        defaults={
            "title": event.title,
            "provider": ", ".join(host.name for host in event.hosts.all())[:160],
            "taken_on": timezone.localtime(event_date.starts_at).date(),
            "source": Source.ATTENDED,
            "entered_by": by,
        },
    )
    if is_new:
        record.topics.set(event.training_topics.all())
        trail.record(ATTENDED, by, about=("training_record", record.pk))
        follow(person)
    return record


@transaction.atomic
def withdraw_attendance(*, person: Person, event_date: EventDate, by: User | None) -> None:
    """It was a mistake; what the person has entered otherwise stays."""
    for record in TrainingRecord.objects.filter(person=person, event_date=event_date):
        remove(record=record, by=by)


@transaction.atomic
def enter(
    *, record: TrainingRecord, topics: Iterable[TrainingTopic], by: User, proof: Proof | None = None
) -> TrainingRecord:
    """By the person, or by somebody who keeps the entries of their organisation."""
    record.source = Source.OWN if record.person.user_id == by.pk else Source.MAINTAINER
    record.entered_by = by
    record.save()
    record.topics.set(topics)
    if proof is not None:
        content = base64.b64encode(proof.content).decode("ascii")
        TrainingProof(record=record, kind=proof.kind, content=content).save(force_insert=True)
    trail.record(ENTERED, by, about=("training_record", record.pk), details={"source": record.source})
    follow(record.person)
    return record


@transaction.atomic
def remove(*, record: TrainingRecord, by: User | None) -> None:
    """With its certificate; what it fulfilled is open again."""
    person = record.person
    trail.record(REMOVED, by, about=("training_record", record.pk), details={"source": record.source})
    record.delete()
    follow(person)


@transaction.atomic
def save_rule(*, rule: TrainingRule, by: User, topic: str = "", events: Iterable[int] = ()) -> TrainingRule:
    """`topic` names a new one; `events` are the keys of those that count for the topic of the rule."""
    is_new = rule.pk is None
    if topic:
        rule.topic = TrainingTopic.objects.get_or_create(name=topic)[0]
    rule.save()
    if rule.topic is not None:
        rule.topic.events.set(events)
        recount(rule.topic)
    trail.record(RULED, by, about=("training_rule", rule.pk), details={"is_new": is_new})
    follow_rules()
    return rule


def recount(topic: TrainingTopic) -> None:
    """Whoever has been at an event that counts now has had it."""
    for record in TrainingRecord.objects.filter(event_date__event__training_topics=topic).exclude(topics=topic):
        record.topics.add(topic)


def follow(person: Person) -> None:
    """How one person stands, after something of theirs has changed."""
    follow_rules(Position.objects.filter(person=person))


@transaction.atomic
def follow_rules(among: QuerySet[Position] | None = None) -> int:
    """How everybody stands with every rule, or those who hold positions `among`; returns how much is open. Safe to repeat."""
    today = timezone.localdate()
    rows = RequiredTraining.objects.all() if among is None else RequiredTraining.objects.filter(position__in=among)
    known = {(row.rule_id, row.position_id): row for row in rows}
    wanted: dict[tuple[int, int], Standing] = {}
    for rule in queries.in_force(today):
        positions = queries.positions_under(rule, today)
        positions = positions if among is None else positions.filter(pk__in=among)
        wanted |= {(rule.pk, position.pk): found for position, found in standings(rule, list(positions), today)}
    RequiredTraining.objects.filter(pk__in=[row.pk for key, row in known.items() if key not in wanted]).delete()
    new = [RequiredTraining(rule_id=key[0], position_id=key[1], **vars(found)) for key, found in wanted.items()]
    RequiredTraining.objects.bulk_create(
        [row for row in new if differs(row, known.get((row.rule_id, row.position_id)))],
        update_conflicts=True,
        unique_fields=["rule", "position"],
        update_fields=["due_on", "done_on", "is_open"],
    )
    return sum(found.is_open for found in wanted.values())


def differs(row: RequiredTraining, stored: RequiredTraining | None) -> bool:
    return stored is None or any(
        getattr(row, name) != getattr(stored, name) for name in ("due_on", "done_on", "is_open")
    )


def standings(rule: TrainingRule, positions: list[Position], today: dt.date) -> Iterable[tuple[Position, Standing]]:
    done = days_done(rule, positions)
    for position in positions:
        began = position.valid_from or rule.valid_from
        start = rule.valid_from if rule.since == TrainingRule.Since.RULE else max(began, rule.valid_from)
        months, every = rule.months, rule.every_months
        yield position, standing(start, done[position.pk], today, months=months, every_months=every)


def days_done(rule: TrainingRule, positions: list[Position]) -> dict[int, list[dt.date]]:
    """By key of the position: days on which its holder has done what the rule wants."""
    found: dict[int, list[dt.date]] = defaultdict(list)
    if rule.fulfilled_by == Fulfilled.FOLLOW_UP:
        found |= {one.pk: [one.follow_up_on] for one in positions if one.follow_up_on}
        return found
    people = {one.person_id for one in positions}
    by_person: dict[int, list[dt.date]] = defaultdict(list)
    records = TrainingRecord.objects.filter(topics=rule.topic, person__in=people)
    for person, day in records.values_list("person", "taken_on"):
        by_person[person].append(day)
    return found | {one.pk: by_person[one.person_id] for one in positions}


@transaction.atomic
def forget_old() -> int:
    """What is older than the record is kept for; returns how many entries."""
    before = add_months(timezone.localdate(), -12 * conf.get("TRAINING_RECORD_YEARS"))
    old = TrainingRecord.objects.filter(taken_on__lt=before)
    people = list(Person.objects.filter(training_records__in=old).distinct())
    number = old.count()
    old.delete()
    for person in people:
        follow(person)
    return number


def exported(person: Person, by: User) -> dict[str, object]:
    trail.record(EXPORTED, by, about=("person", person.pk))
    return queries.as_data(person)
