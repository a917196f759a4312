"""Once a day: how far translations have come, for what was published on ways that nobody follows."""

from typing import Any

from django.core.management.base import BaseCommand

from pages.languages import actions


class Command(BaseCommand):
    help = "Zählt, wie weit die Übersetzungen gegen die geltenden Texte sind. Einmal am Tag aufrufen."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Übersetzungen gezählt: {actions.count_all()}.")
