"""Once a day: one mail to whoever follows something that has changed, and wants it collected."""

from typing import Any

from django.core.management.base import BaseCommand

from pages.reading import follow_actions


class Command(BaseCommand):
    help = "Verschickt gesammelte Mails über Änderungen an dem, was jemand verfolgt. Einmal am Tag aufrufen."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Gesammelte Mails über Änderungen: {follow_actions.send_digests()}.")
