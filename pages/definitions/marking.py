"""Terms in the text lead to their definition and show it where they stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from pages.definitions.inflection import finder
from pages.definitions.queries import Term, terms_of
from pages.documents.sections import Section
from pages.models import NormativePage
from pages.references.marking import Mark, marked
from portal.navigation import reverse_or_none


def show_terms(page: NormativePage, sections: list[Section]) -> list[Section]:
    """For `extensions.text_filters`: the first use in each section, except where the term is defined."""
    terms = terms_of(page, sections)
    pattern = finder(term.term for term in terms)
    if pattern is None:
        return sections
    uses = Uses(terms, pattern, reverse_or_none("definitions:index", page.pk) or "")
    return [uses.shown_in(section) if section.html else section for section in sections]


@dataclass
class Uses:
    """A definition stands in the page once, behind the first section that uses its term; later uses point to it."""

    terms: Sequence[Term]
    pattern: "re.Pattern[str]"
    list_url: str
    told: set[int] = field(default_factory=set)

    def shown_in(self, section: Section) -> Section:
        seen = {
            place for place, term in enumerate(self.terms) if term.section and term.section.identity == section.identity
        }
        before = set(seen)

        def marks(text: str) -> Iterator[Mark]:
            for found in self.pattern.finditer(text):
                place = int((found.lastgroup or "t0")[1:])
                if place not in seen:
                    seen.add(place)
                    yield Mark(found.start(), found.end(), self.opening(place), "</a>")

        html = marked(section.html, marks)
        new = sorted(place for place in seen - before - self.told if f'aria-describedby="{anchor(place)}"' in html)
        self.told |= set(new)
        return replace(section, html=html + "".join(self.told_of(place) for place in new))

    def opening(self, place: int) -> str:
        term = self.terms[place]
        url = f"#{term.anchor}" if term.anchor else self.list_url
        return f'<a class="term" href="{escape(url)}" aria-describedby="{anchor(place)}">'

    def told_of(self, place: int) -> SafeString:
        """The term itself stands before what does not name it."""
        term = self.terms[place]
        lead = SafeString("") if term.term in term.text else format_html("<b>{}</b> ", term.term)
        return format_html(
            '<div class="definition" id="{}" popover="manual">{}{}{}</div>',
            anchor(place),
            lead,
            term.text,
            self.source(term),
        )

    def source(self, term: Term) -> SafeString:
        if term.section is None:
            return SafeString("")
        words = gettext("Steht in %(section)s") % {"section": term.section.label}
        return format_html(' <a href="#{}">{}</a>', term.section.link_anchor, words)


def anchor(place: int) -> str:
    return f"begriff-{place + 1}"
