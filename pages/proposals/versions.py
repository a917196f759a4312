"""Which version somebody reads, and what becomes of proposals when one is in force."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from pages.models import NormativePage, Proposal, Version
from pages.proposals import actions
from pages.versions import queries as versions
from portal.navigation import reverse_or_none


def version_read(document: NormativePage) -> int | None:
    """The number of the one in force; None while there is none."""
    version = versions.in_force(document)
    return version.number if version is not None else None


def follow(version: Version) -> None:
    """It has come into force."""
    actions.complete(document=version.document, sections=version.outline(), version=version.number)


def note(version: Version) -> SafeString:
    """In the history: what of it partners have proposed."""
    if reverse_or_none("proposals:index", version.document_id) is None:
        return mark_safe("")
    rows = Proposal.objects.filter(document=version.document_id, done_in=version.number).order_by("proposed_at", "pk")
    links = [(reverse("proposals:proposal", args=[row.document_id, row.pk]), row.cited) for row in rows]
    if not links:
        return mark_safe("")
    listed = format_html_join(", ", '<a href="{}">{}</a>', links)
    return format_html('<p class="small">{} {}</p>', _("Umgesetzte Änderungswünsche:"), listed)
