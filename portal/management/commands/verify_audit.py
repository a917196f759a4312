from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import conf
from portal.audit import trail
from portal.requests import health


class Command(BaseCommand):
    help = "Prüft die Kette des Protokolls; auch, ob etwas fehlt, was in den Ankern steht. Endet mit 1, wenn etwas nicht stimmt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchor", metavar="DATEI", help="die Datei, die anchor_audit fortschreibt; sonst AUDIT_ANCHORS"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        usual = conf.audit_anchors()
        # The usual file is not there before the first morning; one that was named must be.
        name = options["anchor"] or (str(usual) if usual.exists() else "")
        anchors = anchors_in(name) if name else []
        count, findings = trail.verify(anchors)
        for finding in findings:
            about = _("Eintrag %(number)d %(problem)s.") if finding.number else _("Der Anfang %(problem)s.")
            self.stderr.write(about % vars(finding))
        if findings:
            raise CommandError(_("Das Protokoll ist nicht unversehrt."), returncode=1)
        health.mark("verify_audit")
        self.stdout.write(
            ngettext("%(count)d Eintrag, unversehrt.", "%(count)d Einträge, unversehrt.", count) % {"count": count}
        )


def anchors_in(name: str) -> list[trail.Anchor]:
    try:
        return trail.read_anchors(Path(name).read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(
            _("%(file)s kann nicht gelesen werden: %(error)s") % {"file": name, "error": error.strerror}, returncode=2
        )
    except ValueError as error:
        raise CommandError(
            _("%(file)s, Zeile %(line)s: kein Anker. Erwartet: Tag, Nummer, Prüfsumme.")
            % {"file": name, "line": error},
            returncode=2,
        )
