"""Once a day: how everybody stands with the required trainings; old entries of the record are deleted."""

from typing import Any

from django.core.management.base import BaseCommand

from pages.training import actions


class Command(BaseCommand):
    help = "Stellt fest, wem welche Fortbildung fehlt, und löscht Einträge nach ihrer Frist. Einmal am Tag aufrufen."

    def handle(self, *args: Any, **options: Any) -> None:
        gone, missing = actions.forget_old(), actions.follow_rules()
        self.stdout.write(f"Fortbildungen: {missing} offen, {gone} alte Einträge gelöscht.")
