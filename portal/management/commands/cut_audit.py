import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.audit import retention

LEAST_DAYS = 90


class Command(BaseCommand):
    help = "Kürzt das Protokoll um das, dessen Aufbewahrungsfrist um ist; hält im Protokoll fest, was wegfiel."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--older-than", type=int, required=True, metavar="TAGE", help=f"mindestens {LEAST_DAYS} Tage"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["older_than"] < LEAST_DAYS:
            raise CommandError(
                _("Einträge bleiben mindestens %(days)d Tage. Es wurde nichts gelöscht.") % {"days": LEAST_DAYS}
            )
        moment = timezone.now() - dt.timedelta(days=options["older_than"])
        count = retention.cut_before(moment, by=None)
        self.stdout.write(
            ngettext("%(count)d Eintrag gelöscht.", "%(count)d Einträge gelöscht.", count) % {"count": count}
        )
