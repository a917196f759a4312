"""German words for both engines: folding, tokens with positions, stems, other shapes of a word."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from Stemmer import Stemmer

from search.language.word_lists import STOP_WORDS

MAX_WORD = 60


class Stemmers(threading.local):
    """A stemmer keeps the word it is at in itself: each thread has its own. None remembers words, for `stem` does."""

    def __init__(self) -> None:
        self.german = Stemmer("german", 0)
        self.english = Stemmer("english", 0)


STEMMERS = Stemmers()

TOKEN = re.compile(r"\d+(?:[.,]\d+)*[a-z]?(?!\w)|\d+|§|[^\W\d_]+(?:-(?=[^\W\d_]))?", re.UNICODE)
GENDER_MARK = re.compile(r"(?<=[a-zäöüß])(?:[*:_/]-?|\()(?:in|innen|r|n|e|en|frau|frauen)\b\)?", re.UNICODE)
INNER_CAPITAL = re.compile(r"(?<=[a-zäöüß])I(?=n(?:nen)?\b)")
# Letters of names that no German keyboard has and that are no other letter with a mark: Yılmaz, Łukasz, Søren.
PLAIN_LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "þ": "th", "æ": "ae", "œ": "oe"}
)
DIGRAPHS = (("ae", "a"), ("oe", "o"))
# "ue" is an umlaut only where it cannot be a diphthong or a hiatus: neue, dauer, quelle stay.
UE = re.compile(r"(?<![aeqoäö])ue(?!ll)")
FEMININE = re.compile(r"(?<=..)(?<=er|or|nt|st|at|og|eg|ur|rt|ar)in(?:nen)?$")
ERN_VERB = re.compile(
    r"^(.*(?:forder|besser|weiter|anger|sicher|leichter|speicher|kummer|steuer|neuer|mittel|sammel))"
    r"(?:n|t|te|ten|nd|nde|nden|st|s)?$"
)
PARTICIPLE = re.compile(
    r"^(ab|an|auf|aus|bei|ein|fort|her|hin|mit|nach|vor|weg|weiter|zu|zuruck|zusammen)?"
    r"(?:ge|zu)(\w{3,}?)(?:e?t|e?te|e?ten|e?ter|e?tes|e?tem|en|ene|enen|ener|enes)$"
)
VERB_FORM = re.compile(r"\w{3,}[^aeious]e?t")
NO_VERBS = ("schaft", "haft", "kraft", "kunft")
# Leistung and leisten stay apart: the one is a benefit, the other is what everybody does.
NOUN_OF_VERB = re.compile(r"(?!leist)\w{4,}ung(?:en|s)?")
# Kurs, Puls, Zins, and what ends in them: no ending to cut off.
S_OF_THE_WORD = re.compile(
    r"\w{2}[lnr]s|\w*(?:kurs|puls|zins|wuchs|kreis|preis|beweis|nachweis|ausweis|verweis|hinweis)"
)
# Snowball leaves these alone, for it sees no consonant to cut after: frei, freie, freien; Bau, bauen.
SHORT_ADJECTIVE = re.compile(r"^(\w{1,3}(?:ei|eu|au))(?:e|en|em|es)$")


class Token(NamedTuple):
    """A word of a text: its folded form, where it stands, and whether a hyphen ties it to the next."""

    form: str
    start: int
    end: int
    is_tied: bool = False


def clean(text: str) -> str:
    """The same text without what no index should see: control characters, lone surrogates, soft hyphens."""
    text = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode("utf-8")).replace("\u00ad", "")
    return "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Co"} and c not in "\n\t" else c for c in text)


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """One spelling for Träger, Traeger and Trager, for Straße and Strasse, for Café and Cafe."""
    word = word.casefold().replace("ß", "ss")
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
        word = word.translate(PLAIN_LETTERS)
    for digraph, letter in DIGRAPHS:
        word = word.replace(digraph, letter)
    return UE.sub("u", word)


@lru_cache(maxsize=512)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of `text`; offsets count in `text` itself, gender marks (Berater*innen, Berater/in) are left out."""
    words = []
    for match in matches(text):
        word = match.group()
        start, end = match.span()
        is_tied = word[-1] == "-"
        words.append(Token(shape(word[:-1] if is_tied else word), start, end, is_tied))
    return tuple(words)


def matches(text: str) -> Iterator[re.Match[str]]:
    masked = GENDER_MARK.sub(lambda match: " " * len(match.group()), text)
    return TOKEN.finditer(INNER_CAPITAL.sub("i", masked))


def spans(text: str) -> list[tuple[int, int]]:
    """Where the words of `text` stand: as many, in the same order, as `tokens` has."""
    return [(match.start(), match.end() - match.group().endswith("-")) for match in matches(text)]


@lru_cache(maxsize=100_000)
def shape(word: str) -> str:
    """The folded form of a word; an abbreviation that would read as a stop word (IM, AN) keeps a mark of its own."""
    form = fold(word)[:MAX_WORD]
    return f"{form}#" if len(word) > 1 and word.isupper() and form in STOP_WORDS else form


@lru_cache(maxsize=100_000)
def stem(form: str, language: str = "de") -> str:
    """The stem of a folded word. Nouns in -ung keep it, so that Leistung and leisten, Vertretung and vertreten stay apart."""
    if not form.isalpha():
        return form
    if language == "en":
        english: str = STEMMERS.english.stemWord(form)
        return english
    base = FEMININE.sub("", form) if len(form) > 6 else SHORT_ADJECTIVE.sub(r"\1", form)
    if S_OF_THE_WORD.fullmatch(base):
        return base
    if len(base) > 6 and base.endswith(("ung", "ungs", "ungen")):
        return base[: base.rindex("ung") + 3]
    verb = ERN_VERB.match(base)
    stemmed = verb.group(1) if verb else STEMMERS.german.stemWord(base)
    return stemmed[:-1] if stemmed.endswith("niss") else stemmed


@lru_cache(maxsize=50_000)
def forms(form: str) -> tuple[str, ...]:
    """Stems of other shapes of a word: gemeldet → meld, zahlt → zahl, Meldung → meld, Praktika → praktikum."""
    others = [stem(infinitive(root)) for root in roots(form)]
    if form.endswith("ika") and len(form) > 6:
        others.append(form[:-1] + "um")
    return tuple(dict.fromkeys(other for other in others if len(other) > 2 and other != stem(form)))


def roots(form: str) -> list[str]:
    """What may be left of a verb when the marks of a participle, of a noun in -ung or of a verb's form are taken off."""
    participle = PARTICIPLE.match(form)
    left = [(participle.group(1) or "") + participle.group(2)] if participle else []
    if NOUN_OF_VERB.fullmatch(form):
        left.append(form[: form.rindex("ung")])
    elif not participle and VERB_FORM.fullmatch(form) and not form.endswith(NO_VERBS):
        left.append(re.sub(r"e?t$", "", form))
    return left


def infinitive(root: str) -> str:
    return root + ("n" if root.endswith(("er", "el")) else "en")


def is_stop_word(form: str) -> bool:
    return form in STOP_WORDS


def stems_of(text: str) -> tuple[str, ...]:
    return tuple(stem(token.form) for token in tokens(text))


def content_stems(text: str) -> tuple[str, ...]:
    """The stems of the words that say something; of all where none does."""
    forms = [token.form for token in tokens(text)]
    return tuple(stem(form) for form in forms if not is_stop_word(form)) or stems_of(text)
