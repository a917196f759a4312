"""The invented county of Rebental: documents, news and people to try the portal with. Never loaded outside DEBUG."""

from importlib import import_module

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _


def development_only() -> None:
    """CommandError outside DEBUG: the demo's passwords can be derived by anybody who can run a command."""
    if not settings.DEBUG:
        raise CommandError(
            _("Die Demodaten gibt es nur in der Entwicklung. Bitte mit DEBUG=1 und einem eigenen DATA_DIR starten.")
        )


_parts: dict[str, int] = {}


def register(module: str, order: int = 0) -> None:
    """Adds a part of the demo: a module with `is_loaded()` and `load()`, imported only when the demo is loaded.

    Parts that build on others have a higher `order`.
    """
    _parts.setdefault(module, order)


def load_parts() -> int:
    """Loads the parts that are not there yet, one after the other; returns how many."""
    count = 0
    for part in map(import_module, sorted(_parts, key=lambda name: _parts[name])):
        if not part.is_loaded():
            part.load()
            count += 1
    return count
