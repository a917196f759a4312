from typing import Any

from django.core.management.base import BaseCommand

from pages.importer import actions, tasks


class Command(BaseCommand):
    help = (
        "Nimmt liegen gebliebene Dokumente wieder auf und löscht eingelesene nach einer Woche. Darf wiederholt werden."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        purged = actions.purge()
        self.stdout.write(f"{tasks.take_up()} wieder aufgenommen, {purged} gelöscht.")
