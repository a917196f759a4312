"""Where following begins on the page of a document: above the text, and below each section. Costs no query."""

from collections.abc import Callable

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from pages.documents.extensions import SectionLink
from pages.documents.sections import Section
from pages.models import NormativePage
from portal.navigation import reverse_or_none


def above_text(_request: HttpRequest, page: NormativePage) -> SafeString:
    url = reverse_or_none("following:document", page.pk)
    return mark_safe(render_to_string("pages/reading/includes/follow_line.html", {"url": url}) if url else "")


def below_sections(page: NormativePage) -> Callable[[Section], SectionLink | None]:
    url, label = reverse_or_none("following:document", page.pk), gettext("Folgen")

    def link(section: Section) -> SectionLink | None:
        return SectionLink(label, f"{url}?abschnitt={section.identity}", "flag") if url else None

    return link
