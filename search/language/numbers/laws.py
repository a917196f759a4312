"""Names of laws, told by their form: "AufenthG", "SGB II", "Aufenthaltsgesetz", after a number also "bgb". There is no list."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search.language.german import content_stems, fold, is_stop_word, shape
from search.language.numbers.numerals import in_roman, ordinal_stem

BOOK = re.compile(r"(?<![\w-])SGB(?:\s(?P<number>[IVX]+))?(?![\w-])", re.I)
# AufenthG, IntV, BGB, GG, StPO, FreizügG/EU, DS-GVO.
SHORT = re.compile(r"(?<![\w-])(?:[A-ZÄÖÜ]{2}-)?[A-ZÄÖÜ][A-Za-zÄÖÜäöüß]{0,14}(?:GB|G|V|O)(?:/EU)?(?![\w/-])")
LONG = re.compile(
    r"(?<![\w-])(?:bürgerlich\w*\s+gesetzbuch(?:e?s)?|(?:[^\W\d_]+-)?[^\W\d_]{3,}(?:gesetzbuch(?:e?s)?|gesetz(?:e?s)?|verordnung|ordnung))"
    r"(?![\w-])",
    re.I,
)
# Words in -ordnung that rule nothing.
NO_ORDER = re.compile(
    r"(?:ver|zu|an|ein|bei|unter|ab|neu|um|rang|tages|grossen|wohn|raum|un|rechts|gesellschafts)ordnung"
)
# What no other German word ends in or has no vowel: aufenthg, asylblg, intv, bgb, stpo.
SMALL = re.compile(
    r"(?=\w{2,16}$)(?:[a-z]*(?:[bcdfghkmpqstvwxz]g|(?<!fo)(?<!ta)(?<!ba)lg|[bcdfghkmnpqstwxz]v|gb)|[b-df-hj-np-tv-xz]{2,5}o)"
)
# Shaped like them, and said of something else.
NO_LAWS = frozenset(
    ["allg", "ausg", "bro", "edv", "hg", "hrsg", "kg", "klo", "mg", "ngo", "opnv", "pro", "tv", "wg", "who", "zwo"]
)
LONGEST_CAPITALS = 6
WORD = re.compile(r"(?<![\w-])(?:[^\W\d_]{2}-)?[^\W\d_]{2,16}(?:/EU)?(?![\w-])", re.I)
NUMBER = re.compile(r"§{1,2}|(?<![^\W\d_])\d{1,3}(?:\.\d{1,3})*[a-z]?(?!\w)", re.I)
STEP_WORD = re.compile(
    r"paragra(?:ph|f)\w*|artikeln?|art|anlagen?|abs|absatz|satz|buchst|buchstabe|lit|ziffern?|ziff|nummern?|nr|ff|halbsatz|x+",
    re.I,
)


@dataclass(frozen=True)
class Law:
    """A law named in a text, and where."""

    name: str
    start: int
    end: int

    @property
    def is_local(self) -> bool:
        """Whether it may be an order of one's own, in numbers without a sign: a Geschäftsordnung."""
        return bool(re.search(r"(?<!ver)ordnung$", self.name, re.I))


def named_in(text: str) -> list[Law]:
    """The laws that show by their form alone."""
    found = [match for pattern in (BOOK, LONG, SHORT) for match in pattern.finditer(text) if is_name(match.group())]
    laws: list[Law] = []
    for match in sorted(found, key=lambda match: (match.start(), -match.end())):
        if not laws or match.start() >= laws[-1].end:
            laws.append(Law(match.group(), match.start(), match.end()))
    return laws


def beside_number(text: str) -> Law | None:
    """The law in which a number of this text is to be looked up: named beside it, with at most little words between."""
    named = named_in(text)
    small = [
        Law(match.group(), *match.span()) for match in WORD.finditer(text) if is_small_name(match.group()) and not named
    ]
    return next((law for law in (*named, *small) if is_beside_number(text, law)), None)


def is_beside_number(text: str, law: Law) -> bool:
    before = [match.end() for match in NUMBER.finditer(text, 0, law.start)]
    after = NUMBER.search(text, law.end)
    gaps = [text[before[-1] : law.start]] if before else []
    gaps += [text[law.end : after.start()]] if after else []
    return any(all(is_little(word) for word in re.findall(r"[^\W\d_]+", gap)) for gap in gaps)


def is_little(word: str) -> bool:
    return len(word) == 1 or is_stop_word(shape(word)) or bool(STEP_WORD.fullmatch(word))


def is_name(word: str) -> bool:
    """Whether a word or phrase has the form of a law's name."""
    is_short = SHORT.fullmatch(word) and has_capitals_of_a_law(word) and fold(word) not in NO_LAWS
    return is_full_name(word) or bool(is_short)


def is_full_name(word: str) -> bool:
    """Whether it says itself that it is a law: "Aufenthaltsgesetz", "SGB II"."""
    return bool(BOOK.fullmatch(word)) or bool(LONG.fullmatch(word) and not NO_ORDER.fullmatch(fold(word)))


def has_capitals_of_a_law(word: str) -> bool:
    """Two capitals, and where there is nothing else, few; Roman numbers are no laws."""
    if re.fullmatch(r"[IVXLC]+", word):
        return False
    capitals = sum(letter.isupper() for letter in word)
    return capitals > 1 and (capitals < len(word) or len(word) <= LONGEST_CAPITALS or "-" in word or "/" in word)


def is_small_name(word: str) -> bool:
    """Whether a word beside a number, typed in small letters or all in capitals, is a law's abbreviation."""
    form = fold(word).removesuffix("/eu").replace("-", "")
    return bool(SMALL.fullmatch(form)) and form not in NO_LAWS


def spellings(name: str) -> Iterator[tuple[str, ...]]:
    """The stems, in sequence, that name this law in a title; a book of the SGB has many."""
    yield content_stems(name)
    book = BOOK.fullmatch(name)
    if not book or not book["number"]:
        return
    roman = book["number"].lower()
    number = next(number for number in range(1, 40) if in_roman(number).lower() == roman)
    for word in ("SGB", "Sozialgesetzbuch"):
        yield from (content_stems(f"{word} {value}") for value in (number, roman))
    yield content_stems(f"{ordinal_stem(number)}es Buch")
