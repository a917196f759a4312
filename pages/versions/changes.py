"""What two versions of a document differ in: their sections, and the facts that stand beside the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext, ngettext

from pages.documents.facts_box import date_facts, term_facts
from pages.documents.sections import Section
from pages.models import NormativePage, Version
from pages.versions.comparison import Change, Comparison, compare

NAMED = 2
IN_WORDS = 12


@dataclass(frozen=True)
class FactChange:
    """A line of the facts that reads otherwise in the newer version; empty where one of them says nothing."""

    label: str
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True)
class ChangedSections:
    """`citations` are of those that have a number or a heading, `count` is of all."""

    citations: tuple[str, ...]
    count: int

    @property
    def named(self) -> str:
        """ "1.4", "1.4, 2 und 3.1" or "1.4, 3.11.2 und vier weitere Abschnitte"."""
        if len(self.citations) == self.count <= NAMED + 1:
            return listed(self.citations)
        named = self.citations[:NAMED]
        rest = self.count - len(named)
        if not named:
            return ngettext("ein Abschnitt", "%(count)s Abschnitte", rest) % {"count": in_words(rest)}
        others = ngettext("ein weiterer Abschnitt", "%(count)s weitere Abschnitte", rest) % {"count": in_words(rest)}
        return gettext("%(first)s und %(last)s") % {"first": ", ".join(named), "last": others}


def listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return gettext("%(first)s und %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def in_words(count: int) -> str:
    words = (
        gettext("ein"),
        gettext("zwei"),
        gettext("drei"),
        gettext("vier"),
        gettext("fünf"),
        gettext("sechs"),
        gettext("sieben"),
        gettext("acht"),
        gettext("neun"),
        gettext("zehn"),
        gettext("elf"),
        gettext("zwölf"),
    )
    return words[count - 1] if 0 < count <= len(words) else str(count)


def comparison(old: Version, new: Version) -> Comparison[Section]:
    """Section by section; of texts that can change no more it is remembered."""
    if old.is_settled and new.is_settled:
        return settled_comparison(old.pk, old.digest, new.pk, new.digest)
    return compare(old.outline(), new.outline())


@lru_cache(maxsize=8)
def settled_comparison(old: int, _old_digest: str, new: int, _new_digest: str) -> Comparison[Section]:
    texts = Version.objects.with_texts().in_bulk([old, new])
    return compare(texts[old].outline(), texts[new].outline())


def changed_sections(old: Version, new: Version) -> ChangedSections:
    """What a reader of the older version has to know of the newer one, in its reading order."""
    return settled_sections(old.pk, old.digest, new.pk, new.digest)


@lru_cache(maxsize=512)
def settled_sections(old: int, old_digest: str, new: int, new_digest: str) -> ChangedSections:
    compared = settled_comparison(old, old_digest, new, new_digest)
    told = [section.shown for section in compared.changed if section.changes != {Change.RESTYLED}]
    return ChangedSections(tuple(one.citation for one in told if one.citation), len(told))


def changed_facts(old: Version, new: Version) -> list[FactChange]:
    before, after = facts_of(old.page), facts_of(new.page)
    labels = dict.fromkeys([*after, *before])
    rows = (FactChange(label, before.get(label, ()), after.get(label, ())) for label in labels)
    return [row for row in rows if row.old != row.new]


def facts_of(page: NormativePage) -> dict[str, tuple[str, ...]]:
    """By label, as the version itself says them; what other parts add to the facts of today is not the version's."""
    dates = date_facts(page.in_force_on, page.repealed_on, page.signed_on, page.signed_at)
    named = {
        gettext("Titel"): (page.title,),
        gettext("Art"): (str(page.get_kind_display()),),
        gettext("Kurzzeichen"): (page.short_title,),
        gettext("Worum geht es?"): (page.summary,),
        gettext("Beteiligte"): tuple(str(party) for party in page.parties.all() if party.left_on is None),
        gettext("Anlagen"): tuple(str(annex) for annex in page.annexes.all()),
    }
    said = named | {fact.label: fact.sentences for fact in (*dates, *term_facts(page))}
    return {label: lines for label, lines in said.items() if any(lines)}
