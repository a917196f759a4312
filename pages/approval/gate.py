"""Whether a text may be adopted or published, or whether the parties have first to agree to it (F10).

A correction of wording, which whoever publishes it calls minor, needs nobody's consent; sections that come, go or move and
other digits are none. What was signed outside the portal says so by its day of signing.
"""

from django.utils import timezone
from django.utils.translation import gettext as _

from pages.approval import queries
from pages.approval.sides import needs_consent
from pages.models import NormativePage, Version
from pages.versions.comparison import compare, is_editorial


def refusal(page: NormativePage, version: Version | None) -> str:
    """The reason, "" where nothing stands against it."""
    if version is not None and version.state == Version.State.ASKED:
        return queries.missing(version)
    stored = NormativePage.objects.filter(pk=page.pk, live=True, live_revision__isnull=False).first()
    if is_free(page, version, stored) or not needs_consent(page):
        return ""
    return _(
        "Diese Vereinbarung ändert sich erst, wenn alle zugestimmt haben, deren Zustimmung nötig ist. Bitte legen Sie die "
        "Fassung unter „Beteiligte“ vor. Ist sie schon unterschrieben, tragen Sie den neuen Tag der Unterzeichnung ein; "
        "ist es nur eine Berichtigung, kennzeichnen Sie sie so. Neue, entfallene oder verschobene Abschnitte und andere "
        "Zahlen sind keine Berichtigung."
    )


def is_free(page: NormativePage, version: Version | None, stored: NormativePage | None) -> bool:
    """Signed elsewhere, a mere correction, or the record of an agreement that is in force already."""
    if stored is None:
        comes = page.in_force_on is not None and page.in_force_on > timezone.localdate()
        return bool(page.signed_on) or not comes
    signed_anew = page.signed_on is not None and page.signed_on != stored.signed_on
    is_major = version.is_major if version is not None else page.change_is_major
    return signed_anew or (not is_major and is_editorial(compare(stored.outline(), page.outline())))
