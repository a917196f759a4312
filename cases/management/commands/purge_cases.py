from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from cases.models import RetentionPeriod
from cases.referrals import retention_actions
from portal.requests import health


class Command(BaseCommand):
    help = "Löscht im geschützten Bereich, wessen Aufbewahrungsfrist abgelaufen ist. Nennt nur Zahlen; beliebig oft."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="nur zählen")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = retention_actions.purge(is_dry=options["dry_run"])
        for subject in RetentionPeriod.Subject:
            if counts[subject]:
                self.stdout.write(f"{counts[subject]} {subject.label}")
        said = _("%(count)d wären zu löschen.") if options["dry_run"] else _("%(count)d gelöscht.")
        self.stdout.write(said % {"count": counts.total()})
        if not options["dry_run"]:
            health.mark("purge_cases")
