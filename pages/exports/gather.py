"""From a document of the portal to plain data."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from pages.contacts import shown_parties
from pages.documents.facts_box import Fact, long_date
from pages.documents.originals import original_of
from pages.documents.sections import SEPARATOR, Section, expanded
from pages.exports.content import (
    AnnexContent,
    ChangedFact,
    ChangedSection,
    ComparisonContent,
    DocumentContent,
    Edition,
    Event,
    FactContent,
    PartyContent,
    SectionContent,
)
from pages.importer.facts.parties import PartyFact
from pages.importer.facts.reading import Facts
from pages.models import NormativePage, Version
from pages.models.terms import Terms
from pages.references.linking import link_references
from pages.rich_runs import Block, Run, blocks_of, clean, one_line
from pages.versions import changes, queries
from pages.versions.compared_sections import words_of
from pages.versions.comparison import SectionChange
from pages.versions.queries import Dated
from portal import conf

YEAR = 12


def current(page: NormativePage, *, references: bool = False) -> DocumentContent:
    """The published text, as of today."""
    original = original_of(page)
    rows = [row for row in queries.history(original) if row.version.state == Version.State.ADOPTED] if original else []
    row = next((row for row in rows if row.status in {queries.IN_FORCE, queries.REPEALED}), None)
    edition = edition_of(row) if row else Edition(on=page.in_force_on, status=page.status())
    content = content_of(page, page.outline(), edition, rows, is_todays=True)
    return with_references(content, page, page.outline()) if references else content


def of_version(page: NormativePage, rows: Sequence[Dated], row: Dated, *, references: bool = False) -> DocumentContent:
    """`rows` are all versions that the reader may see."""
    state, outline = row.version.page, row.version.outline()
    content = content_of(state, outline, edition_of(row), rows, is_todays=False)
    content = with_references(content, state, outline) if references else content
    return replace(content, url=address_of(page, row))


def comparison_of(page: NormativePage, old: Dated, new: Dated) -> ComparisonContent:
    """The sections that read otherwise, in the order of the newer text."""
    compared = changes.comparison(old.version, new.version)
    html = expand_db_html(SEPARATOR.join(change.text for change in compared.changed)).split(SEPARATOR)
    version = new.version
    return ComparisonContent(
        document=of_version(page, [old, new], new),
        old_number=old.version.number,
        old_foot=foot_of(old.version.page, edition_of(old)),
        sections=tuple(
            changed_section(change, text) for change, text in zip(compared.changed, html, strict=bool(compared.changed))
        ),
        facts=tuple(
            ChangedFact(fact.label, clean("; ".join(fact.old)), clean("; ".join(fact.new)))
            for fact in changes.changed_facts(old.version, version)
        ),
        note=clean(version.note),
        reason=clean(version.reason),
    )


def changed_section(change: SectionChange[Section], html: str) -> ChangedSection:
    """What came or went as a whole says so above it; then its words bear no marks."""
    is_whole = change.old is None or change.new is None
    heading, blocks = blocks_of(change.heading), with_whole_links(blocks_of(html))
    runs = heading[0].runs if heading else ()
    return ChangedSection(
        level=change.shown.level,
        words=tuple(word.text for word in words_of(change)),
        number=(Run(one_line(change.shown.number)),) if change.shown.number else (),
        heading=unmarked(runs) if is_whole else runs,
        blocks=tuple(replace(block, runs=unmarked(block.runs)) for block in blocks) if is_whole else blocks,
    )


def unmarked(runs: Sequence[Run]) -> tuple[Run, ...]:
    return tuple(replace(run, mark="") for run in runs)


def edition_of(row: Dated) -> Edition:
    return Edition(row.version.number, row.version.effective_on, row.status, row.until)


def address_of(page: NormativePage, row: Dated) -> str:
    """A text that is not today's is read at the address of its day."""
    url, day = absolute(page.get_url() or ""), row.version.effective_on
    has_own = row.status in {queries.FUTURE, queries.FORMER} and day is not None
    return f"{url}{day.isoformat()}/" if has_own and day else url


def event_of(row: Dated) -> Event | None:
    version = row.version
    is_known = version.state == Version.State.ADOPTED and version.effective_on is not None
    return Event(version.effective_on, version.number, version.is_major) if is_known and version.effective_on else None


def content_of(
    page: NormativePage, outline: Sequence[Section], edition: Edition, rows: Sequence[Dated], *, is_todays: bool
) -> DocumentContent:
    """`page` may be a former state of itself; `outline` are the sections of that state."""
    parties = tuple(parties_of(page))
    return DocumentContent(
        title=one_line(page.title),
        kind=page.kind,
        kind_name=str(page.get_kind_display()),
        short_title=one_line(page.short_title),
        summary=one_line(page.summary),
        language=page.locale.language_code,
        url=absolute(page.get_url() or ""),
        edition=edition,
        foot=foot_of(page, edition),
        stated=stated_of(page, parties),
        sections=tuple(sections_of(with_html(outline))),
        parties=parties,
        facts=tuple(facts_of(page.facts(is_todays=is_todays), outline)),
        annexes=tuple(
            AnnexContent(one_line(annex.number), one_line(annex.document.title), absolute(annex.document.url))
            for annex in page.annexes.select_related("document")
        ),
        history=tuple(event for row in reversed(rows) if (event := event_of(row)) is not None),
        county=one_line(str(conf.get("COUNTY_NAME"))),
        repealed_on=page.repealed_on,
        changed_at=page.last_published_at,
    )


def with_html(outline: Sequence[Section]) -> list[Section]:
    return [replace(section, html=html) for section, html in zip(outline, expanded(outline), strict=True)]


def with_references(content: DocumentContent, page: NormativePage, outline: Sequence[Section]) -> DocumentContent:
    """The same with links where the text names a section or another document; for formats that are not read back."""
    return replace(content, sections=tuple(sections_of(link_references(page, with_html(outline)))))


def sections_of(sections: Iterable[Section]) -> Iterable[SectionContent]:
    for section in sections:
        yield SectionContent(
            identity=section.identity,
            number=one_line(section.number),
            level=section.level,
            heading=one_line(section.heading),
            blocks=with_whole_links(blocks_of(section.html)),
            anchor=section.link_anchor,
            citation=clean(section.citation),
        )


def with_whole_links(blocks: Sequence[Block]) -> tuple[Block, ...]:
    return tuple(
        replace(block, runs=tuple(replace(run, href=absolute(run.href)) for run in block.runs)) for block in blocks
    )


def absolute(url: str) -> str:
    """Links of the portal itself with its address, so that they lead there from a file too."""
    return f"{conf.base_url()}{url}" if url.startswith("/") and not url.startswith("//") else url


def parties_of(page: NormativePage) -> Iterable[PartyContent]:
    """By the names under which they signed."""
    for shown in shown_parties(page):
        party = shown.party
        yield PartyContent(
            one_line(party.name), one_line(party.role), one_line(shown.represented_by), left_on=party.left_on
        )


def facts_of(facts: Iterable[Fact], outline: Sequence[Section]) -> Iterable[FactContent]:
    citations = {section.identity: section.citation for section in outline}
    for fact in facts:
        yield FactContent(
            fact.label, tuple(clean(sentence) for sentence in fact.sentences), clean(citations.get(fact.clause, ""))
        )


def stated_of(page: NormativePage, parties: Sequence[PartyContent]) -> Facts:
    return Facts(
        title=one_line(page.title),
        kind=page.kind,
        language=page.locale.language_code[:2],
        parties=tuple(PartyFact(party.name, party.role, party.represented_by, 0) for party in parties),
        signed=page.signed_on,
        signed_at=one_line(page.signed_at),
        in_force=page.in_force_on,
        notice_months=page.notice_months,
        renewal=renewal_of(page),
        term_until=page.term_until if page.term == Terms.Term.UNTIL else None,
    )


def renewal_of(page: NormativePage) -> str | None:
    """In the words of the importer; None for a term that it does not know."""
    if page.term == Terms.Term.INDEFINITE:
        return "indefinite"
    if page.term == Terms.Term.UNTIL and page.term_until:
        return "fixed"
    is_yearly = (page.term, page.term_months, page.renewal) == (Terms.Term.PERIOD, YEAR, Terms.Renewal.OPTIONAL)
    return "yearly" if is_yearly and page.renewal_months == YEAR else None


def foot_of(page: NormativePage, edition: Edition) -> str:
    """Which version, and its day."""
    if edition.status in {queries.DRAFT, queries.ASKED}:
        return _("Entwurf der Fassung %(number)s") % {"number": edition.number}
    if edition.number and edition.on:
        day = {"number": edition.number, "day": long_date(edition.on)}
        end = _(", außer Kraft") if edition.status == queries.REPEALED else ""
        if edition.status == queries.FORMER and edition.until:
            end = _(", galt bis %(day)s") % {"day": long_date(edition.until)}
        return (_("Fassung %(number)s vom %(day)s") % day) + end
    changed_at = page.last_published_at
    return page.validity() or (_("Stand %(day)s") % {"day": day_of(changed_at)} if changed_at else "")


def day_of(moment: dt.datetime) -> str:
    return long_date(timezone.localtime(moment).date())
