"""Whether a short name is one of a long name: BAMF, VwVfG, KdU, SGB II."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

# So many words at most make up the name that a short one stands for.
LONGEST = 14
# A part within a compound begins here at the earliest: Job-center, but not E-uropa.
INNER_PART = 3
# Written in capitals and longer, a word is shouted.
SHOUTED = 8
SHORT = re.compile(r"[^\W\d_]{1,12}(?:-[^\W\d_]{1,8}){0,2}(?: (?:[IVX]{1,4}|\d{1,2}))?")
NUMERAL = re.compile(r" ([IVX]{1,4}|\d{1,2})$")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*-?|\d+")
SPELLED_ORDINALS = (
    "Erst", "Zweit", "Dritt", "Viert", "Fünft", "Sechst", "Siebt", "Acht", "Neunt", "Zehnt", "Elft", "Zwölft",
    "Dreizehnt", "Vierzehnt",
)  # fmt: skip
ORDINALS = tuple(ordinal.lower().replace("ü", "u").replace("ö", "o") for ordinal in SPELLED_ORDINALS)
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV")
VOWELS = frozenset("aeiouy")
ARTICLES = frozenset(["der", "die", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "eines"])
SMALL = ARTICLES | frozenset(["für", "und", "zur", "zum", "zu", "im", "am", "in", "von", "vom", "e", "v"])
# Mixed letters that end as names of laws do: AufenthG, IntV, VwVfG.
LAW = re.compile(r"[A-ZÄÖÜ](?=\w*[a-zäöü])\w*[a-zäöüA-ZÄÖÜ](?:G|V|O|VO|GB)")
BESIDE_NUMBER = re.compile(r"buch(?:s|es)?|d[ea]s|d[ei][rem]", re.IGNORECASE)
# How the short name of a law ends, and what its long one is then called.
KINDS = (
    ("VwV", "verwaltungsvorschrift"), ("GB", "gesetzbuch"), ("VO", "verordnung"), ("RL", "richtlinie"),
    ("G", "gesetz"), ("V", "verordnung"), ("O", "ordnung"),
)  # fmt: skip


def is_abbreviation(word: str) -> bool:
    """Two capitals, or one within the word: JC, IntV, pAp, SGB II; not Amt, not ALLGEMEINES, not m/w/d."""
    if not SHORT.fullmatch(word):
        return False
    base, _number = divided(word)
    capitals = sum(letter.isupper() for letter in base)
    if len(base) > SHOUTED and base.isupper():
        return False
    return capitals > 1 or (capitals == 1 and base[0].islower() and len(base) > 1)


def divided(short: str) -> tuple[str, int]:
    """SGB II → SGB and 2; 0 for a name without a number."""
    found = NUMERAL.search(short)
    said = found.group(1) if found else ""
    number = int(said) if said.isdecimal() else ROMAN.index(said) + 1 if said in ROMAN else 0
    return (short[: found.start()], number) if found and number else (short, 0)


def fits(short: str, long: Sequence[str]) -> bool:
    """Whether the letters of `short` stand in these words in order: the first begins the first word, capitals begin a
    word or a part of one. A number of `short` must be said, too: Zweites Buch Sozialgesetzbuch."""
    base, number = divided(short)
    rest = without_number(long, number) if number else list(long)
    letters = [letter for letter in base if letter.isalpha()]
    if not (rest and letters) or plain(rest[0])[:1] != plain(letters[0]) or rest[0] in (short, *ARTICLES):
        return False
    if LAW.fullmatch(base) and not any(plain(word).endswith(kinds_of(base)) for word in map(singular, rest)):
        return False
    ways = (words_met(letters, rest, initials_first=initials_first) for initials_first in (True, False))
    return any(met is not None and is_one_name(rest, met) for met in ways)


def words_met(letters: Sequence[str], long: Sequence[str], *, initials_first: bool) -> list[int] | None:
    """In which words the letters are found, each as early as it can be, capitals at the beginning of a word if one begins
    so; None if a letter is not there."""
    places = list(places_of(long))
    met: list[int] = []
    start = 0
    for letter in letters:
        fit = [at for at in range(start, len(places)) if is_at(letter, *places[at][1:])]
        begun = [at for at in fit if places[at][3] == 0] if initials_first and letter.isupper() else []
        if not fit:
            return None
        start = (begun or fit)[0] + 1
        met.append(places[start - 1][0])
    return met


def places_of(long: Sequence[str]) -> Iterator[tuple[int, str, str, int]]:
    """Every letter: the number of its word, itself, the letter before it, its place in the word or part."""
    for number, word in enumerate(long):
        for part in plain(word).split("-"):
            for place, letter in enumerate(part):
                yield number, letter, part[place - 1] if place else "", place


def is_at(letter: str, other: str, previous: str, place: int) -> bool:
    if plain(letter) != other:
        return False
    is_inner = place >= INNER_PART and not (other in VOWELS and previous in VOWELS)
    return letter.islower() or place == 0 or is_inner


def is_one_name(long: Sequence[str], met: Sequence[int]) -> bool:
    """Whether the words left out are such as a short name leaves out: small ones, one noun between, a few after."""
    left_out = [number for number in range(len(long)) if number not in met and long[number].casefold() not in SMALL]
    between = sum(number < met[-1] for number in left_out)
    return between <= 1 and len(left_out) - between <= 3 and all(long[number][:1].isupper() for number in left_out)


def kinds_of(short: str) -> tuple[str, ...]:
    return tuple(kind for ending, kind in KINDS if short.endswith(ending))


def singular(word: str) -> str:
    """A law's name as its dictionary form ends: Aufenthaltsgesetzes, Gesetze."""
    return re.sub(r"(?<=gesetz)(?:es|e)$|(?<=buch)(?:s|es)$|(?<=ordnung)en$", "", word)


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Letter for letter in small ones, without marks."""
    return "".join(unicodedata.normalize("NFKD", letter)[0].lower()[0] for letter in text)


def without_number(long: Sequence[str], number: int) -> list[str]:
    """The words but for those that say this number; none where they say no number or another."""
    if not any(number_said(word) == number for word in long):
        return []
    return [word for word in long if not (number_said(word) or BESIDE_NUMBER.fullmatch(word))]


def number_said(word: str) -> int:
    """2, II, Zweites or Zweiten → 2; 0 for other words."""
    if word.isdecimal():
        return int(word[:3])
    if word in ROMAN:
        return ROMAN.index(word) + 1
    ordinal = re.sub(r"e[smnr]?$", "", plain(word))
    return ORDINALS.index(ordinal) + 1 if ordinal in ORDINALS else 0


def is_name_of_law(short: str, long: Sequence[str]) -> bool:
    """Whether a law of this long name may be called so, though its name says no word for word: IntV, Verordnung über die
    Durchführung von Integrationskursen."""
    for ending, kind in KINDS:
        rest = short.removesuffix(ending)
        if rest and rest != short and len(rest) > 1 and any(kind in plain(word) for word in long):
            return any(fits(rest, long[at:]) for at in range(len(long)))
    return False


def beginning(short: str, before: Sequence[str]) -> int | None:
    """Where in the words before a short name the long one begins, that is nearest; None if there is none."""
    nearest = range(len(before) - 1, max(-1, len(before) - LONGEST - 1), -1)
    first = next((at for at in nearest if fits(short, before[at:])), None)
    if first is not None:
        return first
    starts = (at for at in nearest if plain(singular(before[at])).endswith(kinds_of(short)))
    return next((at for at in starts if is_name_of_law(short, before[at:])), None)


def spelled_ordinals(number: int) -> tuple[str, ...]:
    """Zweites, Zweiten: as a book is named alone and within a sentence."""
    ordinal = SPELLED_ORDINALS[number - 1]
    return f"{ordinal}es", f"{ordinal}en"


def is_clipped(short: str, long: str) -> bool:
    """Kita for Kindertagesstätte: a short word from letters of one long word."""
    is_small = short.isalpha() and short.istitle() and 2 < len(short) < 6 and len(long) >= 3 * len(short)
    return (
        is_small
        and words_met(short.lower(), [long], initials_first=False) is not None
        and plain(short)[:1] == plain(long)[:1]
    )
