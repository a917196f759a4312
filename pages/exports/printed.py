"""What all printed files of documents share: the frame of their pages, and words with links for Typst."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pages.documents.facts_box import long_date
from pages.exports.content import DocumentContent
from pages.rich_runs import Group, Item, Run
from portal import conf
from portal.pdf import Frame

LONGEST_IN_HEADER = 70


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


@dataclass(frozen=True)
class Words:
    """Writes what links lead to: a section that is printed too, or an address."""

    url: str
    printed: Collection[str] = ()

    def groups(self, groups: Sequence[Group]) -> list[dict[str, Any]]:
        return [{"kind": group.kind, "items": [self._item(item) for item in group.items]} for group in groups]

    def _item(self, item: Item) -> dict[str, Any]:
        return {"runs": self.runs(item.runs), "below": self.groups(item.below)}

    def runs(self, runs: Sequence[Run]) -> list[dict[str, Any]]:
        """Addresses travel as bytes, for texts may be broken where they are long."""
        return [self._run(one) for run in runs for one in lines_apart(run)]

    def _run(self, run: Run) -> dict[str, Any]:
        inside = run.href[1:] if run.href[:1] == "#" and run.href[1:] in self.printed else None
        href = f"{self.url}{run.href}" if run.href.startswith("#") else run.href
        outside = href.encode() if href and not inside else None
        return {"t": run.text, "b": run.bold, "i": run.italic, "h": outside, "l": inside, "m": run.mark}


def lines_apart(run: Run) -> list[Run]:
    pieces = run.text.split("\n")
    return [
        one
        for index, piece in enumerate(pieces)
        for one in ([Run("\n")] if index else []) + ([replace(run, text=piece)] if piece else [])
    ]
