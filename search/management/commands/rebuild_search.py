from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from search import indexing


class Command(BaseCommand):
    help = "Baut den Suchindex neben dem laufenden neu auf und schaltet dann um."

    def handle(self, *args: Any, **options: Any) -> None:
        count = indexing.rebuild()
        if options["verbosity"]:
            self.stdout.write(
                _("Suchindex neu aufgebaut: %(documents)d Dokumente und Abschnitte in %(passages)d Textstellen.")
                % {"documents": count.documents, "passages": count.passages}
            )
