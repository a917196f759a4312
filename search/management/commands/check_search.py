import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from search import indexing
from search.engines import get_engine

SHOWN = 20


class Command(BaseCommand):
    help = "Vergleicht Datenbank und Suchindex. Ende mit 1, wenn sie sich unterscheiden."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="schreibt neu, was sich unterscheidet")
        parser.add_argument("--json", action="store_true", help="Ergebnis als JSON, für Programme")

    def handle(self, *args: Any, **options: Any) -> None:
        is_complete = get_engine().is_complete()
        differences = indexing.differences()
        is_equal = is_complete and not differences.owners()
        repaired = False
        if options["repair"] and not is_equal:
            repaired = self.repair(differences, is_complete=is_complete)
        if options["json"]:
            self.stdout.write(
                json.dumps(told(differences, is_complete=is_complete, repaired=repaired), ensure_ascii=False)
            )
        elif options["verbosity"]:
            self.say(differences, is_complete=is_complete, repaired=repaired)
        if not (is_equal or repaired):
            sys.exit(1)

    def repair(self, differences: indexing.Differences, *, is_complete: bool) -> bool:
        if is_complete:
            indexing.repair(differences)
        else:
            indexing.rebuild()
        return get_engine().is_complete() and not indexing.differences().owners()

    def say(self, differences: indexing.Differences, *, is_complete: bool, repaired: bool) -> None:
        if not is_complete:
            self.stdout.write(_("Der Suchindex fehlt oder ist nicht vollständig aufgebaut."))
        for label, owners in (
            (_("Fehlt im Index"), differences.missing),
            (_("Veraltet im Index"), differences.outdated),
            (_("Zu viel im Index"), differences.surplus),
        ):
            for owner in owners[:SHOWN]:
                self.stdout.write(f"{label}: {owner}")
            if len(owners) > SHOWN:
                more = len(owners) - SHOWN
                self.stdout.write(
                    ngettext("… und %(count)d weiterer.", "… und %(count)d weitere.", more) % {"count": more}
                )
        self.stdout.write(verdict(differences, is_complete=is_complete, repaired=repaired))


def verdict(differences: indexing.Differences, *, is_complete: bool, repaired: bool) -> str:
    count = len(differences.owners())
    if is_complete and not count:
        return _("Datenbank und Suchindex stimmen überein.")
    if repaired:
        return _("Der Suchindex ist nun in Ordnung.")
    differing = ngettext("%(count)d Eintrag unterscheidet sich.", "%(count)d Einträge unterscheiden sich.", count) % {
        "count": count
    }
    advice = _("„manage.py check_search --repair“ behebt das.")
    return f"{differing} {advice}"


def told(differences: indexing.Differences, *, is_complete: bool, repaired: bool) -> dict[str, Any]:
    return {
        "complete": is_complete,
        "missing": list(differences.missing),
        "outdated": list(differences.outdated),
        "surplus": list(differences.surplus),
        "repaired": repaired,
    }
