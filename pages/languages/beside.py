"""What the page of a document says of its languages: a tab, a line for each, and a way from each translated section to the original beside it."""

from collections.abc import Callable, Iterator

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from pages.documents.extensions import SectionLink, Tab
from pages.documents.facts_box import Fact
from pages.documents.sections import Section
from pages.languages import queries
from pages.languages.words import in_words
from pages.models import NormativePage
from portal.navigation import reverse_or_none

TAB = "languages"


def is_translation(page: NormativePage) -> bool:
    return bool(page.locale.language_code != queries.original_language())


def tabs(page: NormativePage) -> Iterator[Tab]:
    """One query. The original of a translation is always there: a translation never outlives it."""
    if reverse_or_none("languages:side_by_side", page.pk) is None:
        return
    if is_translation(page) or queries.published_versions(page).exclude(pk=page.pk).exists():
        yield Tab(TAB, _("Zweisprachig"), reverse("languages:side_by_side", args=[page.pk]), order=20)


def facts(page: NormativePage) -> Iterator[Fact]:
    """A line for each language that the original can be read in, with how far that is; one query."""
    for row in () if is_translation(page) else queries.readable_progress(page):
        code, words = row.page.locale.language_code, in_words(row)
        link = format_html('<a href="{}" hreflang="{}">{}</a>', row.page.get_url() or "", code, words)
        yield Fact(queries.language_of(code).name, (link,))


def section_links(page: NormativePage) -> Callable[[Section], SectionLink | None]:
    url = reverse_or_none("languages:side_by_side", page.pk) if is_translation(page) else None
    label = _("auf Deutsch daneben")

    def link(section: Section) -> SectionLink | None:
        return SectionLink(label, f"{url}#{section.anchor}") if url else None

    return link
