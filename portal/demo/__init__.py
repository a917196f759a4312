"""The invented county of Rebental: documents, news and people to try the portal with. Never loaded outside DEBUG."""

from importlib import import_module

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from portal import extensions


def development_only() -> None:
    """CommandError outside DEBUG: the demo's passwords can be derived by anybody who can run a command."""
    if not settings.DEBUG:
        raise CommandError(
            _("Die Demodaten gibt es nur in der Entwicklung. Bitte mit DEBUG=1 und einem eigenen DATA_DIR starten.")
        )


def load_parts() -> int:
    """Loads the parts that are not there yet, one after the other; returns how many."""
    loaded = 0
    for part in map(import_module, extensions.demo_parts):
        if not part.is_loaded():
            part.load()
            loaded += 1
    return loaded
