"""References in the text become links by themselves."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from django.utils.html import escape
from wagtail.models import Page

from pages.documents.sections import Section
from pages.models import NormativePage
from pages.references.library import Library, Target, library, names_of, target_of
from pages.references.marking import Mark, block_texts, marked
from pages.references.parser import Reference, references

Find = Callable[[Reference], str]


def link_references(page: NormativePage, sections: list[Section]) -> list[Section]:
    """For `extensions.text_filters`. At most four queries, whatever the length of the text."""
    shelf = library(page.locale_id, page)
    texts = (text for section in sections for text in block_texts(section.html))
    shelf.fetch(named(shelf, texts) - names_of(page))
    own = target_of(page, sections, is_own=True)
    own_names = names_of(page)

    def linked(section: Section) -> Section:
        def address(reference: Reference) -> str:
            target = own if reference.document in {"", *own_names} else shelf.target(reference.document)
            return address_in(target, reference, "" if target is not own else section.identity)

        return replace(section, html=with_links(section.html, shelf, address)) if section.html else section

    return [linked(section) for section in sections]


def address_in(target: Target | None, reference: Reference, here: str) -> str:
    """ "" for a reference of a section to itself."""
    found = target.find(reference, here) if target else None
    if target is None or found is None or (here and found.identity == here):
        return ""
    return target.address(found)


def link_in_page(page: Page, html: str) -> str:
    """The text of a page that is no document: only what names one of the documents becomes a link."""
    shelf = library(page.locale_id)
    shelf.fetch(named(shelf, block_texts(html)))

    def address(reference: Reference) -> str:
        return address_in(shelf.target(reference.document), reference, "") if reference.document else ""

    return with_links(html, shelf, address)


def named(shelf: Library, texts: Iterable[str]) -> set[str]:
    return {one.document for text in texts for one in references(text, shelf.names)} - {""}


def with_links(html: str, shelf: Library, address: Find) -> str:
    def marks(text: str) -> Iterator[Mark]:
        for one in references(text, shelf.names):
            if url := address(one):
                yield Mark(one.start, one.end, f'<a class="ref" href="{escape(url)}">', "</a>")

    return marked(html, marks)
