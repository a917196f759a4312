"""Once a day: meetings that the rhythm of an agreement demands."""

from typing import Any

from django.core.management.base import BaseCommand

from pages.meetings import actions


class Command(BaseCommand):
    help = "Stellt fest, für welche Vereinbarung ein Treffen ansteht. Einmal am Tag aufrufen."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Treffen, für die ein Termin fehlt, neu: {actions.follow_rhythm()}.")
