"""A document, a version or a section as an accessible PDF."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from pages.documents.facts_box import long_date
from pages.exports.content import DocumentContent, PartyContent, SectionContent, unskipped_levels, with_subsections
from pages.exports.printed import Words, frame_of
from pages.rich_runs import grouped
from portal.pdf import render

TEMPLATE = Path(__file__).parent / "typst" / "document.typ"
SECTIONS_WITHOUT_CONTENTS = 12


def document_file(content: DocumentContent, at: dt.datetime) -> bytes:
    data = {**data_of(content, content.sections), "facts": fact_rows(content), "summary": content.summary}
    return render(TEMPLATE, data, frame=frame_of(content, content.cite_name, at), at=at)


def section_file(content: DocumentContent, identity: str, at: dt.datetime) -> bytes:
    """With all that stands below it."""
    chosen = with_subsections(content.sections, identity)
    first = chosen[0]
    head = f"{content.cite_name}, {first.citation or first.label}"
    data = {**data_of(content, chosen), "title": head, "contents": "", "kicker": content.title, "whole_title": head}
    return render(TEMPLATE, data, frame=frame_of(content, head, at), at=at)


def data_of(content: DocumentContent, sections: Sequence[SectionContent]) -> dict[str, Any]:
    return {
        "title": content.title,
        "whole_title": content.title,
        "kicker": " · ".join(filter(None, (content.kind_name, content.short_title))),
        "note": content.foot,
        "summary": "",
        "facts": [],
        "contents": _("Inhalt") if len(sections) > SECTIONS_WITHOUT_CONTENTS else "",
        "heads": [_("Angabe"), _("Inhalt")],
        "sections": sections_data(content, sections),
        "source": _("Der gültige Text steht im Portal: %(url)s") % {"url": ""},
        "url": content.url.encode(),
        "shown_url": content.url,
    }


def sections_data(content: DocumentContent, sections: Sequence[SectionContent]) -> list[dict[str, Any]]:
    printed = {section.anchor for section in sections if section.anchor and section.label}
    words = Words(content.url, printed)
    return [
        {
            "level": level,
            "number": section.number,
            "heading": section.heading,
            "anchor": section.anchor if section.anchor in printed else "",
            "text": words.groups(grouped(section.blocks)),
        }
        for section, level in zip(sections, unskipped_levels(sections), strict=True)
    ]


def fact_rows(content: DocumentContent) -> list[list[Any]]:
    """Label and lines of each."""
    rows: list[list[Any]] = [[_("Beteiligte"), [party_line(party) for party in content.parties]]]
    for fact in content.facts:
        clause = f" ({fact.clause})" if fact.clause else ""
        rows.append([fact.label, [f"{'; '.join(fact.sentences)}{clause}"]])
    rows.append([_("Anlagen"), [" ".join(filter(None, (annex.number, annex.title))) for annex in content.annexes]])
    return [row for row in rows if row[1]]


def party_line(party: PartyContent) -> str:
    said = [party.name, party.role]
    if party.represented_by:
        said.append(_("vertreten durch %(name)s") % {"name": party.represented_by})
    if party.left_on:
        said.append(_("ausgeschieden am %(day)s") % {"day": long_date(party.left_on)})
    return ", ".join(filter(None, said))
