"""What editors decided, as a query needs it: read once for each state of the content, in every process."""

from functools import lru_cache

from django.http import HttpRequest

from portal import page_cache
from search import rights
from search.documents import Document, Hit, Segment, Viewer, WordGroup
from search.models import PinnedResult, SynonymGroup, same_query

SHOWN = 3


def word_groups(request: HttpRequest) -> tuple[WordGroup, ...]:
    version = page_cache.version_of(request)
    return kept_word_groups(version) if version else stored_word_groups()


@lru_cache(maxsize=2)
def kept_word_groups(version: str) -> tuple[WordGroup, ...]:
    """A new version of the content is a new key: no process ever answers with words of an older one."""
    return stored_word_groups()


def stored_word_groups() -> tuple[WordGroup, ...]:
    return tuple(group.group() for group in SynonymGroup.objects.all())


def pinned(request: HttpRequest, text: str, viewer: Viewer) -> list[Hit]:
    """What is recommended for this query and open to the viewer."""
    recommended = page_cache.get_or_build(page_cache.version_of(request), "search-pinned", stored_pinned).get(
        same_query(text), ()
    )
    now = rights.audiences_now(document.owner for document in recommended)
    return [shown(document) for document in recommended if now.get(document.owner) in viewer.audiences][:SHOWN]


def stored_pinned() -> dict[str, tuple[Document, ...]]:
    recommended: dict[str, tuple[Document, ...]] = {}
    for result in PinnedResult.objects.select_related("page").order_by("position", "pk"):
        document = result.document()
        if document is not None:
            recommended[result.key] = (*recommended.get(result.key, ()), document)
    return recommended


def shown(document: Document) -> Hit:
    text = " ".join(document.text.split())
    short = text if len(text) <= 200 else f"{text[:200].rsplit(' ', 1)[0]} …"
    title = document.title or document.document_title
    return Hit(document, 0.0, snippet=(Segment(short),) if short else (), title=(Segment(title),))
