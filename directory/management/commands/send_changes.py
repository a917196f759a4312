"""Once a day: the mail about changed contacts. Safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from directory.upkeep import notifications


class Command(BaseCommand):
    help = (
        "Verschickt einmal am Tag die Mail über geänderte Ansprechpersonen; ein zweiter Lauf am selben Tag tut nichts."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Benachrichtigte Personen: {notifications.send_changes()}")
