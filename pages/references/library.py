"""The documents that a text may name, and what their numbers lead to."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q
from wagtail.models import Locale

from pages.documents.sections import Section
from pages.models import NormativePage
from pages.references.parser import Names, Reference
from pages.references.places import Found, Places

CONTACTS_ANCHOR = "#ansprechpersonen"


@dataclass(frozen=True)
class Target:
    """A document with its numbers; `url` is "" for the one whose text is being read."""

    key: str
    cite_name: str
    url: str
    sections: Mapping[str, Section]
    places: Places

    def find(self, reference: Reference, here: str = "") -> Found:
        return self.places.find(reference, here)

    def address(self, found: Found) -> str:
        """ "" where nothing is found."""
        section = self.sections.get(found.identity)
        if section is None:
            return self.url + found.url if found.url.startswith("#") else found.url
        return f"{self.url}#{section.link_anchor}"


def target_of(page: NormativePage, sections: Iterable[Section] | None = None, *, is_own: bool = False) -> Target:
    """`sections` are those of a draft or of a rendering under way; three queries where nothing is prefetched."""
    outline = list(page.outline() if sections is None else sections)
    return Target(
        key=str(page.translation_key),
        cite_name=page.cite_name(),
        url="" if is_own else page.get_url() or "",
        sections={section.identity: section for section in outline},
        places=Places(outline, further(page, is_own=is_own), former(page)),
    )


def further(page: NormativePage, *, is_own: bool) -> dict[str, str]:
    """Annexes that are files, and the list of contacts, by their printed number; with a library they come prefetched."""
    annexes = page.annexes.select_related("document") if is_own else page.annexes.all()
    files = {annex.number: annex.document.url for annex in annexes if annex.number}
    return {**files, page.contacts_number: CONTACTS_ANCHOR} if page.contacts_number else files


def former(page: NormativePage) -> dict[str, str]:
    """The latest owner of each earlier number."""
    rows = list(page.former_numbers.all()) if page.pk else []
    return {row.anchor: row.section for row in reversed(rows)}


def names_of(page: NormativePage) -> set[str]:
    return {name for name in (page.title, page.short_title, page.cited_as) if name.strip()}


@dataclass
class Library:
    """All published documents that everybody may open, by name; what they say is read only when they are named."""

    by_name: Mapping[str, int]
    chosen: frozenset[int] = frozenset()
    targets: dict[int, Target] = field(default_factory=dict)

    @cached_property
    def names(self) -> Names:
        return Names(tuple(sorted(self.by_name)))

    def fetch(self, names: Collection[str]) -> None:
        """All of them together: three queries."""
        self.read({self.by_name[name] for name in names if name in self.by_name})

    def fetch_all(self) -> None:
        self.read(self.chosen)

    def read(self, keys: Collection[int]) -> None:
        wanted = set(keys) - self.targets.keys()
        if wanted:
            pages = NormativePage.objects.filter(pk__in=wanted).select_related("locale")
            for page in pages.prefetch_related("former_numbers", "annexes__document"):
                self.targets[page.pk] = target_of(page)

    def target(self, name: str) -> Target | None:
        self.fetch([name])
        key = self.by_name.get(name)
        return self.targets.get(key) if key else None


def library(locale_id: int, own: NormativePage | None = None) -> Library:
    """One query. A document in the language of the reader comes before its original; `own` answers to its own names."""
    locales = [locale_id, Locale.get_default().pk]
    pages = NormativePage.objects.live().public().filter(Q(locale__in=locales))
    rows = pages.order_by("pk").only("title", "short_title", "cited_as", "locale_id", "translation_key")
    by_name: dict[str, int] = {}
    chosen: dict[object, int] = {}
    for page in sorted(rows, key=lambda page: page.locale_id == locale_id):
        by_name |= dict.fromkeys(names_of(page), page.pk)
        chosen[page.translation_key] = page.pk
    if own is not None:
        by_name |= dict.fromkeys(names_of(own), own.pk or 0)
    return Library(by_name, frozenset(chosen.values()))
