"""From a document of the portal to plain data."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from pages.contacts import shown_parties
from pages.documents.facts_box import long_date
from pages.documents.sections import Section, expanded
from pages.exports.content import (
    AnnexContent,
    DocumentContent,
    Edition,
    FactContent,
    PartyContent,
    SectionContent,
)
from pages.importer.facts import Facts
from pages.importer.parties import PartyFact
from pages.models import NormativePage
from pages.models.terms import Terms
from pages.rich_runs import Block, blocks_of, clean, one_line
from portal import conf

YEAR = 12


def current(page: NormativePage) -> DocumentContent:
    """The published text, as of today."""
    return content_of(page, page.outline(), edition_of(page))


def edition_of(page: NormativePage) -> Edition:
    return Edition(on=page.in_force_on, status=page.status(), words=page.validity())


def content_of(page: NormativePage, outline: Sequence[Section], edition: Edition) -> DocumentContent:
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
        foot=foot_of(edition, page.last_published_at),
        stated=stated_of(page, parties),
        sections=tuple(sections_of(outline)),
        parties=parties,
        facts=tuple(facts_of(page, outline)),
        annexes=tuple(
            AnnexContent(one_line(annex.number), one_line(annex.document.title), absolute(annex.document.url))
            for annex in page.annexes.select_related("document")
        ),
        repealed_on=page.repealed_on,
        changed_at=page.last_published_at,
    )


def sections_of(outline: Sequence[Section]) -> Iterable[SectionContent]:
    for section, html in zip(outline, expanded(outline), strict=True):
        yield SectionContent(
            identity=section.identity,
            number=one_line(section.number),
            level=section.level,
            heading=one_line(section.heading),
            blocks=with_whole_links(blocks_of(html)),
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


def facts_of(page: NormativePage, outline: Sequence[Section]) -> Iterable[FactContent]:
    citations = {section.identity: section.citation for section in outline}
    for fact in page.facts():
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


def foot_of(edition: Edition, changed_at: dt.datetime | None) -> str:
    """Which version, and its day."""
    if edition.number and edition.on:
        return _("Fassung %(number)s vom %(day)s") % {"number": edition.number, "day": long_date(edition.on)}
    return edition.words or (_("Stand %(day)s") % {"day": day_of(changed_at)} if changed_at else "")


def day_of(moment: dt.datetime) -> str:
    return long_date(timezone.localtime(moment).date())
