"""What the page of a document shows of proposals and remarks: a tab, notes beside sections, links below them."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pages.documents.extensions import SectionLink, SectionNote, Tab
from pages.documents.originals import original_of
from pages.documents.sections import Section
from pages.models import NormativePage
from pages.proposals import queries
from portal.navigation import reverse_or_none

TAB = "proposals"
ORDER = 40


def bound_text(page: NormativePage) -> NormativePage | None:
    """Proposals and remarks are about the text that binds, also where a translation of it is read."""
    original = original_of(page)
    return original if original is not None and reverse_or_none("proposals:index", original.pk) else None


def tabs(page: NormativePage) -> Iterator[Tab]:
    """What is open is counted for the document itself: a translation may be open to others."""
    original = bound_text(page)
    if original is not None:
        number = queries.open_number(original) if original.pk == page.pk else 0
        yield Tab(TAB, _("Änderungswünsche"), reverse("proposals:index", args=[original.pk]), ORDER, number)


def asked(page: NormativePage, name: str, identity: str) -> str:
    return f"{reverse(f'proposals:{name}', args=[page.pk])}?{urlencode({'abschnitt': identity})}"


def section_links(page: NormativePage) -> Callable[[Section], SectionLink | None]:
    original = bound_text(page)
    if original is None:
        return lambda section: None
    return lambda section: SectionLink(_("Änderung vorschlagen"), asked(original, "new", section.identity), "edit")


def remark_links(page: NormativePage) -> Callable[[Section], SectionLink | None]:
    original = bound_text(page)
    if original is None:
        return lambda section: None
    return lambda section: SectionLink(_("Anmerken"), asked(original, "remarks", section.identity), "add_comment")


def section_notes(page: NormativePage) -> Mapping[str, Sequence[SectionNote]]:
    original = bound_text(page)
    if original is None or original.pk != page.pk:
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
