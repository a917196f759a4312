"""Links to the files of a document on its page."""

from collections.abc import Callable

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from pages.documents.extensions import Document, SectionLink
from pages.documents.sections import Section

PLACE = "abschnitt-hier"


def section_links(page: Document) -> Callable[[Section], SectionLink | None]:
    """None where a foreign project does not give out files."""
    label, pattern = _("Abschnitt drucken"), section_address(page)

    def link(section: Section) -> SectionLink | None:
        if not section.identity or not pattern:
            return None
        return SectionLink(label, pattern.replace(PLACE, section.identity), "print")

    return link


def section_address(page: Document) -> str:
    """Looked up once for all sections of a document."""
    try:
        return reverse("exports:section", args=[page.pk, PLACE])
    except NoReverseMatch:
        return ""
