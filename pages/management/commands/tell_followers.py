"""Every ten minutes: changes of which those who follow have not been told, because the queue was away."""

from typing import Any

from django.core.management.base import BaseCommand

from pages.reading import follow_actions


class Command(BaseCommand):
    help = "Holt Mails nach, die wegen einer neuen Fassung sofort gehen sollten."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Mails an Folgende: {follow_actions.tell_all()}.")
