"""Every ten minutes: versions whose day has come."""

from typing import Any

from django.core.management.base import BaseCommand

from pages.versions import actions


class Command(BaseCommand):
    help = "Veröffentlicht Fassungen, die von heute an gelten, und nimmt zurück, was bis dahin nicht alle zugestimmt haben."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Fassungen, die jetzt gelten: {actions.take_effect()}.")
