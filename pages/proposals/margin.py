"""What the page of a document shows of proposals and remarks: a tab, notes beside sections, links below them."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Locale

from pages.documents.extensions import SectionLink, SectionNote, Tab
from pages.documents.sections import Section
from pages.models import NormativePage
from pages.proposals import queries
from portal.navigation import reverse_or_none

TAB = "proposals"
ORDER = 40


def is_original(page: NormativePage) -> bool:
    """Proposals and remarks are about the text that binds."""
    return page.locale_id == Locale.get_default().pk and reverse_or_none("proposals:index", page.pk) is not None


def tabs(page: NormativePage) -> Iterator[Tab]:
    if is_original(page):
        number = queries.open_number(page)
        yield Tab(TAB, _("Änderungswünsche"), reverse("proposals:index", args=[page.pk]), ORDER, number)


def asked(page: NormativePage, name: str, identity: str) -> str:
    return f"{reverse(f'proposals:{name}', args=[page.pk])}?{urlencode({'abschnitt': identity})}"


def section_links(page: NormativePage) -> Callable[[Section], SectionLink | None]:
    if not is_original(page):
        return lambda section: None
    return lambda section: SectionLink(_("Änderung vorschlagen"), asked(page, "new", section.identity), "edit")


def remark_links(page: NormativePage) -> Callable[[Section], SectionLink | None]:
    if not is_original(page):
        return lambda section: None
    return lambda section: SectionLink(_("Anmerken"), asked(page, "remarks", section.identity), "add_comment")


def section_notes(page: NormativePage) -> Mapping[str, Sequence[SectionNote]]:
    if not is_original(page):
        return {}
    return {identity: [note(page, identity, *numbers)] for identity, numbers in queries.at_sections(page).items()}


def note(page: NormativePage, identity: str, proposals: int, remarks: int) -> SectionNote:
    said = []
    if proposals:
        words = ngettext("%(n)d Änderungswunsch offen", "%(n)d Änderungswünsche offen", proposals)
        said.append((asked(page, "index", identity), words % {"n": proposals}))
    if remarks:
        words = ngettext("%(n)d Anmerkung", "%(n)d Anmerkungen", remarks)
        said.append((asked(page, "remarks", identity), words % {"n": remarks}))
    return SectionNote(
        format_html('<ul class="plain">{}</ul>', format_html_join("", '<li><a href="{}">{}</a></li>', said)), ORDER
    )
