"""Once a day: reminders of the round, of notices that are due, and of substitutes from week 7."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from directory.upkeep import notice_actions, round_actions


class Command(BaseCommand):
    help = "Erinnert an Bestätigungen, Personalmeldungen und Vertretungen ab Woche 7. Einmal am Tag aufrufen."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        asked, due = round_actions.remind(), notice_actions.remind_of_what_is_due()
        self.stdout.write(f"Erinnerungen: {asked} an die Bestätigung, {due} an Meldungen und Vertretungen.")
