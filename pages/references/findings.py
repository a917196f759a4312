"""References that lead nowhere, to themselves or, after a renumbering, to another section than before: told before publishing."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from pages.documents.sections import Section
from pages.models import NormativePage
from pages.references import wording
from pages.references.library import Library, Target, library, names_of, target_of
from pages.references.linking import named
from pages.references.marking import block_texts
from pages.references.parser import Reference, references

MISSING, MOVED, FORMER, ITSELF = "missing", "moved", "former", "itself"
TOLD = "references_told"
LEGAL = frozenset({"paragraph", "article", "clause"})
ALONE = frozenset({"paragraph", "article", "annex"})


@dataclass(frozen=True)
class ReferenceFinding:
    """`identity` is the section whose text has the reference; the sentence says what is wrong with it."""

    kind: str
    identity: str
    anchor: str
    sentence: str

    @property
    def is_dead(self) -> bool:
        """Whether it leads a reader astray; the others only want a look."""
        return self.kind in {MISSING, MOVED}


@dataclass(frozen=True)
class Said:
    """A reference with the section it stands in."""

    section: Section
    reference: Reference


def findings_in(page: NormativePage, shelf: Library | None = None) -> list[ReferenceFinding]:
    """In reading order, of the text that `page` holds in memory, against what is published now. At most eight queries."""
    return Reading(page, shelf).findings()


def keep_findings(request: HttpRequest, page: NormativePage) -> list[ReferenceFinding]:
    found = findings_in(page)
    request._reference_findings = found  # type: ignore[attr-defined]  # for this request only
    return found


def first_told(request: HttpRequest, page: NormativePage, sentences: Sequence[str]) -> bool:
    """Whether there is something that the person has not just been told of this document."""
    told = hashlib.sha256("|".join([str(page.pk), *sentences]).encode()).hexdigest()
    before = request.session.pop(TOLD, "")
    if not sentences or before == told:
        return False
    request.session[TOLD] = told
    return True


def kept_findings(request: HttpRequest, page: NormativePage) -> list[ReferenceFinding]:
    """What was found before publishing in this request, else what is found now."""
    kept: list[ReferenceFinding] | None = getattr(request, "_reference_findings", None)
    return findings_in(page) if kept is None else kept


class Reading:
    def __init__(self, page: NormativePage, shelf: Library | None = None) -> None:
        self.page = page
        self.sections = page.outline()
        self.shelf: Library = shelf or library(page.locale_id, page)
        self.own_names = names_of(page)
        self.own = target_of(page, self.sections, is_own=True)
        texts = (text for section in self.sections for text in block_texts(section.source_html))
        self.shelf.fetch(named(self.shelf, texts) - self.own_names)
        self.before = published(page)
        self.said_before = self.counted(list(self.before.sections.values())) if self.before else Counter()

    def findings(self) -> list[ReferenceFinding]:
        return [found for said in self.said(self.sections) if (found := self.finding(said)) is not None]

    def said(self, sections: Sequence[Section]) -> Iterator[Said]:
        for section in sections:
            for text in block_texts(section.source_html):
                for reference in references(text, self.shelf.names):
                    yield Said(section, reference)

    def counted(self, sections: Sequence[Section]) -> Counter[tuple[str, str]]:
        return Counter((said.section.identity, plain(said.reference)) for said in self.said(sections))

    def finding(self, said: Said) -> ReferenceFinding | None:
        section, reference = said.section, said.reference
        if reference.document not in {"", *self.own_names}:
            return self.outside(said, self.shelf.target(reference.document))
        found = self.own.find(reference, section.identity)
        if moved := self.moved(said, found.identity):
            return moved
        if found.is_missing:
            return (
                None
                if is_probably_a_law(said)
                else self.made(said, MISSING, missing_sentence(said, self.own, found.identity))
            )
        if found.is_former:
            now = self.own.sections[found.identity].citation
            words = _("„%(reference)s“ in %(place)s: Diese Ziffer heißt heute %(now)s.")
            return self.made(said, FORMER, words % {**named_in(said), "now": now})
        if found.identity == section.identity and is_whole(reference):
            return self.made(said, ITSELF, _("„%(reference)s“ in %(place)s verweist auf sich selbst.") % named_in(said))
        return None

    def outside(self, said: Said, target: Target | None) -> ReferenceFinding | None:
        found = target.find(said.reference) if target else None
        if target is None or found is None or not (found.is_missing or found.is_former):
            return None
        if found.is_missing:
            return self.made(said, MISSING, missing_sentence(said, target, found.identity))
        words = _("„%(reference)s“ in %(place)s: Diese Ziffer von %(document)s heißt heute %(now)s.")
        now = target.sections[found.identity].citation
        return self.made(said, FORMER, words % {**named_in(said), "document": target.cite_name, "now": now})

    def moved(self, said: Said, leads_to: str) -> ReferenceFinding | None:
        """What the published text says in the same words, and what the new numbers lead elsewhere."""
        key = (said.section.identity, plain(said.reference))
        if self.before is None or not self.said_before[key]:
            return None
        led_to = self.before.find(said.reference, said.section.identity).identity
        if not led_to or led_to == leads_to:
            return None
        return self.made(said, MOVED, self.moved_sentence(said, led_to, leads_to))

    def moved_sentence(self, said: Said, led_to: str, leads_to: str) -> str:
        was = self.before.sections[led_to] if self.before else said.section
        now, new = self.own.sections.get(led_to), self.own.sections.get(leads_to)
        values = {**named_in(said), "was": heading_of(was), "now": now.citation if now else "", "new": heading_of(new)}
        if now is None:
            return (
                _("„%(reference)s“ in %(place)s meinte bisher „%(was)s“; diesen Abschnitt gibt es nicht mehr.") % values
            )
        if new is None:
            return (
                _(
                    "„%(reference)s“ in %(place)s meinte bisher „%(was)s“, jetzt %(now)s; die alte Ziffer gibt es nicht mehr."
                )
                % values
            )
        return (
            _("„%(reference)s“ in %(place)s meinte bisher „%(was)s“, jetzt %(now)s, und führt nun zu „%(new)s“.")
            % values
        )

    def made(self, said: Said, kind: str, sentence: str) -> ReferenceFinding:
        return ReferenceFinding(kind, said.section.identity, said.section.link_anchor, sentence)


def published(page: NormativePage) -> Target | None:
    stored = NormativePage.objects.filter(pk=page.pk, live=True).first() if page.pk else None
    return target_of(stored, is_own=True) if stored else None


def plain(reference: Reference) -> str:
    """The same reference wherever in the text it stands."""
    return f"{reference.document} {' '.join(f'{step.kind}:{step.value}' for step in reference.steps)}"


def is_probably_a_law(said: Said) -> bool:
    """A § without a name, in a section that names a law somewhere, is more often one of that law."""
    reference = said.reference
    return not reference.is_own and reference.head.kind in LEGAL and names_law(said.section)


def names_law(section: Section) -> bool:
    return any(wording.LAW.search(text) for text in block_texts(section.source_html))


def is_whole(reference: Reference) -> bool:
    """Says by itself which section is meant: "§ 4", "3.11", not "Absatz 2"."""
    return reference.head.kind in ALONE or "." in reference.head.value


def missing_sentence(said: Said, target: Target, nearest: str) -> str:
    section = target.sections.get(nearest)
    values = {**named_in(said), "document": target.cite_name, "nearest": section.citation if section else ""}
    if section:
        return _("„%(reference)s“ in %(place)s: %(nearest)s hat diesen Teil nicht.") % values
    if target.url:
        return _("„%(reference)s“ in %(place)s gibt es in %(document)s nicht.") % values
    return _("„%(reference)s“ in %(place)s gibt es in diesem Dokument nicht.") % values


def named_in(said: Said) -> dict[str, str]:
    return {"reference": said.reference.text, "place": said.section.citation or _("einem Abschnitt ohne Ziffer")}


def heading_of(section: Section | None) -> str:
    return (section.heading or section.citation) if section else ""
