from typing import Any

from django.core.management.base import BaseCommand

from pages.exports import big


class Command(BaseCommand):
    help = "Löscht angeforderte große Dateien nach einem Tag. Darf wiederholt werden."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{big.purge()} gelöscht.")
