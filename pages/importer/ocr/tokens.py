"""Words of a scanned text with their places, and what the document itself tells about them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pages.importer.ocr import lexicon

# A word may begin or go on with what a scanner makes of an umlaut: "(iber", "6ffnen", "Gr{ifte".
WORD = re.compile(
    r"(?:(?<![\w])[({]i(?=[a-zäöü]{2})|(?<![\w.,])6(?=[a-zäöü]{3}))?[^\W\d_](?:[^\W_]|(?<=\w)[{(]i(?=[a-z]))*"
)
ADDRESS = re.compile(r"\S*(?:@|www\.|https?:)\S*|\b[\w-]+(?:\.[\w-]+)*\.(?:de|org|com|net|eu|at|ch)\b")
NAME = re.compile(r"(?=.{4})[A-ZÄÖÜ][a-zß]*[äöüß][a-zäöüß]*|[ÄÖÜ][a-zß]{3,}")
NO_SECOND_HALF = re.compile(r"(?:und|oder|bzw|sowie|bis|als|u)\b")
STEM = 6
TRANSLITERATION = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})

# A word that another may have been, what it is worth, and the confusions between the two.
WordReading = tuple[str, float, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Piece:
    """A stretch of a line that belongs to a word."""

    index: int
    start: int
    end: int


@dataclass(frozen=True)
class Token:
    """A word, in two pieces when a line end breaks it; `front` when a real hyphen follows ("Integrations- und")."""

    text: str
    pieces: tuple[Piece, ...]
    front: bool = False


@dataclass
class Evidence:
    """What the document itself tells: its sound words, words of its addresses, and which confusions it shows."""

    words: Counter[str] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    readings: dict[str, tuple[WordReading, ...]] = field(default_factory=dict)
    letters: dict[str, int] = field(default_factory=dict)
    stems: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def bonus(self, word: str, used: Iterable[tuple[str, str]]) -> float:
        lower = word.lower()
        total = 0.6 if lower in self.words else 0.0
        total += 1.0 if transliterated(lower) in self.addresses else 0.0
        return total + sum(min(self.confusions[confusion], 20) / 100 for confusion in used)

    def misread(self, letter: str) -> int:
        """How often a scanner made something else of the letter."""
        return sum(count for (_before, after), count in self.confusions.items() if after == letter)

    def intact(self, letter: str) -> int:
        """How often a sound word has it; counted once, when all words are known."""
        if letter not in self.letters:
            self.letters[letter] = sum(count for word, count in self.words.items() if letter in word)
        return self.letters[letter]

    def of_stem(self, stem: str) -> Sequence[str]:
        if not self.stems:
            for word in self.words:
                self.stems[stem_of(word)].append(word)
        return self.stems.get(stem, ())


def tokenise(texts: Sequence[str]) -> Iterator[Token]:
    """Words in order; a word that a hyphen breaks at a line end is one token of two pieces."""
    skip: set[tuple[int, int]] = set()
    for index, text in enumerate(texts):
        blocked = [match.span() for match in ADDRESS.finditer(text)]
        for match in WORD.finditer(text):
            if (index, match.start()) in skip or any(start <= match.start() < end for start, end in blocked):
                continue
            token = token_at(texts, index, match)
            skip |= {(piece.index, piece.start) for piece in token.pieces[1:]}
            yield token


def token_at(texts: Sequence[str], index: int, match: re.Match[str]) -> Token:
    start = match.start() if is_broken_umlaut(match[0]) else match.start() + (match[0][0] in "({")
    piece = Piece(index, start, match.end())
    word = texts[index][start : match.end()]
    after = texts[index][match.end() :]
    second = second_half(texts, index) if after.strip() in {"-", "\u2010"} else None
    if second is None:
        return Token(word, (piece,), front=after[:1] == "-")
    return Token(word + texts[second.index][second.start : second.end], (piece, second))


def is_broken_umlaut(text: str) -> bool:
    """ "(iber" is "über", "(im" a bracket."""
    if text[0] == "(":
        return not lexicon.is_word(text[1:]) and lexicon.is_word("ü" + text[2:])
    return True


def second_half(texts: Sequence[str], index: int) -> Piece | None:
    """The first word of the next line, where it can go on with a word broken off above."""
    if index + 1 >= len(texts):
        return None
    match = WORD.match(texts[index + 1])
    if not match or not match[0][0].islower() or NO_SECOND_HALF.match(match[0]):
        return None
    return Piece(index + 1, match.start(), match.end())


def gather(texts: Sequence[str], tokens: Iterable[Token]) -> Evidence:
    evidence = Evidence()
    for word, count in Counter(token.text for token in tokens).items():
        if lexicon.is_word(word):
            evidence.words[word.lower()] += count
        elif NAME.fullmatch(word):
            evidence.names.add(word)
    for text in texts:
        for match in ADDRESS.finditer(text):
            evidence.addresses |= set(re.findall(r"[a-z]{4,}", match[0].lower()))
    return evidence


def stem_of(word: str) -> str:
    return word.lower()[:STEM]


def transliterated(word: str) -> str:
    """As the word would stand in an address of the web."""
    return word.translate(TRANSLITERATION)
