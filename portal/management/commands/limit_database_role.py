from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit import database_role


class Command(BaseCommand):
    help = "Gibt der Rolle, mit der das Portal sich an PostgreSQL anmeldet, die nötigen Rechte, aber keines, das Protokoll zu ändern (R46). Nach jedem migrate und mit dessen Rolle ausführen; kann wiederholt werden."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", metavar="ROLLE", help="Name der Rolle, die es schon gibt")

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        try:
            with transaction.atomic():
                database_role.limit(role)
        except database_role.NotLimitableError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            _("Die Rolle „%(role)s“ liest und ergänzt das Protokoll und ändert es nicht.") % {"role": role}
        )
