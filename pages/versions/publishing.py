"""What the editor publishes, or plans to, becomes a version by itself; what parties have still to agree to is not published."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from pages.documents.originals import is_original
from pages.documents.publication import PublicationRefused
from pages.models import NormativePage, Version
from pages.versions import extensions, queries
from pages.versions.actions import PUBLISHED, lock, next_number, started, text_of
from portal.audit import trail
from portal.models import User

State = Version.State


def refuse(page: NormativePage, revision: Revision | None, by: User | None) -> None:
    """Raises PublicationRefused. A text that counts already, or was planned when nothing was against it, passes."""
    if not is_original(page):
        return
    # Made and published in one go, a page is live before it has been published.
    stored = NormativePage.objects.filter(pk=page.pk, live=True, live_revision__isnull=False).first()
    digest = text_of(page)
    if stored is not None and text_of(stored) == digest:
        return
    rows = Version.objects.filter(document=page.pk).exclude(state=State.WITHDRAWN)
    if any(row.is_scheduled and row.began_at is None and row.digest == digest for row in rows):
        return
    reason = refusal(page, list(rows))
    if reason:
        raise PublicationRefused(reason)


def refuse_draft(page: NormativePage, _revision: Revision | None, _by: User | None) -> None:
    """Raises PublicationRefused where the text changes that parties are reading to agree to it."""
    asked = Version.objects.filter(document=page.pk, state=State.ASKED).first()
    if asked is not None and asked.digest != text_of(page):
        raise PublicationRefused(
            _(
                "Dieser Text liegt den Beteiligten zur Zustimmung vor und bleibt bis dahin, wie er ist. Um ihn zu ändern, "
                "nehmen Sie die Fassung unter „Verlauf“ zurück; die Zustimmungen verfallen dann."
            )
        )


def refusal(page: NormativePage, rows: list[Version]) -> str:
    if any(row.state == State.ASKED for row in rows):
        return _(
            "Die nächste Fassung liegt den Beteiligten zur Zustimmung vor. Veröffentlicht wird sie, wenn alle nötigen "
            "Zustimmungen da sind und ihr Tag gekommen ist."
        )
    planned = page.go_live_at
    if planned and planned > timezone.now():
        day = timezone.localdate(planned)
        if any(row.effective_on == day and not row.is_scheduled for row in rows):
            return _("Von diesem Tag an gilt schon eine andere Fassung. Bitte wählen Sie einen anderen Tag.")
    return next((reason for gate in extensions.gates if (reason := gate(page, None))), "")


@transaction.atomic
def record(page: NormativePage, revision: Revision, by: User | None) -> None:
    """After a publication, or after it was planned (`approved_go_live_at`)."""
    if not is_original(page):
        return
    document = lock(page)
    planned = Revision.objects.values_list("approved_go_live_at", flat=True).get(pk=revision.pk)
    day = timezone.localdate(planned) if planned else timezone.localdate()
    digest = text_of(page)
    if planned:
        withdraw_planned(document, revision)
    current = queries.in_force(document, day)
    if current is not None and current.digest == digest:
        if current.began_at is None and not planned:
            started(current)
        return
    version = row_for(document, page, day, is_first_text=current is None)
    fill(version, page, revision, digest, by)
    version.is_scheduled = planned is not None
    version.save()
    trail.record(PUBLISHED, by, about=("version", version.pk), details={"digest": digest})
    if not planned:
        started(version)


def withdraw_planned(document: NormativePage, revision: Revision) -> None:
    """Wagtail plans one publication at a time: a new plan takes the place of the one before."""
    rows = document.versions.adopted().filter(is_scheduled=True, began_at=None)
    rows.exclude(revision=revision.pk).update(state=State.WITHDRAWN)


def row_for(document: NormativePage, page: NormativePage, day: dt.date, *, is_first_text: bool) -> Version:
    """What is corrected on its first day, or before the document counts at all, stays the same version."""
    rows = document.versions.exclude(state=State.WITHDRAWN)
    same = rows.filter(effective_on=day).first()
    first = rows.adopted().order_by("effective_on").first() if is_first_text else None
    if same or first:
        return same or first  # type: ignore[return-value]  # one of them
    start = page.in_force_on if is_first_text and page.in_force_on else day
    return Version(document=document, number=next_number(document), effective_on=start, is_major=is_first_text)


def fill(version: Version, page: NormativePage, revision: Revision, digest: str, by: User | None) -> None:
    version.revision, version.digest, version.state = revision, digest, State.ADOPTED
    version.is_major = version.is_major or page.change_is_major
    version.note, version.reason, version.decision = page.change_note, page.change_reason, page.change_decision
    version.adopted_at, version.adopted_by = timezone.now(), by
    version.created_by = version.created_by or by
