"""Documents as entries of the index, one a passage, with the words they bring; and back."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from search import analysis, german, numbers
from search.analysis import FIELDS, NEXT, Row
from search.documents import Document
from search.engines.packing import dump, packed, unpacked

# How often the stems of each field stand in the common field: about the weights of the ranking.
REPEATED = (5, 3, 2, 1, 2, 1)
TEXT = FIELDS.index("text")

Action = dict[str, Any]


def digest(documents: Sequence[Document]) -> str:
    return hashlib.sha256("\n".join(map(dump, documents)).encode()).hexdigest()[:32]


def passage_id(owner: str, place: int, part: int) -> str:
    return f"p:{owner}:{place}:{part}"


def word_id(form: str) -> str:
    return f"w:{form}"


def grams(form: str) -> str:
    return " ".join(form[at : at + 3] for at in range(len(form) - 2))


class Writer:
    """Turns documents into bulk actions. `stored` tells the packed compounds of those words that the index knows."""

    def __init__(self, stored: Callable[[Sequence[str]], Mapping[str, str]]) -> None:
        self.stored = stored
        self._compounds: dict[str, str | None] = {}
        self._split: dict[str, german.Compound] = {}
        self._forms: set[str] = set()

    def actions(self, owner: str, documents: Sequence[Document]) -> list[Action]:
        self._learn(documents)
        mark = digest(documents)
        found: list[Action] = []
        for place, document in enumerate(documents):
            for part, row in enumerate(analysis.rows(document, self.split)):
                found.append(passage(owner, place, part, document, row) | {"digest": mark})
            found += self._words(document)
        return found

    def _learn(self, documents: Iterable[Document]) -> None:
        forms = {form for document in documents for form in analysis.words(document)} - self._compounds.keys()
        known = self.stored(sorted(forms)) if forms else {}
        self._compounds.update((form, known.get(form)) for form in forms)
        self._forms.update(known)

    def split(self, word: str) -> german.Compound:
        """The compound parts of a word in its real spelling; what the index knows already needs no dictionary."""
        if word not in self._split:
            stored = self._compounds.get(german.fold(word))
            self._split[word] = german.dictionary_parts(word) if stored is None else unpacked(stored)
        return self._split[word]

    def _words(self, document: Document) -> list[Action]:
        found: list[Action] = []
        for form, shown in analysis.words(document).items():
            if form in self._forms:
                continue
            compound = self.split(shown) if document.language.startswith("de") else german.Compound()
            parts = {german.fold(part): part.capitalize() for part in (*compound.atoms, *compound.spans)}
            found.append(word(form, shown, compound))
            found += [word(p, s, german.Compound()) for p, s in parts.items() if p not in self._forms and p != form]
            self._forms.update((form, *parts))
        return found


def word(form: str, shown: str, compound: german.Compound) -> Action:
    return {
        "_op_type": "create",
        "_id": word_id(form),
        "form": form,
        "length": len(form),
        "grams": grams(form),
        "shown": shown,
        "compound": packed(compound),
    }


def passage(owner: str, place: int, part: int, document: Document, row: Row) -> Action:
    fields = dict(zip(FIELDS, row.fields, strict=True))
    found: Action = {
        "_op_type": "index",
        "_id": passage_id(owner, place, part),
        "owner": owner,
        "place": place,
        "part": part,
        "audience": document.audience,
        "kind": document.kind,
        "document_title": document.document_title,
        "language": document.language,
        "status": document.status,
        "boost": document.boost,
        "size": row.fields[TEXT].count(" ") + 1,
        "all": " ".join(
            field.replace(NEXT, "") for field, times in zip(row.fields, REPEATED, strict=True) for _n in range(times)
        ),
        "stems": list(row.fields),
        "text": row.text,
    }
    return found if part else found | first(document, fields)


def first(document: Document, fields: Mapping[str, str]) -> Action:
    """What only the first passage of a document holds."""
    cited = [(numbers.cited_parts(printed), printed) for printed in document.former_numbers]
    known = [(parts, former) for parts, former in [(numbers.printed_parts(document.number_path), ""), *cited] if parts]
    return {
        "is_first": True,
        "data": dump(document),
        "heading": fields["heading"],
        "heading_extra": fields["heading_extra"].replace(NEXT, ""),
        "numbers": sorted({parts[-1].value for parts, _former in known}),
        "cited": [{"path": [[part.style, part.value] for part in parts], "former": former} for parts, former in known],
    }
