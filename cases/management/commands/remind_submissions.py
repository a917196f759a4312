"""Reminds who must report and who must accept (F54)."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from cases.indicators import notifications


class Command(BaseCommand):
    help = "Erinnert an Kennzahlenmeldungen, die fällig sind oder auf Prüfung warten."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{notifications.remind()} Meldungen.")
