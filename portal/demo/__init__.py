"""The invented county of Rebental: documents, news and people to try the portal with. Never loaded outside DEBUG."""

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _


def development_only() -> None:
    """CommandError outside DEBUG: the demo's passwords can be derived by anybody who can run a command."""
    if not settings.DEBUG:
        raise CommandError(
            _("Die Demodaten gibt es nur in der Entwicklung. Bitte mit DEBUG=1 und einem eigenen DATA_DIR starten.")
        )
