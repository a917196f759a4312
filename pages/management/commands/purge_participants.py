from typing import Any

from django.core.management.base import BaseCommand

from pages.registration import retention


class Command(BaseCommand):
    help = "Löscht die Teilnehmenden lange vergangener Termine; Zahlen je Organisation bleiben. Darf wiederholt werden."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{retention.purge()} gelöscht.")
