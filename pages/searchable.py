"""Pages and their sections as search documents: what is live, open to all readers and no copy of another page."""

import logging
from collections.abc import Iterator

from django.db.models import F, QuerySet
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.documents import get_document_model
from wagtail.documents.models import AbstractDocument
from wagtail.models import Collection, CollectionViewRestriction, Page

from directory.models import Organisation
from pages.audiences import findable, never_found, shown_to
from pages.documents.sections import Section
from pages.events import searchable as _events  # noqa: F401  # registers what it makes findable
from pages.importer.reading import read_document
from pages.importer.unreadable import UnreadableDocument
from pages.job_shadowing import searchable as _offers  # noqa: F401  # registers what it makes findable
from pages.models import Annex, HomePage, NewsPage, NormativePage, StandardPage
from pages.rich_text import plain
from pages.versions import searchable as _versions  # noqa: F401  # registers what it makes findable
from portal import page_access
from portal.requests.confined import IN_BACKGROUND
from search.documents import Document
from search.language.definitions import short_name_in
from search.registry import owner, searchable

logger = logging.getLogger(__name__)
File = get_document_model()

TEXTS_KEPT = 50
_texts: dict[str, str] = {}  # of files, by name and hash: publishing a page again reads none of its files again

REPEALED_BOOST = 0.7
EMPTY_BOOST = 0.6


@searchable(
    NormativePage,
    findable=lambda: findable(NormativePage).prefetch_related("former_numbers", "parties__organisation"),
    kinds={"section": _("Abschnitt"), "document": _("Dokument")},
    audience=F("shown_to"),
    depends_on=page_access.stored_gates,
    follows={
        Organisation: lambda organisation: NormativePage.objects.filter(parties__organisation=organisation).distinct()
    },
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
        **shared(page, page.shown_to),
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
            **shared(page, page.shown_to),
        )
        if section.heading:
            above.append((section.level, section.heading))


def title(section: Section, path: tuple[str, ...]) -> str:
    """Its heading; a section without one is about what the heading above it says."""
    return section.heading or (path[-1] if path else "")


def aliases(page: NormativePage) -> tuple[str, ...]:
    """What else it is called; laws bear their short name at the end of their title, or "AufenthG" would find none of it."""
    with override(page.locale.language_code):
        names = (page.short_title, short_name_in(page.title), str(page.get_kind_display()))
    return tuple(dict.fromkeys(filter(None, names)))


def organisations(page: NormativePage) -> tuple[str, ...]:
    """Who takes part, by the name of today where the directory knows it."""
    names = [
        " ".join((party.organisation.name if party.organisation else party.name).split())
        for party in page.parties.all()
    ]
    return tuple(dict.fromkeys(filter(None, names)))


def shared(page: NormativePage, audience: str) -> dict:
    changed = page.last_published_at
    return {
        "owner": owner(NormativePage, page.pk),
        "language": page.locale.language_code,
        "document_title": page.title,
        "document_kind": page.kind,
        "status": page.status(),
        "source": page.source_name,
        "organisations": organisations(page),
        "changed_on": changed.date() if changed else None,
        "audience": audience,
    }


def readable_annexes() -> QuerySet[Annex]:
    """Files of pages that readers may find, unless the collection of the file is closed to some."""
    closed = Collection.objects.none()
    for restriction in CollectionViewRestriction.objects.select_related("collection"):
        closed |= restriction.collection.get_descendants(inclusive=True)
    gates = page_access.stored_gates()
    return (
        Annex.objects.filter(page__live=True, page__alias_of=None)
        .exclude(page_access.below(never_found(gates), "page__"))
        .exclude(document__collection__in=closed)
        .annotate(shown_to=shown_to(gates, "page__"))
        .select_related("page__locale", "document")
        .prefetch_related("page__parties__organisation")
    )


def annexes_below(restriction: CollectionViewRestriction) -> QuerySet[Annex]:
    collections = restriction.collection.get_descendants(inclusive=True)
    return Annex.objects.filter(document__collection__in=collections)


@searchable(
    Annex,
    findable=readable_annexes,
    kinds={"file": _("Datei")},
    audience=F("shown_to"),
    follows={
        NormativePage: lambda page: Annex.objects.filter(page=page.pk),
        File: lambda file: Annex.objects.filter(document=file.pk),
        Organisation: lambda organisation: Annex.objects.filter(page__parties__organisation=organisation).distinct(),
        CollectionViewRestriction: annexes_below,
    },
)
def file_documents(annex: Annex) -> Iterator[Document]:
    """An attached file, found by its own text."""
    file = annex.document
    text = file_text(file) if file.file else ""
    yield Document(
        id=f"annex:{annex.pk}",
        kind="file",
        title=file.title,
        text=text,
        url=file.url,
        number=annex.number,
        citation=annex.number,
        document_aliases=aliases(annex.page),
        boost=1.0 if text else EMPTY_BOOST,
        **{**shared(annex.page, annex.shown_to), "owner": owner(Annex, annex.pk), "source": ""},
    )


def file_text(file: AbstractDocument) -> str:
    """The text of a file, or none where it cannot be read: it is then found by its title."""
    known = f"{file.file.name}:{file.file_hash}"
    if known not in _texts:
        if len(_texts) >= TEXTS_KEPT:
            _texts.clear()
        _texts[known] = extracted(file)
    return _texts[known]


def extracted(file: AbstractDocument) -> str:
    try:
        with file.open_file() as opened:
            lines = (line.text.strip() for line in read_document(file.filename, opened.read(), IN_BACKGROUND))
            return "\n".join(filter(None, lines))
    except UnreadableDocument as reason:
        logger.info("file %s is found by its title only: %s", file.pk, reason)
    except Exception:  # whatever is wrong with a file somebody uploaded, the rest must be findable
        logger.warning("file %s cannot be read", file.pk, exc_info=True)
    return ""


@searchable(
    NewsPage,
    findable=lambda: findable(NewsPage),
    kinds={"news": _("Neuigkeit")},
    audience=F("shown_to"),
    depends_on=page_access.stored_gates,
)
def news_documents(page: NewsPage) -> Iterator[Document]:
    yield Document(
        id=f"page:{page.pk}",
        owner=owner(NewsPage, page.pk),
        kind="news",
        title=page.title,
        text=f"{page.teaser}\n{plain(page.body)}".strip(),
        url=page.get_url() or "",
        language=page.locale.language_code,
        audience=page.shown_to,
        changed_on=page.published_on,
    )


@searchable(
    StandardPage,
    findable=lambda: findable(StandardPage),
    kinds={"page": _("Seite")},
    audience=F("shown_to"),
    depends_on=page_access.stored_gates,
)
def text_documents(page: StandardPage) -> Iterator[Document]:
    yield simple(page, StandardPage, plain(page.body))


@searchable(
    HomePage,
    findable=lambda: findable(HomePage),
    kinds={"page": _("Seite")},
    audience=F("shown_to"),
    depends_on=page_access.stored_gates,
)
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
        audience=page.shown_to,
        changed_on=changed.date() if changed else None,
    )
