"""The terms of a document: collected from its text, and what editors have added or refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from pages.definitions.collecting import Definition, definitions
from pages.documents.sections import Section
from pages.models import DefinedTerm, NormativePage
from pages.references.marking import block_texts
from portal import page_cache


@dataclass(frozen=True)
class Term:
    """`section` says so, None where an editor wrote it without one; `row` is the editor's word, None for what was collected."""

    term: str
    text: str
    section: Section | None
    row: DefinedTerm | None = None

    @property
    def anchor(self) -> str:
        return self.section.link_anchor if self.section else ""


def collected(sections: Sequence[Section]) -> list[Definition]:
    return definitions([(section, block_texts(section.source_html)) for section in sections])


def terms_of(page: NormativePage, sections: Sequence[Section]) -> list[Term]:
    """By the alphabet; one query. An editor's word counts before what the text says."""
    by_identity = {section.identity: section for section in sections}
    rows = {row.term.casefold(): row for row in page.defined_terms.all()} if page.pk else {}
    found = {
        one.term.casefold(): Term(one.term, one.text, by_identity.get(one.identity)) for one in collected(sections)
    }
    for key, row in rows.items():
        if row.is_refused:
            found.pop(key, None)
        else:
            found[key] = Term(row.term, row.text, by_identity.get(row.section), row)
    return [found[key] for key in sorted(found)]


def refused(page: NormativePage) -> list[DefinedTerm]:
    return list(page.defined_terms.filter(is_refused=True))


def number_of(page: NormativePage) -> int:
    """Of the published text; kept until something published changes."""
    name = f"terms-{page.pk}"
    return page_cache.get_or_build(page_cache.current_version(), name, lambda: (len(terms_of(page, page.outline())),))[
        0
    ]
