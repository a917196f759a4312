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
            is_new = not loading.is_loaded()
            if is_new:
                loading.load()
            is_new = demo.load_parts() > 0 or is_new
        self.stdout.write("Der Demokreis ist geladen." if is_new else "Der Demokreis ist schon geladen.")
