"""What other parts add to the page of an agreement or guideline: tabs, notes beside sections and above the text, lines of facts.

As in `portal.extensions`, an app adds to a point from `ready()`. All but `document_notes` is the same for every reader and
kept with the text: a part that shows rows of its own there names their model to `portal.page_cache.follow`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from pages.documents.sections import Section
from portal.extensions import Point

Document = Any  # a NormativePage: its model imports this module
FactLine = Any  # a pages.documents.facts_box.Fact, for the same reason


@dataclass(frozen=True)
class Tab:
    """A page that belongs to one document; `key` says which one is open, `order` is ascending, the text itself stands first."""

    key: str
    label: str | Promise
    url: str
    order: int = 50
    count: int = 0


@dataclass(frozen=True)
class SectionNote:
    """In the margin of a section; `html` is one block."""

    html: SafeString
    order: int = 50


@dataclass(frozen=True)
class SectionLink:
    """In the line below a section."""

    label: str | Promise
    url: str
    icon: str = ""


tabs: Point[Callable[[Document], Iterable[Tab]]] = Point()
section_notes: Point[Callable[[Document], Mapping[str, Sequence[SectionNote]]]] = Point()  # by identity
section_links: Point[Callable[[Document], Callable[[Section], SectionLink | None]]] = Point()
text_filters: Point[Callable[[Document, list[Section]], list[Section]]] = Point()  # rewrite `Section.html`
document_facts: Point[Callable[[Document], Iterable[FactLine]]] = Point()
document_notes: Point[Callable[[HttpRequest, Document], SafeString]] = Point()  # for one person; "" for nothing
dated_texts: Point[Callable[[HttpRequest, Document, str], HttpResponse]] = Point()  # the text of a day, "2024-01-01"
version_facts: Point[Callable[[Document], Mapping[str, Any]]] = Point()  # for the band that says what counts
