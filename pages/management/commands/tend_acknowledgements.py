"""Once a day: which version is asked for, whose time is over, and what has been kept long enough."""

from typing import Any

from django.core.management.base import BaseCommand

from pages.reading import actions


class Command(BaseCommand):
    help = "Erinnert an überfällige Kenntnisnahmen und löscht, was lange genug aufbewahrt ist. Einmal am Tag aufrufen."

    def handle(self, *args: Any, **options: Any) -> None:
        actions.follow_all()
        gone, reminded = actions.forget_old(), actions.remind()
        self.stdout.write(f"Kenntnisnahmen: {reminded} Erinnerungen, {gone} gelöscht.")
