from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from search import indexing
from search.engines import get_engine
from search.language import thesaurus


class Command(BaseCommand):
    help = "Baut den Suchindex neben dem laufenden neu auf und schaltet dann um."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-needed", action="store_true", help="nur, wenn der Index fehlt oder unvollständig ist")

    def handle(self, *args: Any, **options: Any) -> None:
        thesaurus.prepare()
        if options["if_needed"] and get_engine().is_complete():
            return
        count = indexing.rebuild()
        if options["verbosity"]:
            self.stdout.write(
                _("Suchindex neu aufgebaut: %(documents)d Dokumente und Abschnitte in %(passages)d Textstellen.")
                % {"documents": count.documents, "passages": count.passages}
            )
