"""The half-yearly round. May run every day: it begins only when the last one is half a year old."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from directory.upkeep import notifications, round_actions, rounds


class Command(BaseCommand):
    help = "Bittet jede Organisation, ihre Angaben zu bestätigen; beginnt erst ein halbes Jahr nach der letzten Runde."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="nur sagen, wer gefragt würde")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self._say()
            return
        started = round_actions.start()
        if started is None:
            self.stdout.write("Die letzte Runde ist noch kein halbes Jahr her; es wurde niemand gefragt.")
        else:
            self.stdout.write(f"Runde begonnen, {started.confirmations.count()} Organisationen gefragt.")

    def _say(self) -> None:
        if not rounds.may_start(timezone.localdate()):
            self.stdout.write("Die letzte Runde ist noch kein halbes Jahr her; es würde niemand gefragt.")
            return
        people_of = notifications.recipients(organisation.pk for organisation in rounds.participants())
        without = [pk for pk, people in people_of.items() if not people]
        self.stdout.write(
            f"Gefragt würden {len(people_of)} Organisationen, {sum(map(len, people_of.values()))} Personen."
        )
        if without:
            self.stdout.write(f"Ohne Konto und ohne E-Mail-Adresse: {len(without)} Organisationen.")
