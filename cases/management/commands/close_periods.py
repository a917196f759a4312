"""Locks what is over, and forgets who tallied on past days (F53, R42)."""

from typing import Any

from django.core.management.base import BaseCommand

from cases.indicators import period_actions, tally_actions


class Command(BaseCommand):
    help = "Sperrt abgelaufene Berichtszeiträume und löst Striche vergangener Tage von der Person, die sie gemacht hat."

    def handle(self, *args: Any, **options: Any) -> None:
        locked, forgotten = period_actions.lock_periods(), tally_actions.forget_who()
        self.stdout.write(f"{locked} Zeiträume gesperrt, {forgotten} Striche ohne Person.")
