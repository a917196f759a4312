import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from portal import conf
from portal.audit import trail


class Command(BaseCommand):
    help = "Schreibt den Kopf des Protokolls in eine Datei außerhalb der Datenbank; täglich aufzurufen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file",
            metavar="DATEI",
            nargs="?",
            help="wird fortgeschrieben, eine Zeile je Aufruf; „-“ für die Ausgabe; sonst AUDIT_ANCHORS",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        head = trail.head_anchor()
        if head is None:
            self.stderr.write(_("Das Protokoll ist noch leer; es gibt nichts zu verankern."))
        elif options["file"] == "-":
            self.stdout.write(head.line())
        else:
            append(Path(options["file"] or conf.audit_anchors()), head.line())


def append(path: Path, line: str) -> None:
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise CommandError(
            _("%(file)s kann nicht geschrieben werden: %(error)s") % {"file": path, "error": error.strerror},
            returncode=2,
        )
