"""What editors say of the terms of a document."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pages.models import DefinedTerm, NormativePage
from portal.audit import trail
from portal.models import User

ADDED = trail.register("definition.added", _("Begriff erklärt"), ("document",))
REFUSED = trail.register("definition.refused", _("Begriff abgelehnt"), ("document",))
REMOVED = trail.register("definition.removed", _("Angabe zu einem Begriff entfernt"), ("document",))


@transaction.atomic
def add(*, document: NormativePage, term: str, text: str, section: str, by: User) -> DefinedTerm:
    """Takes the place of what was said of the term before."""
    return said(ADDED, document, term, {"text": text, "section": section, "is_refused": False}, by)


@transaction.atomic
def refuse(*, document: NormativePage, term: str, by: User) -> DefinedTerm:
    return said(REFUSED, document, term, {"text": "", "section": "", "is_refused": True}, by)


def said(action: str, document: NormativePage, term: str, values: dict[str, object], by: User) -> DefinedTerm:
    row, _is_new = DefinedTerm.objects.update_or_create(page=document, term=term, defaults={**values, "created_by": by})
    trail.record(action, by, about=("defined_term", row.pk), details={"document": document.pk})
    return row


@transaction.atomic
def remove(*, row: DefinedTerm, by: User) -> None:
    """What the text says counts again."""
    trail.record(REMOVED, by, about=("defined_term", row.pk), details={"document": row.page_id})
    row.delete()
