"""What refers to a section: other sections, news, and whatever in the portal rests on it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from wagtail.rich_text import expand_db_html

from pages.documents.extensions import SectionNote
from pages.models import NewsPage, NormativePage
from pages.references.library import Library, Target, library
from pages.references.marking import block_texts
from pages.references.parser import references
from portal import agreed, page_cache

SHOWN = 6
ORDER = 60
By = dict[tuple[str, str], list["Backlink"]]  # by permanent key of the document and identity of the section


@dataclass(frozen=True)
class Backlink:
    label: str
    url: str


def notes(page: NormativePage) -> dict[str, list[SectionNote]]:
    """For `extensions.section_notes`; the same for all readers."""
    key = str(page.translation_key)
    return {
        identity: [SectionNote(note(found), ORDER)]
        for (document, identity), found in all_backlinks(page.locale_id).items()
        if document == key
    }


def all_backlinks(locale_id: int) -> Mapping[tuple[str, str], Sequence[Backlink]]:
    """Of all documents at once, since each of them may refer to any other; kept until something published changes."""
    return page_cache.get_or_build(page_cache.current_version(), f"backlinks-{locale_id}", lambda: collected(locale_id))


def collected(locale_id: int) -> By:
    """About ten queries, whatever there is."""
    shelf = library(locale_id)
    shelf.fetch_all()
    found: By = defaultdict(list)
    for (document, identity), link in (*from_sections(shelf), *from_news(shelf, locale_id), *from_the_portal()):
        if link not in found[document, identity]:
            found[document, identity].append(link)
    return dict(found)


Found = tuple[tuple[str, str], Backlink]


def from_sections(shelf: Library) -> Iterator[Found]:
    for target in shelf.targets.values():
        for section in target.sections.values():
            link = Backlink(f"{target.cite_name} {section.citation}", f"{target.url}#{section.link_anchor}")
            for document, identity in leads_to(section.source_html, shelf, target, section.identity):
                yield (document, identity), link


def leads_to(html: str, shelf: Library, own: Target | None, here: str = "") -> Iterator[tuple[str, str]]:
    for text in block_texts(html):
        for reference in references(text, shelf.names):
            target = shelf.target(reference.document) if reference.document else own
            is_own = target is not None and own is not None and target.key == own.key
            found = target.find(reference, here if is_own else "") if target else None
            if target and found and found.identity and not (is_own and found.identity == here):
                yield target.key, found.identity


def from_news(shelf: Library, locale_id: int) -> Iterator[Found]:
    news = NewsPage.objects.live().public().filter(locale=locale_id).select_related("locale").order_by("-published_on")
    for page in news:
        link = Backlink(gettext("Neuigkeit: %(title)s") % {"title": page.title}, page.get_url() or "")
        for key in leads_to(expand_db_html(page.body), shelf, None):
            yield key, link


def from_the_portal() -> Iterator[Found]:
    pointers = [pointer for source in agreed.pointing for pointer in source()]
    sections = agreed.sections(pointer.key for pointer in pointers)
    for pointer in pointers:
        if section := sections.get(pointer.key):
            yield (section.document, section.identity), Backlink(pointer.label, pointer.url)


def note(links: Sequence[Backlink]) -> SafeString:
    heading = ngettext("Hierauf verweist", "Hierauf verweisen", len(links))
    shown, more = listed(links[:SHOWN]), links[SHOWN:]
    if not more:
        return format_html("<div><p><b>{}</b></p>{}</div>", heading, shown)
    count = ngettext("%(n)s weitere Stelle", "%(n)s weitere Stellen", len(more)) % {"n": len(more)}
    return format_html(
        "<div><p><b>{}</b></p>{}<details><summary>{}</summary>{}</details></div>", heading, shown, count, listed(more)
    )


def listed(links: Sequence[Backlink]) -> SafeString:
    return format_html(
        '<ul class="refs">{}</ul>', format_html_join("", "<li>{}</li>", ([linked(one)] for one in links))
    )


def linked(link: Backlink) -> SafeString | str:
    return format_html('<a href="{}">{}</a>', link.url, link.label) if link.url else link.label
