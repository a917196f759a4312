"""The search port's engines: which there are, and the one this installation uses."""

from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from portal import conf
from search.documents import Engine


class NotConfiguredError(Exception):
    """The engine asked for is not set up here; the message says what to do."""


def get_engine(name: str = "embedded") -> Engine:
    if name != "embedded":
        raise NotConfiguredError(
            _("Die Suchmaschine „%(name)s“ ist hier nicht eingerichtet. Bitte „--engine embedded“ wählen.")
            % {"name": name}
        )
    return in_file(conf.search_index())


@lru_cache(maxsize=8)
def in_file(path: Path) -> Engine:
    from .embedded import EmbeddedEngine

    return EmbeddedEngine(path)
