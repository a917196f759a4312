"""Sections and terms of the published documents, for `portal.agreed`."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from wagtail.models import Locale

from pages.documents.sections import Section, anchor_of, possible_anchors
from pages.documents.validity import in_force_on
from pages.models import NormativePage, Party
from portal.agreed import Agreed, AgreedSection, SectionKey


def sections(keys: Collection[SectionKey]) -> Mapping[SectionKey, AgreedSection]:
    """In the reader's language where there is a translation. Documents that not everybody may open are left out."""
    documents = read_documents({key.document for key in keys})
    found = ((key, found_in(documents.get(key.document, ()), key)) for key in keys)
    return {key: section for key, section in found if section is not None}


def read_documents(names: Collection[str]) -> dict[str, list[NormativePage]]:
    """By name asked for: the pages that have it, those in the active language first; two queries."""
    keys = [name for name in names if is_key(name)]
    named = Q(translation_key__in=keys) | Q(short_title__in=names) | Q(cited_as__in=names)
    pages = NormativePage.objects.live().public().filter(named).filter(locale__in=locales())
    pages = pages.select_related("locale").prefetch_related("former_numbers").order_by("title", "pk")
    in_order = sorted(pages, key=lambda page: page.locale.language_code != get_language())
    return {name: [page for page in in_order if name in names_of(page)] for name in names}


def names_of(page: NormativePage) -> set[str]:
    return {str(page.translation_key), page.short_title, page.cited_as}


def locales() -> QuerySet[Locale]:
    codes = {get_language() or "", Locale.get_default().language_code}
    found: QuerySet[Locale] = Locale.objects.filter(language_code__in=codes)
    return found


def is_key(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True


def found_in(pages: Iterable[NormativePage], key: SectionKey) -> AgreedSection | None:
    for page in pages:
        outline = page.outline()
        identity = key.identity or identity_of(page, outline, key.number)
        section = next((one for one in outline if identity and one.identity == identity), None)
        if section is not None:
            return agreed_section(page, section)
    return None


def identity_of(page: NormativePage, outline: list[Section], number: str) -> str:
    """The section that has the number today, else the one that had it last, as a link by number does."""
    anchor = anchor_of(outline, number) if number else ""
    if anchor:
        return next(one.identity for one in outline if one.link_anchor == anchor)
    asked = possible_anchors(number) if number else set()
    return next((row.section for row in page.former_numbers.all() if row.anchor in asked), "")


def agreed_section(page: NormativePage, section: Section) -> AgreedSection:
    return AgreedSection(
        document=str(page.translation_key),
        identity=section.identity,
        title=f"{page.cite_name()} {section.citation}",
        number=section.citation,
        heading=section.heading,
        url=f"{page.get_url() or ''}#{section.link_anchor}",
    )


def response_days(parties: Collection[int], day: dt.date) -> Iterator[Agreed]:
    """One query: agreements in force that day which each of the organisations has signed and not left."""
    pages = NormativePage.objects.live().filter(
        in_force_on(day),
        kind=NormativePage.Kind.AGREEMENT,
        locale=Locale.get_default(),
        response_days__isnull=False,
    )
    for organisation in set(parties):
        signed = Party.objects.filter(Q(left_on=None) | Q(left_on__gt=day), page=OuterRef("pk"))
        pages = pages.filter(Exists(signed.filter(organisation=organisation)))
    for page in pages.select_related("locale"):
        yield agreed_days(page)


def agreed_days(page: NormativePage) -> Agreed:
    clause = page.response_clause
    section = next((one for one in page.outline() if clause and one.identity == clause), None)
    url = page.get_url() or ""
    return Agreed(
        value=page.response_days or 0,
        document_title=page.cite_name(),
        document_key=str(page.translation_key),
        section_number=section.citation if section else "",
        url=f"{url}#{section.link_anchor}" if section else url,
    )
