"""What a version changes as an accessible PDF: new and deleted words are told by signs, lines and colour."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from pages.exports.content import ChangedSection, ComparisonContent
from pages.exports.printed import Words, frame_of
from pages.rich_runs import grouped
from portal.pdf import render

TEMPLATE = Path(__file__).parent / "typst" / "comparison.typ"


def comparison_file(compared: ComparisonContent, at: dt.datetime) -> bytes:
    document = compared.document
    numbers = {"old": compared.old_number, "new": document.edition.number}
    title = _("%(name)s: Was Fassung %(new)s gegenüber Fassung %(old)s ändert") % {
        **numbers,
        "name": document.cite_name,
    }
    words = Words(document.url)
    data = {
        "title": title,
        "kicker": document.title,
        "between": [f"{_('bisher')}: {compared.old_foot}", f"{_('jetzt')}: {document.foot}"],
        "legend": [{"m": "ins", "t": _("neu")}, {"m": "del", "t": _("gestrichen")}],
        "said": [one for one in (compared.note, compared.reason) if one],
        "facts_title": _("Geänderte Eckdaten"),
        "heads": [_("Angabe"), _("bisher"), _("jetzt")],
        "facts": [[fact.label, fact.old or "–", fact.new or "–"] for fact in compared.facts],
        "sections_title": _("Geänderte Abschnitte"),
        "none": "" if compared.sections else _("Im Text der beiden Fassungen ist kein Unterschied."),
        "sections": [section_data(section, words) for section in compared.sections],
    }
    head = _("%(name)s, Vergleich %(old)s – %(new)s") % {**numbers, "name": document.cite_name}
    return render(TEMPLATE, data, frame=frame_of(document, head, at), at=at)


def section_data(section: ChangedSection, words: Words) -> dict[str, Any]:
    return {
        "number": words.runs(section.number),
        "heading": words.runs(section.heading),
        "words": "; ".join(section.words),
        "text": words.groups(grouped(section.blocks)),
    }
