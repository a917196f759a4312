"""Forgets what signing in no longer needs: attempts, places, ended sessions, used links, mails that nobody could take. Daily."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal import mail
from portal.identity import login_throttle
from portal.models import FactorReset, Invitation, PasswordRequest, Session

LINKS_KEPT = dt.timedelta(days=30)


class Command(BaseCommand):
    help = "Löscht, was die Anmeldung nicht mehr braucht: Versuche, Orte, beendete Anmeldungen, alte Links. Täglich."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        gone = login_throttle.delete_old()
        gone += Session.objects.filter(expire_date__lt=now).delete()[0]
        gone += Invitation.objects.filter(expires_at__lt=now - LINKS_KEPT).delete()[0]
        gone += PasswordRequest.objects.filter(asked_at__lt=now - dt.timedelta(days=1)).delete()[0]
        gone += FactorReset.objects.filter(expires_at__lt=now - LINKS_KEPT).delete()[0]
        waiting = mail.resume()
        if options["verbosity"]:
            self.stdout.write(f"{gone} gelöscht, {waiting} Nachrichten warten noch.")
