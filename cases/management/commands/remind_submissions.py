"""Reminds who must report or prove the use of funds, and who must accept (F54, F68)."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from cases.indicators import notifications
from cases.indicators.proof_of_use import actions
from cases.indicators.proof_of_use import notifications as proof_notifications


class Command(BaseCommand):
    help = "Erinnert an Kennzahlenmeldungen und Verwendungsnachweise, die fällig sind oder auf Prüfung warten."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        actions.owe()
        self.stdout.write(f"{notifications.remind()} Meldungen, {proof_notifications.remind()} Verwendungsnachweise.")
