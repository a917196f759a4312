"""Remarks at sections: written, answered, resolved, taken back. They outlive what the section says."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import Organisation
from pages.documents.sections import Section
from pages.models import NormativePage, Remark
from pages.proposals import access, drafts, notifications
from pages.proposals.errors import NotNow
from portal.audit import trail
from portal.models import User

RESOLVED = trail.register("remark.resolved", _("Anmerkung erledigt"), ("document",))
REMOVED = trail.register("remark.removed", _("Eigene Anmerkung gelöscht"), ("document",))


@transaction.atomic
def write(
    *,
    document: NormativePage,
    section: Section,
    version: int | None,
    text: str,
    organisation: Organisation | None,
    by: User,
) -> Remark:
    return Remark.objects.create(
        document=document,
        section=section.identity,
        cited=(section.citation or str(_("ohne Überschrift")))[:300],
        version=version,
        wording=drafts.text_of(section).digest,
        text=text.strip(),
        organisation=organisation,
        written_by=by,
    )


def held(pk: int) -> Remark:
    row: Remark = Remark.objects.select_for_update(of=("self",)).get(pk=pk)
    return row


@transaction.atomic
def answer(*, remark: Remark, text: str, organisation: Organisation | None, by: User) -> Remark:
    """Refused once the thread is resolved."""
    first = held(remark.pk)
    if first.parent_id is not None or first.resolved_at is not None:
        raise NotNow
    made = Remark.objects.create(
        document_id=first.document_id,
        section=first.section,
        cited=first.cited,
        version=first.version,
        wording=first.wording,
        parent=first,
        text=text.strip(),
        organisation=organisation,
        written_by=by,
    )
    notifications.remark_answered(made, but=by)
    return made


@transaction.atomic
def resolve(*, remark: Remark, by: User) -> bool:
    """False where that was done already."""
    row = held(remark.pk)
    if row.parent_id is not None or not access.may_resolve(row, by):
        raise NotNow
    if row.resolved_at is not None:
        return False
    row.resolved_at, row.resolved_by = timezone.now(), by
    row.save()
    trail.record(RESOLVED, by, about=("remark", row.pk), details={"document": row.document_id})
    return True


@transaction.atomic
def remove(*, remark: Remark, by: User) -> None:
    """One's own alone. What others have answered stays, under an empty place."""
    row = held(remark.pk)
    if row.written_by_id != by.pk or row.removed_at is not None:
        raise NotNow
    trail.record(REMOVED, by, about=("remark", row.pk), details={"document": row.document_id})
    if row.answers.exists():
        row.text, row.removed_at = "", timezone.now()
        row.save()
    else:
        row.delete()
