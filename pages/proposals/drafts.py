"""The draft of a document as proposals meet it: whether a section still says what somebody wanted changed, and the change itself."""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pages.documents.sections import Section
from pages.models import NormativePage, Proposal
from pages.proposals import wording

CHANGED, GONE = "changed", "gone"
Raw = dict[str, Any]
Kind = Proposal.Kind


@dataclass(frozen=True)
class Text:
    heading: str
    html: str

    @property
    def digest(self) -> str:
        """The same for what reads the same, however the editor has stored it."""
        said = repr((" ".join(self.heading.split()), wording.canonical(self.html)))
        return hashlib.sha256(said.encode()).hexdigest()


def text_of(section: Section) -> Text:
    return Text(section.heading, section.source_html)


def before(proposal: Proposal) -> Text:
    return Text(proposal.heading_before, proposal.before)


def wanted(proposal: Proposal) -> Text:
    return Text(proposal.heading, proposal.after)


def found(sections: Iterable[Section], identity: str) -> Section | None:
    return next((one for one in sections if one.identity == identity), None)


def conflict(sections: Iterable[Section], proposal: Proposal) -> str:
    """Why a proposal cannot go into a text as it is: its section reads differently now, or is gone. "" where it can."""
    section = found(sections, proposal.section)
    if section is None:
        return "" if proposal.kind == Kind.DELETE else GONE
    known = (
        {before(proposal).digest, wanted(proposal).digest}
        if proposal.kind == Kind.REWORD
        else {before(proposal).digest}
    )
    return "" if proposal.kind == Kind.ADD or text_of(section).digest in known else CHANGED


def conflicts(document: NormativePage, proposals: Iterable[Proposal]) -> dict[int, str]:
    """Of these proposals those that cannot go into the draft as they are."""
    rows = list(proposals)
    outline = latest(document).outline() if rows else []
    return {row.pk: reason for row in rows if (reason := conflict(outline, row))}


def changed(raw: Iterable[Raw], proposal: Proposal, text: Text, new_identity: str = "") -> list[Raw]:
    """The sections with the proposal in them. A new section stands after the one named and all below that."""
    rows = [dict(row) for row in raw]
    place = next((at for at, row in enumerate(rows) if row.get("id") == proposal.section), None)
    if place is None:
        return rows
    if proposal.kind == Kind.DELETE:
        return rows[:place] + rows[place + 1 :]
    if proposal.kind == Kind.ADD:
        end = end_of(rows, place)
        return [*rows[:end], new_row(text, level_of(rows[place]), new_identity), *rows[end:]]
    rows[place]["value"] = {**rows[place]["value"], "heading": text.heading, "text": text.html}
    return rows


def level_of(row: Raw) -> int:
    return int(row["value"].get("level") or 1)


def end_of(rows: list[Raw], place: int) -> int:
    """Where the section and those below it end."""
    below = (at for at in range(place + 1, len(rows)) if level_of(rows[at]) <= level_of(rows[place]))
    return next(below, len(rows))


def new_row(text: Text, level: int, identity: str) -> Raw:
    value = {"number": "", "level": level, "heading": text.heading, "text": text.html}
    return {"type": "section", "id": identity or str(uuid.uuid4()), "value": value}


def latest(document: NormativePage) -> NormativePage:
    """The draft, or the published page where nothing has been drafted since."""
    draft: NormativePage = document.get_latest_revision_as_object()
    return draft


def holds(sections: Iterable[Section], proposal: Proposal) -> bool:
    """Whether a text has what was put into the draft for a proposal; its words may have been refined since."""
    section = found(sections, proposal.section)
    if proposal.kind == Kind.ADD:
        return not proposal.new_section or found(sections, proposal.new_section) is not None
    if proposal.kind == Kind.DELETE:
        return section is None
    return section is None or text_of(section).digest != before(proposal).digest
