"""What stands around everything that belongs to one document: title, state and tabs."""

from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from pages.documents import extensions
from pages.documents.extensions import Document, SectionLink, SectionNote, Tab
from pages.documents.sections import Section

TEXT = "text"
PERSONAL_PLACE: SafeString = mark_safe("<!--fuer-die-person-->")


def framed(page: Document, tab: str = TEXT) -> dict[str, Any]:
    """The context of `pages/documents/frame.html`, for a page that is open under that tab."""
    said = {name: fact for part in extensions.version_facts for name, fact in part(page).items()} if page.pk else {}
    return {
        **said,
        "page": page,
        "status": page.status(),
        "since": page.since(),
        "validity": page.validity(),
        "cite_name": page.cite_name(),
        "tabs": tabs_of(page),
        "tab": tab,
    }


def tabs_of(page: Document) -> list[Tab]:
    """Nothing where the text is all there is."""
    others = [tab for part in extensions.tabs for tab in part(page)] if page.pk else []
    first = Tab(TEXT, gettext("Text"), page.get_url() or "", order=0)
    return sorted([first, *others], key=lambda tab: tab.order) if others else []


def notes_of(page: Document) -> dict[str, list[SectionNote]]:
    """By identity of the section, in the order of their parts."""
    notes: dict[str, list[SectionNote]] = {}
    for part in extensions.section_notes if page.pk else ():
        for identity, said in part(page).items():
            notes.setdefault(identity, []).extend(said)
    return {identity: sorted(said, key=lambda note: note.order) for identity, said in notes.items()}


def links_of(page: Document, section: Section, makers: list[Any]) -> list[SectionLink]:
    return [link for make in makers if (link := make(section)) is not None]


def beside(page: Document, sections: list[Section]) -> list[tuple[Section, list[SectionNote], list[SectionLink]]]:
    """Each section with what stands in its margin and in the line below it."""
    notes = notes_of(page)
    makers = [part(page) for part in extensions.section_links] if page.pk else []
    return [(one, notes.get(one.identity, []), links_of(page, one, makers)) for one in sections]


def filtered(page: Document, sections: list[Section]) -> list[Section]:
    for rewrite in extensions.text_filters:
        sections = rewrite(page, sections)
    return sections


def personal_notes(request: HttpRequest, page: Document) -> SafeString:
    if not page.pk or getattr(request, "is_preview", False):
        return mark_safe("")
    return mark_safe(
        "".join(part(request, page) for part in extensions.document_notes)
    )  # each part has escaped its own
