"""docs/hospitation.md: what pages/job_shadowing/states.py says about the way of a request, for people."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from pages.job_shadowing import states
from pages.job_shadowing.states import Transition
from pages.models import ShadowingRequest

INTRODUCTION = """\
# Hospitation

Erzeugt aus `pages/job_shadowing/states.py` mit `manage.py describe_job_shadowing > docs/hospitation.md`. Was in der Tabelle nicht
steht, geht nicht: Die Seiten, die Tests und diese Tabelle kommen aus derselben Liste.

Eine Stelle bietet Plätze an, zu festen Terminen oder nach Absprache; eine Fachkraft einer anderen Stelle fragt an (LÖ-KV 8, AA-KV 4).

- **Wer was sieht**: Angebote alle Angemeldeten. Eine Anfrage sehen nur der Gast, die Leitung des Gastes, wenn sie zustimmen muss, und
  die gastgebende Seite: wer Gäste empfängt, das Team des Angebots, die Leitung dort. Für alle anderen gibt es sie nicht.
- **Zustimmung der Leitung**: wenn das Angebot sie verlangt oder die Stelle des Gastes (die Leitung stellt es auf der Seite
  „Hospitation“ ein). Wer selbst leitet, braucht keine.
- **Verschwiegenheitserklärung**: Zugesagt wird erst, wenn der Gast sie in der geltenden Fassung angenommen hat. Den Wortlaut schreibt
  die Redaktion unter „Verschwiegenheit“; frühere Fassungen bleiben, und eine neue wird von allen neu angenommen. Zur Annahme gehören
  Zeitpunkt, Fassung und Prüfsumme (SHA-256); sie bleibt, solange es das Konto gibt, denn das Schweigen endet nicht mit dem Besuch.
- **Klientinnen und Klienten** werden gefragt, bevor jemand dabeisitzt. Eingetragen wird nur, dass gefragt wurde. Angaben über sie
  gehören nirgends hierher; darum geht alles ohne den zweiten Faktor.
- **Kalender**: Zusage und Absage kommen als Kalenderdatei zu beiden; erinnert wird am letzten Arbeitstag davor.
- **Löschen**: `JOB_SHADOWING_KEEP_DAYS` Tage nach dem Termin sind Anfrage, Verlauf und Rückmeldungen weg. Es bleiben Zahlen je Stelle
  und Tag; sie füllen die Kennzahl „Hospitationen“ der Stelle, von der die Gäste kamen.

| Schritt | wer | aus | nach | Wort nötig | Erklärung nötig | nur vor dem Termin |
|---|---|---|---|---|---|---|"""
SIDES = {"guest": "Gast", "superior": "Leitung des Gastes", "host": "gastgebende Seite", "portal": "das Portal selbst"}
STEPS = {
    "approve": "zustimmen",
    "refuse": "nicht zustimmen",
    "confirm": "zusagen",
    "decline": "ablehnen",
    "withdraw": "zurückziehen",
    "call_off": "absagen",
    "miss": "eintragen, dass der Gast nicht kam",
    "complete": "abschließen, wenn der Termin vorbei ist",
    "lapse": "verfallen lassen, wenn der Termin da ist und niemand entschieden hat",
}


class Command(BaseCommand):
    help = "Beschreibt den Weg einer Hospitation als Markdown; docs/hospitation.md ist diese Ausgabe."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        with override("de"):
            self.stdout.write("\n".join([INTRODUCTION, *table(), ""]), ending="")


def table() -> Iterator[str]:
    for each in states.TRANSITIONS:
        target = ShadowingRequest.State(each.target).label
        yield f"| {STEPS[each.name]} | {SIDES[each.side]} | {sources(each)} | {target} | {said(each)} |"


def sources(transition: Transition) -> str:
    return ", ".join(str(ShadowingRequest.State(state).label) for state in states.STATES if state in transition.sources)


def said(transition: Transition) -> str:
    needs = (transition.needs_text, transition.needs_pledge, transition.before_day)
    return " | ".join("ja" if need else "–" for need in needs)
