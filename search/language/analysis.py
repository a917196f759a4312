"""A document becomes what an index keeps of it: fields and passages as lines of stems, with forms and compound parts beside."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from search.documents import ALL, Document, Ingredients
from search.language import compounds, german
from search.language.passages import passages

VERSION = "2"
FIELDS = ("heading", "heading_extra", "path", "title", "text", "text_extra")

NEXT = "|"

Split = Callable[[str], compounds.Compound]
REMEMBERED = 1_000


@dataclass(frozen=True)
class PassageStems:
    """A passage: its text, its stems, and what else its words are found by."""

    text: str
    stems: str
    beside: str


@dataclass(frozen=True)
class Analysed:
    """A document as an index keeps it: `head` the stems of the first four of FIELDS, and its passages in reading order."""

    head: tuple[str, str, str, str]
    passages: tuple[PassageStems, ...]

    def lines(self) -> tuple[str, ...]:
        """All of it, field by field in the order of FIELDS."""
        return (
            *self.head,
            " ".join(passage.stems for passage in self.passages),
            " ".join(passage.beside for passage in self.passages),
        )


def different(lines: Iterable[str]) -> set[str]:
    """Every stem of these lines once."""
    return {stem for line in lines for stem in line.split()} - {NEXT}


def stems(text: str, language: str) -> str:
    stem = german.stem
    return " ".join([stem(token[0], language) for token in german.tokens(text)])


class Analyst:
    """Finds what words are found by beside their stems, and remembers it: `split` tells the parts of a compound."""

    def __init__(self, split: Split, using: Ingredients = ALL) -> None:
        self.split = split
        self.using = using
        self._beside: dict[str, str] = {}
        self._whole: dict[tuple[tuple[str, ...], str], str] = {}

    def besides(self, text: str, language: str) -> str:
        """What the words of a text are found by: other forms, compound parts, hyphened words as one.

        A NEXT stands before what belongs to each word, so that places in the text can be told.
        """
        stems_beside: list[str] = []
        tokens = german.tokens(text)
        is_german = language == "de"
        for place, token in enumerate(tokens):
            stems_beside.append(NEXT)
            if token.is_tied and place + 1 < len(tokens):
                stems_beside.append(german.stem(token.form + tokens[place + 1].form, language))
            if is_german:
                word = text[token.start : token.end]
                beside = self._beside.get(word)
                if beside is None:
                    beside = self._beside[word] = self.beside(word.rstrip("-"), token.form)
                if beside:
                    stems_beside.append(beside)
        return " ".join(stems_beside)

    def beside(self, word: str, form: str) -> str:
        compound = self.split(word) if self.using.compounds else compounds.Compound()
        parts = (german.stem(german.fold(part)) for part in (*compound.atoms, *compound.spans))
        forms = german.forms(form) if self.using.forms else ()
        return " ".join((*forms, *parts))

    def whole(self, texts: tuple[str, ...], language: str) -> str:
        """Texts that many documents share, their stems and what stands beside them in one."""
        if (texts, language) not in self._whole:
            if len(self._whole) >= REMEMBERED:
                self._whole.clear()
            fields = (field for text in texts for field in (stems(text, language), self.besides(text, language)))
            self._whole[texts, language] = " ".join(filter(None, fields))
        return self._whole[texts, language]


def by_word(stems: str, extra: str) -> list[set[str]]:
    """For each word of a field, all it is found by: its stem and what stands beside it."""
    beside = [part.split() for part in extra.split(NEXT)[1:]]
    own = stems.split()
    return [{stem, *more} for stem, more in zip(own, beside, strict=False)] if beside else [{stem} for stem in own]


def analysed(document: Document, analyst: Analyst) -> Analysed:
    """One passage at least, also of a document that has no text."""
    language = document.language[:2]
    head = (
        " ".join(filter(None, (stems(document.title, language), stems(document.number, language)))),
        analyst.besides(document.title, language),
        analyst.whole(document.path, language),
        analyst.whole((document.document_title, *document.document_aliases), language),
    )
    return Analysed(
        head,
        tuple(
            PassageStems(passage, stems(passage, language), analyst.besides(passage, language))
            for passage in passages(document.text)
        ),
    )


def words(document: Document) -> dict[str, str]:
    """The words of a document in their folded form, with the spelling to show."""
    texts = (document.title, document.text, document.document_title, *document.path, *document.document_aliases)
    spellings: dict[str, str] = {}
    for text in texts:
        for form, start, end, _is_tied in german.tokens(text):
            if form not in spellings and len(form) > 2 and form.isalpha():
                spellings[form] = text[start:end].rstrip("-")
    return spellings
