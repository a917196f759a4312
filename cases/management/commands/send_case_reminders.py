from typing import Any

from django.core.management.base import BaseCommand

from cases.referrals.consent_actions import expire_consents
from cases.referrals.reminder_actions import send_reminders


class Command(BaseCommand):
    help = "Schließt, was mit seiner Einwilligung abgelaufen ist, und erinnert an Antworten: Fachkraft, Vertretung, Koordination. Darf mehrfach laufen."

    def handle(self, **_options: Any) -> None:
        ended = expire_consents()
        counts = send_reminders()
        self.stdout.write(
            f"abgelaufen: {ended}, erinnert: {counts['reminded']}, "
            f"an die Vertretung: {counts['deputy']}, an die Koordination: {counts['coordinator']}"
        )
