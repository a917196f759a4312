"""Once a day: forgets offers of roles that ended long ago without an answer."""

from typing import Any

from django.core.management.base import BaseCommand

from directory.members import offers


class Command(BaseCommand):
    help = "Löscht Angebote von Rollen, die vor mehr als 30 Tagen ohne Antwort abgelaufen sind. Einmal am Tag aufrufen."

    def handle(self, *args: Any, **options: Any) -> None:
        gone = offers.forget_old()
        if options["verbosity"]:
            self.stdout.write(f"{gone} abgelaufene Angebote gelöscht.")
