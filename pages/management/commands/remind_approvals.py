"""Once a day: whoever has not answered yet, three working days before the last day."""

from typing import Any

from django.core.management.base import BaseCommand

from pages.approval import actions


class Command(BaseCommand):
    help = "Erinnert Stellen, deren Zustimmung zu einer Fassung noch fehlt. Einmal am Tag aufrufen."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Erinnerungen an Zustimmungen: {actions.remind()}.")
