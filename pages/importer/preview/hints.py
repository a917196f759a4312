"""From which words of the document a proposed fact was read, and how sure that is; beside the field that holds it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from pages.importer.facts.evidence import SURE, UNSURE, Evidence
from pages.importer.facts.reading import Facts
from pages.importer.preview.spots import Places, Spot

# Field of the form -> fact of the document.
FACTS = {
    "title": "title",
    "kind": "kind",
    "signed_on": "signed",
    "signed_at": "signed_at",
    "in_force_on": "in_force",
    "notice_months": "notice_months",
    "term": "renewal",
    "term_until": "term_until",
    "parties": "parties",
}


@dataclass(frozen=True)
class Hint:
    quote: str
    certainty: str
    is_sure: bool
    is_unsure: bool
    spot: Spot


def hints_of(facts: Facts, places: Places) -> Mapping[str, Hint]:
    """By field of the form; none for what the file itself states."""
    found = {field: facts.evidence.get(fact) for field, fact in FACTS.items()}
    return {field: hint_of(evidence, places) for field, evidence in found.items() if evidence}


def hint_of(evidence: Evidence, places: Places) -> Hint:
    return Hint(
        quote=evidence.quote,
        certainty=gettext(evidence.certainty),
        is_sure=evidence.certainty == SURE,
        is_unsure=evidence.certainty == UNSURE,
        spot=places.spot(evidence.line),
    )
