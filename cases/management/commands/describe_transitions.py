"""docs/faelle.md: what cases/referrals/states.py says about the way of a referral, for people."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from cases.models import State
from cases.referrals import states
from cases.referrals.states import Transition

INTRODUCTION = """\
# Der Weg einer Fallübergabe

Erzeugt aus `cases/referrals/states.py` mit `manage.py describe_transitions > docs/faelle.md`. Was hier nicht steht, geht nicht:
Die Seiten, die Tests und diese Tabelle kommen aus derselben Liste.

- **Einwilligung nötig**: Der Schritt wird abgewiesen, wenn in dieser Sekunde keine Einwilligung gilt, die Zweck, Stelle und Angaben
  umfasst (LÖ-KV 10), und auch kein Rechtsgrund, dem eine zweite Person zugestimmt hat. Das prüft auch die Datenbank selbst.
- **Wort nötig**: Rückfrage, Antwort, Begründung oder Ergebnis in einem Satz.
- **Frischer Faktor**: Der zweite Faktor darf nicht länger her sein, als `STEP_UP_SECONDS` sagt.
- Die Frist für eine Antwort läuft in „gesendet“ und „gesehen“. Erinnert wird am letzten Arbeitstag davor, dann die Vertretung, zwei
  Arbeitstage später die Koordination; sie sieht nur, bei welcher Organisation etwas wartet.
"""
SIDES = {"sender": "abgebende Seite", "receiver": "aufnehmende Seite", "portal": "das Portal selbst"}
STEPS = {
    "send": "senden",
    "see": "sehen (beim ersten Öffnen)",
    "accept": "annehmen",
    "ask": "rückfragen",
    "answer": "Rückfrage beantworten",
    "decline": "ablehnen",
    "begin": "Arbeit beginnen",
    "complete": "abschließen",
    "withdraw": "zurückziehen",
    "revoke": "schließen, weil die Einwilligung widerrufen ist",
    "expire": "schließen, weil die Einwilligung abgelaufen ist",
}


class Command(BaseCommand):
    help = "Beschreibt den Weg einer Fallübergabe als Markdown; docs/faelle.md ist diese Ausgabe."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        with override("de"):
            self.stdout.write("\n".join([INTRODUCTION, *table(), ""]), ending="")


def table() -> Iterator[str]:
    yield "| Schritt | wer | aus | nach | Wort nötig | Einwilligung nötig | frischer Faktor |"
    yield "|---|---|---|---|---|---|---|"
    for each in states.TRANSITIONS:
        yield f"| {STEPS[each.name]} | {SIDES[each.side]} | {sources(each)} | {State(each.target).label} | {said(each)} |"


def sources(transition: Transition) -> str:
    return ", ".join(str(State(state).label) for state in states.STATES if state in transition.sources)


def said(transition: Transition) -> str:
    needs = (transition.needs_text, transition.needs_consent, transition.needs_factor)
    return " | ".join("ja" if need else "–" for need in needs)
