"""The section editor: what the browser needs to draw it, and the view that numbers and checks while somebody types."""

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.staticfiles import versioned_static
from wagtail.blocks.stream_block import StreamBlockAdapter

from pages import numbering
from pages.blocks import SectionStreamBlock

MAX_ENTRIES = 10_000
MAX_NUMBER = 40

Entries = list[tuple[str, int]]


class SectionStreamAdapter(StreamBlockAdapter):
    """Draws the stream with its outline; see static/pages/editor/section_stream.js."""

    js_constructor = "pages.SectionStreamBlock"

    def js_args(self, block: SectionStreamBlock) -> list[Any]:
        name, children, defaults, meta = super().js_args(block)
        settings = {"url": reverse("pages_number_sections"), "maxLevel": numbering.MAX_LEVEL, "texts": texts()}
        return [name, children, defaults, {**meta, "outline": settings}]

    @property
    def media(self) -> forms.Media:
        names = ("deferred_text", "outline_view", "numbering", "section_stream")
        own = [versioned_static(f"pages/editor/{name}.js") for name in names]
        return super().media + forms.Media(js=own, css={"all": [versioned_static("pages/editor/sections.css")]})


def texts() -> dict[str, str]:
    """What the outline says, in the editor's language; %s is filled in by the browser."""
    return {
        "outline": _("Gliederung"),
        "one": _("1 Abschnitt"),
        "many": _("%s Abschnitte"),
        "empty": _("Noch kein Abschnitt. Mit dem Pluszeichen legen Sie den ersten an."),
        "keys": _("Pfeiltasten wählen, Eingabe öffnet. Mit Alt und Pfeiltaste verschieben, ein- und ausrücken."),
        "filter": _("Gliederung durchsuchen"),
        "openAll": _("Alle aufklappen"),
        "closeAll": _("Alle zuklappen"),
        "up": _("Mit Unterabschnitten nach oben"),
        "down": _("Mit Unterabschnitten nach unten"),
        "outdent": _("Eine Ebene höher"),
        "indent": _("Eine Ebene tiefer"),
        "insert": _("Abschnitt danach einfügen"),
        "renumber": _("Ab hier neu nummerieren"),
        "untitled": _("(ohne Überschrift)"),
        "oneFinding": _("1 Ziffer prüfen"),
        "manyFindings": _("%s Ziffern prüfen"),
        "noFindings": _("Ziffern lückenlos"),
        "checkFailed": _("Die Ziffern konnten gerade nicht geprüft werden."),
        "oneChanged": _("1 Ziffer geändert."),
        "manyChanged": _("%s Ziffern geändert."),
        "noneChanged": _("Die Ziffern stimmen schon."),
        "undo": _("Rückgängig"),
        "undone": _("Die alten Ziffern stehen wieder da."),
        "impossible": _("Das geht hier nicht."),
    }


@require_POST
def number_sections(request: HttpRequest) -> JsonResponse:
    """Findings on the numbers of a document that is being edited and, from `start` on, its numbers continued.

    Takes {"entries": [[number, level], …], "start": index or null}; stores nothing.
    """
    try:
        entries, start = read_request(request.body)
    except (ValueError, RecursionError):
        return JsonResponse({"error": _("Die Liste der Abschnitte ist nicht lesbar.")}, status=400)
    numbers = numbering.renumber(entries, start) if start is not None else None
    renumbered = list(zip(numbers, [level for _number, level in entries], strict=True)) if numbers else entries
    return JsonResponse(
        {
            "numbers": numbers,
            "due": numbering.expected(entries, start) if start is not None else "",
            "findings": [
                {"index": finding.index, "kind": finding.kind, "text": describe(finding, renumbered)}
                for finding in numbering.check(renumbered)
            ],
        }
    )


def read_request(body: bytes) -> tuple[Entries, int | None]:
    """Raises ValueError for anything but a list of [text, level] and an index into it."""
    data = json.loads(body)
    if not isinstance(data, dict) or not isinstance(data.get("entries"), list) or len(data["entries"]) > MAX_ENTRIES:
        raise ValueError
    entries = [read_entry(row) for row in data["entries"]]
    start = data.get("start")
    if start is not None and not (type(start) is int and 0 <= start < len(entries)):
        raise ValueError
    return entries, start


def read_entry(row: object) -> tuple[str, int]:
    match row:
        case [str(number), int(level)] if len(number) <= MAX_NUMBER and 1 <= level <= numbering.MAX_LEVEL:
            return " ".join(number.split()), level
        case _:
            raise ValueError


def describe(finding: numbering.Finding, entries: Sequence[tuple[str, int]]) -> str:
    """One sentence for editors: "Ziffer 3.4 folgt auf 3.2: 3.3 fehlt."."""
    if finding.kind == "duplicate":
        return _("Ziffer %(number)s steht schon weiter oben.") % {"number": finding.number}
    before = predecessor(entries, finding.index)
    missing, last = finding.expected, last_missing(finding)
    if last and last != missing:
        return _("Ziffer %(number)s folgt auf %(before)s: %(missing)s bis %(last)s fehlen.") % {
            "number": finding.number,
            "before": before,
            "missing": missing,
            "last": last,
        }
    return _("Ziffer %(number)s folgt auf %(before)s: %(missing)s fehlt.") % {
        "number": finding.number,
        "before": before,
        "missing": missing,
    }


def predecessor(entries: Sequence[tuple[str, int]], index: int) -> str:
    level = entries[index][1]
    above = (number for number, depth in reversed(entries[:index]) if number and depth <= level)
    return next(above, "")


def last_missing(finding: numbering.Finding) -> str:
    """The number just before the one found, when it counts on from the one that was due; otherwise ""."""
    number, due = numbering.parse(finding.number), numbering.parse(finding.expected)
    if number is None or due is None or number.parts[:-1] != due.parts[:-1] or number.parts[-1] < 2:
        return ""
    return numbering.printed_as(due, (*number.parts[:-1], number.parts[-1] - 1))


def findings_of(entries: Sequence[tuple[str, int]], first: range = range(0)) -> list[str]:
    """In reading order, those that concern the places in `first` before all others."""
    found = sorted(numbering.check(entries), key=lambda one: not (one.index in first or one.other in first))
    return [describe(finding, entries) for finding in found]
