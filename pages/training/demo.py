"""Required trainings of the invented county, and what some of its people have had."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from directory.models import Person, Position, Qualification
from pages.models import EventPage, TrainingRecord, TrainingRule
from pages.training import actions
from pages.training.forms import OFFERED_AS
from portal.models import User

DOMAIN = "@rebental.example"
COORDINATOR = "birgit.moench-saal"
TASK = "Integrationsmanagement"
LAW, DATA = "Asyl- und Aufenthaltsrecht", "Vertraulichkeit und Einwilligung"
# title, held by, days ago, hours, topic, whose
RECORDS = (
    ("Aufenthaltsrecht für Einsteiger", "Volkshochschule Rebental", 410, 14, LAW, "ayla.korber"),
    ("Einwilligung richtig einholen", "Landratsamt Rebental", 95, 3, DATA, "ayla.korber"),
    ("Gespräche mit Dolmetschenden", "Brückenhaus Ansbronn gGmbH", 230, 6, "", "ayla.korber"),
    ("Aufenthaltsrecht für Einsteiger", "Volkshochschule Rebental", 640, 14, LAW, "jonas.ehrlich"),
    ("Einwilligung richtig einholen", "Landratsamt Rebental", 95, 3, DATA, "lena.wolfart"),
    ("Asylverfahren: was sich geändert hat", "Sozialwerk Rebental e. V.", 60, 4, LAW, "lena.wolfart"),
)
NEW_DAYS, LATE_DAYS = 40, 130  # since two people with a follow-up qualification to begin took up their work


def is_loaded() -> bool:
    return TrainingRule.objects.exists()


@transaction.atomic
def load() -> None:
    by = User.objects.filter(email=f"{COORDINATOR}{DOMAIN}").first()
    if by is None:
        return
    load_rules(by)
    load_records()
    let_qualifications_wait()
    actions.follow_rules()


def load_rules(by: User) -> None:
    since = timezone.localdate() - dt.timedelta(days=3 * 365)
    follow_up = TrainingRule(
        name="Nachqualifizierung beginnen",
        clause="LÖ-RL 3.3.2",
        role_contains=TASK,
        qualification=Qualification.VOCATIONAL,
        months=3,
        fulfilled_by=TrainingRule.Fulfilled.FOLLOW_UP,
        valid_from=since,
    )
    actions.save_rule(rule=follow_up, by=by)
    for name, topic, months, every in (
        ("Fortbildung im Asyl- und Aufenthaltsrecht", LAW, 6, 24),
        ("Vertraulichkeit und Einwilligung", DATA, 3, None),
    ):
        rule = TrainingRule(
            name=name,
            clause="LÖ-KV 8.1" if topic == LAW else "LÖ-KV 10",
            role_contains=TASK,
            months=months,
            every_months=every,
            valid_from=since,
        )
        actions.save_rule(rule=rule, by=by, topic=topic, events=events_about(topic))


def events_about(topic: str) -> list[int]:
    words = {LAW: ("recht", "Asyl"), DATA: ("Einwilligung", "vertraulich", "Datenschutz")}[topic]
    shown = EventPage.objects.filter(kind__in=OFFERED_AS, live=True)
    return [event.pk for event in shown if any(word.lower() in event.title.lower() for word in words)]


def load_records() -> None:
    topics = {rule.topic.name: rule.topic for rule in TrainingRule.objects.exclude(topic=None) if rule.topic}
    for title, provider, days, hours, topic, local in RECORDS:
        person = Person.objects.filter(user__email=f"{local}{DOMAIN}").select_related("user").first()
        if person is None or person.user is None:
            continue
        record = TrainingRecord(
            person=person,
            title=title,
            provider=provider,
            hours=hours,
            taken_on=timezone.localdate() - dt.timedelta(days=days),
        )
        actions.enter(record=record, topics=[topics[topic]] if topic else [], by=person.user)


def let_qualifications_wait() -> None:
    """Two people of other posts than the proof of use speaks of have to begin theirs."""
    free = Position.objects.current().filter(role__startswith=TASK, qualification="", person__user=None)
    for position, days in zip(free.order_by("pk"), (NEW_DAYS, LATE_DAYS), strict=False):
        begun = timezone.localdate() - dt.timedelta(days=days)
        Position.objects.filter(pk=position.pk).update(qualification=Qualification.VOCATIONAL, valid_from=begun)
