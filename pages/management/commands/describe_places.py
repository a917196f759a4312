"""docs/plaetze.md: what pages/registration/states.py says about a place at an event, for people."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from pages.models import Registration
from pages.registration import states
from pages.registration.states import Transition

INTRODUCTION = """\
# Der Weg eines Platzes bei einem Termin

Erzeugt aus `pages/registration/states.py` mit `manage.py describe_places > docs/plaetze.md`. Was hier nicht steht, geht nicht:
Die Seiten, die Tests und diese Tabelle kommen aus derselben Liste.

- **Platz nötig**: Der Schritt wird abgewiesen, wenn in dieser Sekunde keiner frei ist. Vergeben sind auch vorgemerkte und angebotene
  Plätze. Alle Schritte eines Termins warten aufeinander (`pages/registration/actions.py`, `entered`), darum gibt es nie mehr Plätze
  als eingerichtet, auch nicht über die Warteliste, die Leitung oder die Stelle, die einlädt.
- **Gehaltene Plätze** kann bis zum genannten Tag nur die Organisation haben, für die sie gehalten sind; danach sind sie für alle offen.
- **Warteliste**: Ein freier Platz wird der ersten Person angeboten, die ihn haben darf. Antwortet sie nicht in der eingerichteten Zeit,
  geht er an die nächste (`manage.py settle_places`, alle zehn Minuten, und bei jedem anderen Schritt des Termins).
- **Leitung** ist, wer in der Organisation der Person die Rolle „Leitung“ hat oder sie vertritt. Hat dort niemand diese Rolle,
  antwortet die Stelle, die einlädt. Über die eigene Anfrage entscheidet niemand selbst; wer leitet, bucht ohne Anfrage.
- **Ausrichten** können Kontaktpflege, Leitung und Verwaltung der einladenden Organisationen und die Koordination.
- Teilnehmende werden `PARTICIPANT_DAYS` Tage nach dem Termin gelöscht (`manage.py purge_participants`); Zahlen je Organisation bleiben.
- Was aus der Anwesenheit folgt, hängt sich an `pages/registration/extensions.py` (`attendance`), im selben Schritt.
"""
SIDES = {"person": "die Person", "superior": "die Leitung", "host": "wer ausrichtet", "portal": "das Portal selbst"}
STEPS = {
    "book": "buchen",
    "request": "anfragen",
    "wait": "auf die Warteliste setzen",
    "accept": "angebotenen Platz annehmen",
    "cancel": "zurückgeben",
    "approve": "zustimmen",
    "decline": "ablehnen",
    "add": "eintragen",
    "remove": "austragen",
    "attend": "als anwesend eintragen",
    "miss": "als abwesend eintragen",
    "undo": "Anwesenheit offen lassen",
    "offer": "anbieten, weil ein Platz frei ist",
    "lapse": "verfallen lassen, weil niemand geantwortet hat",
    "call_off": "beenden, weil der Termin abgesagt ist",
}
WHEN = {"before": "bis zum Beginn", "after": "ab einer Stunde vor dem Beginn", "any": "jederzeit"}


class Command(BaseCommand):
    help = "Beschreibt den Weg eines Platzes als Markdown; docs/plaetze.md ist diese Ausgabe."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        with override("de"):
            self.stdout.write("\n".join([INTRODUCTION, *table(), ""]), ending="")


def table() -> Iterator[str]:
    yield "| Schritt | wer | aus | nach | Platz nötig | wann |"
    yield "|---|---|---|---|---|---|"
    for each in states.TRANSITIONS:
        target = Registration.State(each.target).label
        needs = "ja" if each.takes else "–"
        yield f"| {STEPS[each.name]} | {SIDES[each.side]} | {sources(each)} | {target} | {needs} | {WHEN[each.when]} |"


def sources(transition: Transition) -> str:
    new = ["noch nichts"] if states.NEW in transition.sources else []
    old = [str(Registration.State(state).label) for state in states.STATES if state in transition.sources]
    return ", ".join([*new, *old])
