"""The state of a translation in words."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pages.models import TranslationProgress


def in_words(progress: TranslationProgress) -> str:
    """ "3 Abschnitte älter, 1 fehlt"; "aktuell" where nothing is to be said."""
    return ", ".join(parts(progress)) or _("aktuell")


def parts(progress: TranslationProgress) -> Iterator[str]:
    if progress.outdated:
        yield counted(ngettext("%(n)s Abschnitt älter", "%(n)s Abschnitte älter", progress.outdated), progress.outdated)
    if progress.missing:
        yield counted(ngettext("%(n)s Abschnitt fehlt", "%(n)s Abschnitte fehlen", progress.missing), progress.missing)
    if progress.machine:
        yield counted(
            ngettext("%(n)s Abschnitt nicht geprüft", "%(n)s Abschnitte nicht geprüft", progress.machine),
            progress.machine,
        )


def counted(pattern: str, number: int) -> str:
    return pattern % {"n": number}
