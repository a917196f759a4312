"""An outline as plain data and back: the process that builds it answers with nothing else (R62)."""

import datetime as dt
from dataclasses import fields
from typing import Any

from pages.importer.facts.evidence import Evidence
from pages.importer.facts.parties import PartyFact
from pages.importer.facts.reading import Facts
from pages.importer.furniture import Leftover
from pages.importer.notes import Note
from pages.importer.ocr.edits import Repair
from pages.importer.outline import Outline, OutlineSection

DAYS = ("signed", "in_force", "term_until")
PARTS = ("sections", "repairs", "unplaced", "notes")


def plain(outline: Outline) -> dict[str, Any]:
    facts = {**values(outline.facts), "parties": [values(party) for party in outline.facts.parties]}
    facts["evidence"] = {name: values(one) for name, one in outline.facts.evidence.items()}
    facts |= {name: facts[name].isoformat() for name in DAYS if facts[name]}
    parts = {name: [values(one) for one in getattr(outline, name)] for name in PARTS}
    return {**values(outline), "facts": facts, **parts}


def values(entry: Any) -> dict[str, Any]:
    return {one.name: getattr(entry, one.name) for one in fields(entry)}


def outline_of(row: dict[str, Any]) -> Outline:
    facts = {**row["facts"], "parties": tuple(PartyFact(**party) for party in row["facts"]["parties"])}
    facts |= {name: dt.date.fromisoformat(facts[name]) for name in DAYS if facts[name]}
    facts["evidence"] = {name: Evidence(**one) for name, one in facts["evidence"].items()}
    sections = tuple(
        OutlineSection(**{**one, "path": tuple(one["path"]), "lines": tuple(one["lines"])}) for one in row["sections"]
    )
    return Outline(
        **{
            **row,
            "facts": Facts(**facts),
            "sections": sections,
            "repairs": tuple(Repair(**one) for one in row["repairs"]),
            "unplaced": tuple(Leftover(**one) for one in row["unplaced"]),
            "notes": tuple(Note(**one) for one in row["notes"]),
        }
    )
