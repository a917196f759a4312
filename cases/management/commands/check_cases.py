from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cases.referrals import retention_actions


class Command(BaseCommand):
    help = "Zählt im geschützten Bereich Dateien ohne Eintrag und Einträge ohne Datei; beide sollen 0 sein."

    def handle(self, *args: Any, **options: Any) -> None:
        files, rows = retention_actions.orphans()
        said = _("%(files)d Dateien ohne Eintrag, %(rows)d Einträge ohne Datei.") % {"files": len(files), "rows": rows}
        if files or rows:
            raise CommandError(said, returncode=1)
        self.stdout.write(said)
