"""Documents as entries of the index, and back."""

import json
from base64 import b64encode
from binascii import a2b_base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from search import meaning
from search.answering.reader import FACETS, Entry, PassageLines
from search.documents import ALL, Document, Ingredients, fingerprint
from search.engines.packing import dump, facets_of, load
from search.engines.words import Splitter, WordCounts
from search.language import analysis, german, numbers
from search.language.analysis import FIELDS, NEXT

# How often the stems of each field stand in the common field: about the weights of the ranking.
REPEATED = (5, 3, 2, 1, 2, 1)
HEADING, HEADING_EXTRA = map(FIELDS.index, ("heading", "heading_extra"))
HEAD = 4
# Suggestions are asked for with the beginnings of words, up to so many letters.
SHORTEST, LONGEST = 1, 8

Action = dict[str, Any]


def document_id(owner: str, place: int) -> str:
    return f"d:{owner}:{place}"


def packed_line(*values: object) -> str:
    """Values as one binary field of the index."""
    return b64encode(
        "\x1f".join(str(value).replace("\x1f", " ") for value in values).encode("utf-8", "replace")
    ).decode()


def unpacked_line(stored: str) -> list[str]:
    return a2b_base64(stored).decode().split("\x1f")


def entry(stored: str) -> Entry:
    owner, place, *rest = unpacked_line(stored)
    boost, head = rest[len(FACETS)], rest[len(FACETS) + 1 :][:HEAD]
    lines = rest[len(FACETS) + 1 + HEAD :]
    passages = tuple(map(PassageLines, lines[::2], lines[1::2]))
    return Entry((owner, int(place)), tuple(rest[: len(FACETS)]), float(boost), tuple(head), passages)


def counts_of(hits: Iterable[Mapping[str, Any]]) -> WordCounts:
    """What stored documents brought along, read with their `entry` and `display`."""
    counts = WordCounts()
    for hit in hits:
        one, display = entry(hit["fields"]["entry"][0]), hit["fields"]["display"][0]
        lines = (*one.head, *(line for passage in one.passages for line in passage))
        counts.count(load(unpacked_line(display)[0]), lines, [passage.stems for passage in one.passages])
    return counts


class Writer:
    """Turns documents into bulk actions and counts the words they bring."""

    def __init__(self, split: Splitter, using: Ingredients = ALL) -> None:
        self.split = split
        self.analyst = analysis.Analyst(split, using)
        self.counts = WordCounts()
        self.languages: set[str] = set()

    def actions(self, owner: str, documents: Sequence[Document]) -> list[Action]:
        mark = fingerprint(documents)
        return [self._action(owner, place, document) | {"digest": mark} for place, document in enumerate(documents)]

    def _action(self, owner: str, place: int, document: Document) -> Action:
        analysed = analysis.analysed(document, self.analyst)
        self.counts.add(document, analysed, self.split)
        self.languages.add(document.language[:2])
        values = (owner, place, *facets_of(document), document.boost, *analysed.head)
        lines = (line for passage in analysed.passages for line in (passage.stems, passage.beside))
        fields = analysed.lines()
        return {
            "_op_type": "index",
            "_id": document_id(owner, place),
            "owner": owner,
            "audience": document.audience,
            "kind": document.kind,
            "document_title": document.document_title,
            "language": document.language,
            "status": document.status,
            "organisations": list(document.organisations),
            "months": list(document.months),
            "meaning": meaning.digest(meaning.wording(document)).hex(),
            "all": repeated(fields),
            "wording": [field for field in (fields[0], *fields[2:5]) if field],
            "heading": f"{fields[HEADING]} {fields[HEADING_EXTRA].replace(NEXT, '')}",
            "beginnings": beginnings(f"{document.title} {document.number}"),
            "entry": packed_line(*values, *lines),
            "display": packed_line(dump(document)),
            **cited(document, packed_line(*values)),
        }


def repeated(fields: Sequence[str]) -> str:
    return " ".join(
        field.replace(NEXT, "") for field, times in zip(fields, REPEATED, strict=True) for _n in range(times) if field
    )


def beginnings(title: str) -> str:
    """What somebody has typed of a word of the heading so far."""
    forms = [token.form for token in german.tokens(title)]
    return " ".join(dict.fromkeys(form[:end] for form in forms for end in range(SHORTEST, LONGEST + 1)))


def cited(document: Document, head: str) -> Action:
    """The numbers a document is found by, with what it takes to tell how close they are to the one asked for."""
    former = [(numbers.cited_parts(printed), printed) for printed in document.former_numbers]
    known = [(parts, was) for parts, was in [(numbers.printed_parts(document.number_path), ""), *former] if parts]
    if not known:
        return {}
    steps = json.dumps([([(part.style, part.value) for part in parts], was) for parts, was in known])
    return {
        "numbers": sorted({key for parts, _was in known for key in numbers.keys(parts)}),
        "head": head,
        "cited": packed_line(steps),
    }
