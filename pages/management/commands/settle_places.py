from typing import Any

from django.core.management.base import BaseCommand

from pages.registration import actions


class Command(BaseCommand):
    help = "Lässt Angebote verfallen, die niemand angenommen hat, und bietet freie Plätze der Warteliste an. Darf wiederholt werden."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{actions.settle_due()} Schritte.")
