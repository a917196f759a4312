"""Once a day: the mail that says that something is due. Safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.duties import actions


class Command(BaseCommand):
    help = "Verschickt die Mail am Morgen über das, was zu erledigen ist; ein zweiter Lauf am selben Tag tut nichts."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Benachrichtigte Personen: {actions.send_digests()}")
