"""Once a day: whoever has not answered a poll that ends in two days."""

from typing import Any

from django.core.management.base import BaseCommand

from pages.polls import actions


class Command(BaseCommand):
    help = "Erinnert, wer auf eine Terminabstimmung noch nicht geantwortet hat. Einmal am Tag aufrufen."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Erinnerungen an Terminabstimmungen: {actions.remind()}.")
