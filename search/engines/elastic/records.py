"""Documents as entries of the index, one a passage, with the words they bring; and back."""

import json
from base64 import b64encode
from binascii import a2b_base64
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from search import meaning
from search.answering.reader import BETWEEN
from search.documents import Document, fingerprint
from search.engines.packing import dump, packed, unpacked
from search.language import analysis, compounds, german, numbers
from search.language.analysis import FIELDS, NEXT, Row

# How often the stems of each field stand in the common field: about the weights of the ranking.
REPEATED = (5, 3, 2, 1, 2, 1)
HEADING, HEADING_EXTRA, TEXT = map(FIELDS.index, ("heading", "heading_extra", "text"))

Action = dict[str, Any]


def passage_id(owner: str, place: int, part: int) -> str:
    return f"p:{owner}:{place}:{part}"


def word_id(form: str) -> str:
    return f"w:{form}"


def grams(form: str) -> str:
    return " ".join(form[at : at + 3] for at in range(len(form) - 2))


def packed_line(*values: object) -> str:
    """Values as one binary field of the index."""
    return b64encode(
        "\x1f".join(str(value).replace("\x1f", " ") for value in values).encode("utf-8", "replace")
    ).decode()


def unpacked_line(stored: str) -> list[str]:
    return a2b_base64(stored).decode().split("\x1f")


def facets(document: Document) -> tuple[str, ...]:
    """The values of reader.FACETS."""
    several = (BETWEEN.join(document.organisations), BETWEEN.join(document.months))
    return (document.kind, document.document_title, document.language, document.status, *several)


class Writer:
    """Turns documents into bulk actions. `stored` tells the packed compounds of those words that the index knows."""

    def __init__(self, stored: Callable[[Sequence[str]], Mapping[str, str]]) -> None:
        self.stored = stored
        self._compounds: dict[str, str | None] = {}
        self._split: dict[str, compounds.Compound] = {}
        self._forms: set[str] = set()
        self.analyst = analysis.Analyst(self.split)

    def actions(self, owner: str, documents: Sequence[Document]) -> list[Action]:
        words = [analysis.words(document) for document in documents]
        self._learn({form for forms in words for form in forms})
        dumps = list(map(dump, documents))
        mark = fingerprint(documents)
        actions: list[Action] = []
        for place, document in enumerate(documents):
            for part, row in enumerate(analysis.rows(document, self.analyst)):
                entry = passage(owner, place, part, document, row) | {"digest": mark}
                entry["display"] = packed_line(owner, place, part, *display(row.text, document, part, dumps[place]))
                actions.append(entry if part else entry | first(document, row))
            actions += self._words(words[place], is_german=document.language.startswith("de"))
        return actions

    def _learn(self, forms: set[str]) -> None:
        unknown = sorted(form for form in forms if form not in self._compounds)
        known = self.stored(unknown) if unknown else {}
        self._compounds.update((form, known.get(form)) for form in unknown)
        self._forms.update(known)

    def split(self, word: str) -> compounds.Compound:
        """The compound parts of a word in its real spelling; what the index knows already needs no dictionary."""
        if word not in self._split:
            stored = self._compounds.get(german.fold(word))
            self._split[word] = compounds.dictionary_parts(word) if stored is None else unpacked(stored)
        return self._split[word]

    def _words(self, words: Mapping[str, str], *, is_german: bool) -> list[Action]:
        actions: list[Action] = []
        for form in words.keys() - self._forms:
            shown = words[form]
            compound = self.split(shown) if is_german else compounds.Compound()
            parts = {german.fold(part): part.capitalize() for part in (*compound.atoms, *compound.spans)}
            actions.append(word(form, shown, compound))
            actions += [
                word(p, s, compounds.Compound()) for p, s in parts.items() if p not in self._forms and p != form
            ]
            self._forms.update((form, *parts))
        return actions


def word(form: str, shown: str, compound: compounds.Compound) -> Action:
    return {
        "_op_type": "create",
        "_id": word_id(form),
        "form": form,
        "length": len(form),
        "grams": grams(form),
        "shown": shown,
        "compound": packed(compound),
    }


def display(text: str, document: Document, part: int, data: str) -> tuple[str, str]:
    """The text of a passage, unless it is the document's, and beside the first passage the document."""
    return ("" if text == document.text else text, "" if part else data)


def passage(owner: str, place: int, part: int, document: Document, row: Row) -> Action:
    return {
        "_op_type": "index",
        "_id": passage_id(owner, place, part),
        "owner": owner,
        "audience": document.audience,
        "kind": document.kind,
        "document_title": document.document_title,
        "language": document.language,
        "status": document.status,
        "organisations": list(document.organisations),
        "months": list(document.months),
        "wording": meaning.digest(meaning.wording(document, row.text)).hex(),
        "size": row.fields[TEXT].count(" ") + 1,
        "all": " ".join(
            field.replace(NEXT, "") for field, times in zip(row.fields, REPEATED, strict=True) for _n in range(times)
        ),
        "entry": packed_line(owner, place, part, *facets(document), document.boost, *row.fields),
    }


def first(document: Document, row: Row) -> Action:
    """What only the first passage of a document holds."""
    cited = [(numbers.cited_parts(printed), printed) for printed in document.former_numbers]
    known = [(parts, former) for parts, former in [(numbers.printed_parts(document.number_path), ""), *cited] if parts]
    return {
        "is_first": True,
        "heading": row.fields[HEADING],
        "heading_extra": row.fields[HEADING_EXTRA].replace(NEXT, ""),
        "numbers": sorted({parts[-1].value for parts, _former in known}),
        "cited": packed_line(
            json.dumps([([(part.style, part.value) for part in parts], former) for parts, former in known])
        ),
    }
