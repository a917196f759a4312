"""A document becomes rows for an index: one a passage, each field a line of stems, with forms and compound parts beside."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import zip_longest

from . import german
from .documents import ALL, Document, Ingredients
from .passages import passages

VERSION = "1"
FIELDS = ("heading", "heading_extra", "path", "title", "text", "text_extra")

NEXT = "|"

Split = Callable[[str], german.Compound]


@dataclass(frozen=True)
class Row:
    """A passage as the index keeps it: its text and, field by field in the order of FIELDS, its stems."""

    text: str
    fields: tuple[str, ...]


def stems(text: str, language: str) -> list[str]:
    return [german.stem(token.form, language) for token in german.tokens(text)]


def extra(text: str, language: str, split: Split, using: Ingredients = ALL) -> list[str]:
    """What the words of a text are found by beside their stems: other forms, compound parts, hyphened words as one.

    A NEXT stands before what belongs to each word, so that places in the text can be told.
    """
    found: list[str] = []
    tokens = german.tokens(text)
    for token, after in zip_longest(tokens, tokens[1:]):
        found.append(NEXT)
        if token.is_tied and after:
            found.append(german.stem(token.form + after.form, language))
        if language != "de":
            continue
        if using.forms:
            found.extend(german.forms(token.form))
        if not using.compounds:
            continue
        compound = split(text[token.start : token.end].rstrip("-"))
        found.extend(german.stem(german.fold(part)) for part in (*compound.atoms, *compound.spans))
    return found


def by_word(stems: str, extra: str) -> list[set[str]]:
    """For each word of a field, all it is found by: its stem and what stands beside it."""
    beside = [part.split() for part in extra.split(NEXT)[1:]]
    own = stems.split()
    return [{stem, *more} for stem, more in zip(own, beside, strict=False)] if beside else [{stem} for stem in own]


def rows(document: Document, split: Split, using: Ingredients = ALL) -> list[Row]:
    """The passages of a document, the first also for a document that has no text."""
    language = document.language[:2]
    shared = (
        stems(document.title, language) + stems(document.number, language),
        extra(document.title, language, split, using),
        whole(document.path, language, split, using),
        whole((document.document_title, *document.document_aliases), language, split, using),
    )
    return [
        Row(
            passage,
            tuple(
                " ".join(field) for field in (*shared, stems(passage, language), extra(passage, language, split, using))
            ),
        )
        for passage in passages(document.text)
    ]


def whole(texts: Iterable[str], language: str, split: Split, using: Ingredients) -> list[str]:
    return [stem for text in texts for stem in (*stems(text, language), *extra(text, language, split, using))]


def words(document: Document) -> dict[str, str]:
    """The words of a document in their folded form, with the spelling to show."""
    texts = (document.title, document.text, document.document_title, *document.path, *document.document_aliases)
    found: dict[str, str] = {}
    for text in texts:
        for token in german.tokens(text):
            if token.form.isalpha() and len(token.form) > 2:
                found.setdefault(token.form, text[token.start : token.end].rstrip("-"))
    return found
