"""Once a day: the days that agreements set, for the next years."""

from typing import Any

from django.core.management.base import BaseCommand

from pages.terms import actions


class Command(BaseCommand):
    help = "Berechnet die Fristen aller Vereinbarungen neu. Einmal am Tag aufrufen."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Fristen berechnet: {actions.follow_all()} Dokumente.")
