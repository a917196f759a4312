"""How both engines write documents, their facets and compounds down."""

import json
from datetime import date

from search.answering.reader import BETWEEN
from search.documents import Document
from search.language import compounds


def dump(document: Document) -> str:
    changed_on = document.changed_on.isoformat() if document.changed_on else None
    data = {**vars(document), "changed_on": changed_on}
    return json.dumps(data, ensure_ascii=False)


def load(data: str) -> Document:
    fields = json.loads(data)
    for name in ("number_path", "former_numbers", "path", "document_aliases", "organisations", "months"):
        fields[name] = tuple(fields[name])
    fields["changed_on"] = date.fromisoformat(fields["changed_on"]) if fields["changed_on"] else None
    return Document(**fields)


def facets_of(document: Document) -> tuple[str, ...]:
    """The values of reader.FACETS."""
    several = (BETWEEN.join(document.organisations), BETWEEN.join(document.months))
    return (document.kind, document.document_title, document.language, document.status, *several)


def packed(compound: compounds.Compound) -> str:
    return (
        "|".join(" ".join(words) for words in (compound.parts, compound.atoms, compound.spans))
        if compound.parts
        else ""
    )


def unpacked(stored: str) -> compounds.Compound:
    if not stored:
        return compounds.Compound()
    parts, atoms, spans = (tuple(words.split()) for words in stored.split("|"))
    return compounds.Compound(parts, atoms, spans)
