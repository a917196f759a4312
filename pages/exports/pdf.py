"""A document, a version or a section as an accessible PDF."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pages.documents.facts_box import long_date
from pages.exports.content import DocumentContent, PartyContent, SectionContent, unskipped_levels, with_subsections
from pages.rich_runs import Group, Run, grouped
from portal import conf
from portal.pdf import Frame, render

TEMPLATE = Path(__file__).parent / "typst" / "document.typ"
SECTIONS_WITHOUT_CONTENTS = 12
LONGEST_IN_HEADER = 70


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
        "sections": [
            section_data(section, level) for section, level in zip(sections, unskipped_levels(sections), strict=True)
        ],
        "source": _("Der gültige Text steht im Portal: %(url)s") % {"url": ""},
        "url": content.url.encode(),
        "shown_url": content.url,
    }


def frame_of(content: DocumentContent, head: str, at: dt.datetime) -> Frame:
    return Frame(
        title=shortened(head),
        county=str(conf.get("COUNTY_NAME")),
        printed_on=_("gedruckt am %(day)s") % {"day": long_date(timezone.localtime(at).date())},
        page=_("Seite {page} von {pages}"),
        note=content.foot,
        language=content.language[:2],
    )


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_IN_HEADER else f"{text[:LONGEST_IN_HEADER].rstrip()}…"


def section_data(section: SectionContent, level: int) -> dict[str, Any]:
    return {
        "level": level,
        "number": section.number,
        "heading": section.heading,
        "text": [group_data(group) for group in grouped(section.blocks)],
    }


def group_data(group: Group) -> dict[str, Any]:
    items = [{"runs": runs_data(item.runs), "below": [group_data(one) for one in item.below]} for item in group.items]
    return {"kind": group.kind, "items": items}


def runs_data(runs: Sequence[Run]) -> list[dict[str, Any]]:
    """Addresses travel as bytes, for texts may be broken where they are long."""
    return [
        {"t": one.text, "b": one.bold, "i": one.italic, "h": one.href.encode() or None}
        for run in runs
        for one in lines_apart(run)
    ]


def lines_apart(run: Run) -> list[Run]:
    pieces = run.text.split("\n")
    return [
        one
        for index, piece in enumerate(pieces)
        for one in ([Run("\n")] if index else []) + ([replace(run, text=piece)] if piece else [])
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
