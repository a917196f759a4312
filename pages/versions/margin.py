"""In the margin of a section: that it changed with the version that counts today, and the way to what it said before."""

from collections.abc import Mapping, Sequence

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from pages.documents.extensions import Document, SectionNote, Tab
from pages.documents.originals import original_of
from pages.documents.sections import Section
from pages.models import Version
from pages.versions import changes, queries
from pages.versions.comparison import Change, SectionChange
from portal.navigation import reverse_or_none

ORDER = 10


def notes(page: Document) -> Mapping[str, Sequence[SectionNote]]:
    original = original_of(page)
    rows = [row for row in queries.history(original) if row.status == queries.IN_FORCE] if original else []
    if not rows or rows[0].before is None:
        return {}
    old, new = rows[0].before, rows[0].version
    address = reverse_or_none("versions:comparison", new.document_id) or ""
    query = f"{address}?von={old.number}&bis={new.number}"
    return {
        change.new.identity: [note(change, new, f"{query}#{change.new.anchor}")]
        for change in changes.comparison(old, new).changed
        if change.new is not None and sentence(change, new)
    }


def note(change: SectionChange[Section], version: Version, url: str) -> SectionNote:
    context = {"sentence": sentence(change, version), "url": url, "is_reworded": change.has(Change.REWORDED)}
    html = render_to_string("pages/versions/includes/changed_note.html", context)
    return SectionNote(mark_safe(html), ORDER)  # a template has escaped it


def sentence(change: SectionChange[Section], version: Version) -> str:
    """The weightiest of its changes; none for what only looks different."""
    patterns = {
        Change.ADDED: gettext("Neu in Fassung %(number)s"),
        Change.REWORDED: gettext("Geändert in Fassung %(number)s"),
        Change.MOVED: gettext("Verschoben in Fassung %(number)s"),
        Change.RENUMBERED: gettext("Neue Ziffer seit Fassung %(number)s"),
    }
    pattern = next((text for kind, text in patterns.items() if change.has(kind)), "")
    return pattern % {"number": version.number} if pattern else ""


def tabs(page: Document) -> list[Tab]:
    """From the second version on."""
    original = original_of(page)
    url = reverse_or_none("versions:comparison", original.pk) if original is not None else None
    if original is None or not url or original.versions.adopted().count() < 2:
        return []
    return [Tab("comparison", gettext("Vergleich"), url, order=20)]
