"""German words for both engines: folding, tokens with positions, stems, compound parts, similar words."""

import math
import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from Stemmer import Stemmer

from search.language.word_lists import NEVER_PARTS, SHORT_PARTS, STOP_WORDS

MAX_WORD = 60
MIN_COMPOUND = 7
MIN_PART = 4
PART_COST = 1.5
MAX_COST = 9.0
TWO_EDITS = 9


class Stemmers(threading.local):
    """A stemmer keeps the word it is at in itself: each thread has its own. None remembers words, for `stem` does."""

    def __init__(self) -> None:
        self.german = Stemmer("german", 0)
        self.english = Stemmer("english", 0)


STEMMERS = Stemmers()

TOKEN = re.compile(r"\d+(?:[.,]\d+)*[a-z]?(?!\w)|\d+|§|[^\W\d_]+(?:-(?=[^\W\d_]))?", re.UNICODE)
GENDER_MARK = re.compile(r"(?<=[a-zäöüß])(?:[*:_/]-?|\()(?:in|innen|r|n|e|en|frau|frauen)\b\)?", re.UNICODE)
INNER_CAPITAL = re.compile(r"(?<=[a-zäöüß])I(?=n(?:nen)?\b)")
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
# Snowball leaves these alone, for it sees no consonant to cut after: frei, freie, freien; Bau, bauen.
SHORT_ADJECTIVE = re.compile(r"^(\w{1,3}(?:ei|eu|au))(?:e|en|em|es)$")
LINKS = ("", "s", "es", "n", "en", "er", "e")


@dataclass(frozen=True)
class Compound:
    """The words in a compound: `parts` the fewest that make it up, `atoms` the smallest, `spans` all others in it.

    Migrationsberatungsstelle: parts Migration, Beratungsstelle; atoms Migration, Beratung, Stelle; spans
    Migrationsberatung, Beratungsstelle.
    """

    parts: tuple[str, ...] = ()
    atoms: tuple[str, ...] = ()
    spans: tuple[str, ...] = ()


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
    for two, one in DIGRAPHS:
        word = word.replace(two, one)
    return UE.sub("u", word)


@lru_cache(maxsize=512)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of `text`; offsets count in `text` itself, gender marks (Berater*innen, Berater/in) are left out."""
    found = []
    for match in matches(text):
        word = match.group()
        start, end = match.span()
        is_tied = word[-1] == "-"
        found.append(Token(shape(word[:-1] if is_tied else word), start, end, is_tied))
    return tuple(found)


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
        return STEMMERS.english.stemWord(form)
    base = FEMININE.sub("", form) if len(form) > 6 else SHORT_ADJECTIVE.sub(r"\1", form)
    if re.fullmatch(r"\w{2}[lnr]s", base):
        return base  # Kurs, Puls, Zins: no ending to cut off
    if len(base) > 6 and base.endswith(("ung", "ungs", "ungen")):
        return base[: base.rindex("ung") + 3]
    verb = ERN_VERB.match(base)
    stemmed = verb.group(1) if verb else STEMMERS.german.stemWord(base)
    return stemmed[:-1] if stemmed.endswith("niss") else stemmed


@lru_cache(maxsize=50_000)
def forms(form: str) -> tuple[str, ...]:
    """Stems of other shapes of a word: gemeldet → meld, zahlt → zahl, Meldung → meld, Praktika → praktikum."""
    found = []
    participle = PARTICIPLE.match(form)
    if participle:
        found.append(stem(infinitive((participle.group(1) or "") + participle.group(2))))
    if re.fullmatch(r"\w{4,}ung(?:en|s)?", form) and not form.startswith("leist"):
        found.append(stem(infinitive(form[: form.rindex("ung")])))
    elif VERB_FORM.fullmatch(form) and not participle and not form.endswith(("schaft", "haft", "kraft", "kunft")):
        found.append(stem(infinitive(re.sub(r"e?t$", "", form))))
    elif form.endswith("ika") and len(form) > 6:
        found.append(form[:-1] + "um")
    return tuple(dict.fromkeys(other for other in found if len(other) > 2 and other != stem(form)))


def infinitive(root: str) -> str:
    return root + ("n" if root.endswith(("er", "el")) else "en")


def threshold(length: int) -> float:
    """How frequent a word of that length must be to count as part of a compound: short ones are often noise."""
    return {3: 1e-6, 4: 3e-6, 5: 1e-6, 6: 5e-7}.get(length, 3e-8 if length < 10 else 1e-8)


def worth(word: str, frequency: Callable[[str], float]) -> float:
    """How well a word does as a part, 0 at best; minus infinity when it cannot be one."""
    known = frequency(word) if len(word) >= MIN_PART or word in SHORT_PARTS else 0.0
    if word in NEVER_PARTS or known < threshold(len(word)):
        return -math.inf
    return math.log10(min(known, 1e-5)) + 5


def bases(piece: str) -> Iterator[str]:
    """The words that `piece` can stand for at the front of a compound, linking letters taken off: Verwendungs- → Verwendung."""
    for link in LINKS:
        if piece.endswith(link) and len(piece) - len(link) >= 3:
            yield piece[: len(piece) - len(link)]


def modifiers(piece: str) -> Iterator[str]:
    """As `bases`, and the word that lost its last letter: Schul- → Schule."""
    yield from bases(piece)
    yield piece + "e"


def best_modifier(piece: str, frequency: Callable[[str], float]) -> tuple[float, str]:
    return max((worth(base, frequency) - 0.5 * (len(base) > len(piece)), base) for base in modifiers(piece))


def tail_worth(word: str, frequency: Callable[[str], float]) -> float:
    endings = [word[:-length] for length in (1, 2) if word[-length:] in {"s", "n", "e", "en", "es"}]
    return max(worth(word, frequency), *(worth(base, frequency) - 0.1 for base in endings), -math.inf)


def segments(word: str, frequency: Callable[[str], float]) -> list[tuple[str, str]]:
    """The best few words that make up `word`, each as it stands there and by itself; only `word` if it is no compound."""
    best: dict[int, tuple[float, list[tuple[str, str]]]] = {}
    for start in range(len(word) - 3, -1, -1):
        options = [(tail_worth(word[start:], frequency), [(word[start:], word[start:])])] if start else []
        for cut in (cut for cut in best if cut - start >= 3):
            value, base = best_modifier(word[start:cut], frequency)
            options.append((value + best[cut][0] - PART_COST, [(word[start:cut], base), *best[cut][1]]))
        found = max(options, default=(-math.inf, []), key=lambda option: option[0])
        if found[0] > -math.inf:
            best[start] = found
    cost, parts = best.get(0, (-math.inf, []))
    rare = min((frequency(base) or 1.0 for _piece, base in parts), default=0.0)
    return parts if cost >= -MAX_COST and rare >= frequency(word) * 0.3 else [(word, word)]


def atoms(parts: list[tuple[str, str]], frequency: Callable[[str], float]) -> list[tuple[str, str]]:
    """The parts of the parts, each as it stands in the whole word and by itself."""
    found: list[tuple[str, str]] = []
    for piece, base in parts:
        inner = segments(base, frequency) if len(base) >= MIN_COMPOUND else [(base, base)]
        before = sum(len(part) for part, _base in inner[:-1])
        found += [*inner[:-1], (piece[before:], inner[-1][1])]
    return found


def split(word: str, frequency: Callable[[str], float]) -> Compound:
    """The words inside `word`, none if it is no compound; `frequency` tells how often a word occurs (0 for none)."""
    parts = segments(word, frequency) if MIN_COMPOUND <= len(word) <= MAX_WORD else []
    if len(parts) < 2:
        return Compound()
    small = atoms(parts, frequency)
    spans = [base for _piece, base in parts]
    for size in range(2, len(small)):
        for first in range(len(small) - size + 1):
            span = small[first : first + size]
            spans.append("".join(piece for piece, _base in span[:-1]) + span[-1][1])
    smallest = tuple(base for _piece, base in small)
    return Compound(
        tuple(base for _p, base in parts), smallest, tuple(s for s in dict.fromkeys(spans) if s not in smallest)
    )


@lru_cache(maxsize=1)
def dictionary() -> dict[str, float]:
    """German words and their frequencies; takes half a second the first time, so only indexing asks for it."""
    from wordfreq import get_frequency_dict

    return get_frequency_dict("de", "best")


def dictionary_parts(word: str) -> Compound:
    """The parts of a word in its real spelling, by the general dictionary; participles (festgehalten) hold no nouns."""
    found = split(word.lower(), lambda part: dictionary().get(part, 0.0))
    is_verb = word.islower() and bool(found.parts) and bool(re.fullmatch(r"ge\w+(?:t|en)", found.parts[-1]))
    return Compound() if is_verb else found


def is_stop_word(form: str) -> bool:
    return form in STOP_WORDS


def stems_of(text: str) -> tuple[str, ...]:
    return tuple(stem(token.form) for token in tokens(text))


def content_stems(text: str) -> tuple[str, ...]:
    """The stems of the words that say something; of all where none does."""
    forms = [token.form for token in tokens(text)]
    return tuple(stem(form) for form in forms if not is_stop_word(form)) or stems_of(text)


def edits(form: str) -> int:
    """How many edits a typo of that word may have: in shorter words two make as often another word as the same."""
    return 1 if len(form) < TWO_EDITS else 2


def middles(one: str, other: str) -> tuple[str, str]:
    """Two words without what they begin and end with alike: that takes no edits."""
    same = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        same += 1
    one, other = one[same:], other[same:]
    same = 0
    for a, b in zip(reversed(one), reversed(other), strict=False):
        if a != b:
            break
        same += 1
    return (one[:-same], other[:-same]) if same else (one, other)


def distance(one: str, other: str, limit: int) -> int:
    """Edits (letter more, less, other, two swapped) from one word to the other; limit + 1 when there are more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    one, other = middles(one, other)
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
