"""Pages and their sections as search documents: what is live, open to all readers and no copy of another page."""

from collections.abc import Iterator
from html.parser import HTMLParser

from django.db.models import QuerySet
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.models import Page

from pages.models import HomePage, NewsPage, NormativePage, StandardPage
from pages.sections import Section
from search.documents import Document
from search.registry import owner, searchable

BREAKS = {"p", "li", "br", "h2", "h3", "h4", "ul", "ol", "tr", "hr"}
REPEALED_BOOST = 0.7
EMPTY_BOOST = 0.6


class PlainText(HTMLParser):
    """The words of rich text, one paragraph or list item a line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BREAKS:
            self.pieces.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in BREAKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def plain(html: str) -> str:
    parser = PlainText()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.pieces).split("\n"))
    return "\n".join(line for line in lines if line.strip("- "))


def findable(model: type[Page]) -> QuerySet:
    return model.objects.live().public().filter(alias_of=None).select_related("locale")


@searchable(
    NormativePage,
    findable=lambda: findable(NormativePage).prefetch_related("former_numbers", "parties"),
    kinds={"section": _("Abschnitt"), "document": _("Dokument")},
)
def normative_documents(page: NormativePage) -> Iterator[Document]:
    yield whole_document(page)
    yield from section_documents(page)


def whole_document(page: NormativePage) -> Document:
    """The document itself: what it is about and who signed it; its sections are documents of their own."""
    parties = (", ".join(filter(None, (party.name, party.role, party.represented_by))) for party in page.parties.all())
    return Document(
        id=f"page:{page.pk}",
        kind="document",
        title=page.title,
        text="\n".join([page.summary, *parties]).strip(),
        url=page.get_url() or "",
        document_aliases=aliases(page),
        **shared(page),
    )


def section_documents(page: NormativePage) -> Iterator[Document]:
    url = page.get_url() or ""
    former: dict[str, list[str]] = {}
    for row in page.former_numbers.all():
        former.setdefault(row.section, []).append(row.number)
    above: list[tuple[int, str]] = []
    for section in page.outline():
        above = [(level, heading) for level, heading in above if level < section.level]
        path = tuple(heading for _level, heading in above)
        text = plain(section.source_html)
        yield Document(
            id=f"page:{page.pk}:{section.identity}",
            kind="section",
            title=title(section, path),
            text=text,
            url=f"{url}#{section.link_anchor}",
            number=section.number,
            citation=section.citation if section.number else "",
            number_path=section.path,
            former_numbers=tuple(former.get(section.identity, ())),
            path=path,
            document_aliases=aliases(page),
            boost=(1.0 if text else EMPTY_BOOST),
            **shared(page),
        )
        if section.heading:
            above.append((section.level, section.heading))


def title(section: Section, path: tuple[str, ...]) -> str:
    """Its heading; a section without one is about what the heading above it says."""
    return section.heading or (path[-1] if path else "")


def aliases(page: NormativePage) -> tuple[str, ...]:
    with override(page.locale.language_code):
        return tuple(filter(None, (page.short_title, str(page.get_kind_display()))))


def shared(page: NormativePage) -> dict:
    changed = page.last_published_at
    return {
        "owner": owner(NormativePage, page.pk),
        "language": page.locale.language_code,
        "document_title": page.title,
        "document_kind": page.kind,
        "status": page.status(),
        "source": page.source_name,
        "changed_on": changed.date() if changed else None,
    }


@searchable(NewsPage, findable=lambda: findable(NewsPage), kinds={"news": _("Neuigkeit")})
def news_documents(page: NewsPage) -> Iterator[Document]:
    yield Document(
        id=f"page:{page.pk}",
        owner=owner(NewsPage, page.pk),
        kind="news",
        title=page.title,
        text=f"{page.teaser}\n{plain(page.body)}".strip(),
        url=page.get_url() or "",
        language=page.locale.language_code,
        changed_on=page.published_on,
    )


@searchable(StandardPage, findable=lambda: findable(StandardPage), kinds={"page": _("Seite")})
def text_documents(page: StandardPage) -> Iterator[Document]:
    yield simple(page, StandardPage, plain(page.body))


@searchable(HomePage, findable=lambda: findable(HomePage), kinds={"page": _("Seite")})
def home_documents(page: HomePage) -> Iterator[Document]:
    yield simple(page, HomePage, strip_tags(page.intro))


def simple(page: Page, model: type[Page], text: str) -> Document:
    changed = page.last_published_at
    return Document(
        id=f"page:{page.pk}",
        owner=owner(model, page.pk),
        kind="page",
        title=page.title,
        text=text,
        url=page.get_url() or "",
        language=page.locale.language_code,
        changed_on=changed.date() if changed else None,
    )
