"""The invented county of Rebental. Safe to repeat: what was loaded once is left as it is, edits and deletions included."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from portal import demo


class Command(BaseCommand):
    help = "Lädt den erfundenen Landkreis Rebental: Vereinbarungen, Neuigkeiten, Konten. Nur mit DEBUG."

    def handle(self, *args: Any, **options: Any) -> None:
        demo.development_only()
        from portal.demo import loading

        with override("de"):
            if loading.is_loaded():
                self.stdout.write("Der Demokreis ist schon geladen.")
                return
            loading.load()
        self.stdout.write("Der Demokreis ist geladen.")
