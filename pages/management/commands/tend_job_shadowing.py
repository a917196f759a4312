from typing import Any

from django.core.management.base import BaseCommand

from pages.job_shadowing import tending


class Command(BaseCommand):
    help = "Hospitationen: schließt, was vorbei ist, erinnert, löscht nach Frist. Läuft stündlich von selbst."

    def handle(self, *args: Any, **options: Any) -> None:
        closed, reminded, purged = tending.close_passed(), tending.remind(), tending.purge()
        self.stdout.write(f"{closed} geschlossen, {reminded} erinnert, {purged} gelöscht")
