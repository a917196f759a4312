"""Spoken and sloppy notations of numbers and laws, written the usual way: "sgb zwei", "paragraph fünfzehn absatz drei"."""

import re
from collections.abc import Callable
from functools import lru_cache

from search.language.numbers import laws
from search.language.numbers.numerals import cardinal, in_roman, ordinal, roman

# What stands in quotes is meant word for word.
QUOTED = re.compile(r"([\"„“”»«][^\"„“”»«]*[\"„“”»«])")
PARAGRAPH = r"§{1,2}|paragra(?:ph|f)(?:en|s)?|paragr\.?|par\.?(?=\s*\d)"
# How each word that introduces a number is written before one that was spoken.
WRITTEN = (
    (re.compile(r"artikeln?|art\.?", re.I), "Artikel"),
    (re.compile(r"anlagen?|anl\.?", re.I), "Anlage"),
    (re.compile(r"anhang", re.I), "Anhang"),
    (re.compile(r"abs(?:atz|\.)?", re.I), "Abs."),
    (re.compile(r"satz", re.I), "Satz"),
    (re.compile(r"(?:ziffern?|ziff\.?)", re.I), "Ziffer"),
    (re.compile(r"(?:nummern?|nr\.?)", re.I), "Nr."),
    (re.compile(r"(?:punkt|pkt\.?)", re.I), "Punkt"),
    (re.compile(r"(?:kapitel|kap\.?)", re.I), "Kapitel"),
    (re.compile(r"(?:abschnitt|abschn\.?)", re.I), "Abschnitt"),
    (re.compile(r"teil", re.I), "Teil"),
)
STYLE = "|".join(pattern.pattern for pattern, _word in WRITTEN)
# After these a numeral counts something: "Punkt acht Uhr", "Teil drei Stunden".
UNIT = (
    r"uhr|€|euro|eur|cent|%|prozent|mio|millionen|tausend|vzä|vzae|stellen?|std|stunden?|minuten?|min|sekunden?|tage?n?|wochen?"
    r"|monate?n?|jahre?n?|halbjahre?n?|personen|menschen|leuten?|kindern?|klienten|teilnehmer\w*|km|meter|kg|qm|m²|mal|stück"
)
COUNTS = rf"(?!\s*(?:{UNIT})(?!\w))"
WORD = r"[^\W\d_]+|\d{1,3}(?!\d)"
# Not f, which is "und folgender", and no letter that is a word or begins "Satz", "und", "oder".
LETTER = r"(?:\s+(?P<letter>[a-eg-np-rtvwyz])(?![\w.)’']))"
SPOKEN_DOTTED = re.compile(rf"(?<![\w.,])(?:{WORD})(?:\.\d{{1,3}})*(?:\s+punkt\s+(?:{WORD}))+(?!\w){COUNTS}", re.I)
# A point after these ends their number and begins the next: "Paragraph drei Punkt zwei".
ENDED_BY_POINT = re.compile(r"(?:absatz|abs\.?|paragra\w+|§{1,2}|artikel|art\.|satz)\s*$", re.I)
SPOKEN_STEP = re.compile(rf"(?<![\w-])(?P<style>{STYLE})\s+(?P<value>[^\W\d_]+)(?!\w){COUNTS}", re.I)
SECTION = re.compile(
    rf"(?<![\w-])(?P<style>{PARAGRAPH})\s*(?:(?P<word>[^\W\d_]{{3,}})|(?P<value>\d{{1,3}})(?!\d)(?P<letter>[a-z](?!\w))?)",
    re.I,
)
NUMBERED = r"§{1,2}|artikeln?|art\.|anlage|anhang|ziffern?|ziff\.?|nummern?|nr\.?"
SPACED_LETTER = re.compile(
    rf"(?<![\w-])(?P<head>(?:{NUMBERED})\s*\d{{1,3}}(?:\.\d{{1,3}})*){LETTER}(?=\s*(?:$|[,;:?!]|\w))", re.I
)
LETTER_BEFORE_LAW = re.compile(rf"(?<![\w.,])(?P<head>\d{{1,3}}){LETTER}\s+(?P<law>[^\W\d_]\S*(?:\s[IVX]+)?)", re.I)
# "§ 4Abs.2" and, as jurists write it, "§ 15 III 2".
TIGHT = re.compile(r"(?P<head>§{1,2}\s*\d{1,3}[a-z]??)(?=(?:abs|satz|nr|lit|buchst)(?![^\W\d_]))", re.I)
CLAUSE_IN_ROMAN = re.compile(
    r"(?P<head>§{1,2}\s*\d{1,3}[a-z]?)\s+(?P<value>X?(?:IX|IV|V?I{1,3}|V)|X)(?![\w.)-])(?:\s+(?P<sentence>\d{1,2})(?![\w.)]))?"
)
ORDINAL_STEP = re.compile(
    r"(?<![\w-])(?P<value>[^\W\d_]+|\d{1,3}\.)\s+(?P<style>absatz(?:es)?|paragra(?:ph|f)(?:en)?|artikels?|anlage|anhang)"
    r"(?!\w)(?!\s*\d)",
    re.I,
)
LINK = r"(?:\s+(?:und|oder|bis|sowie)\s+|\s*,\s*)"
ANOTHER = re.compile(
    rf"(?<![\w-])(?P<head>(?:{NUMBERED}|abs\.)\s*\d[\d.]*[a-z]?(?:{LINK}\d[\d.]*[a-z]?)*{LINK})(?P<value>[^\W\d_]{{3,}})"
    rf"(?=\s*(?:$|[,;:?!]|(?:und|oder|bis|sowie|ff?|{STYLE}|sgb|sozialgesetzbuch)(?!\w)))",
    re.I,
)
ROMAN_SAID = re.compile(r"(?<![\w-])römisch\s+(?P<value>[^\W\d_]+|\d{1,2})(?!\w)", re.I)
FOLLOWING = re.compile(
    r"(?<=\d)(?P<letter>[a-z]?)\s*(?:ff|f\.\s?f|(?:und\s+)?fortfolgende[nr]?|und\s+(?:die\s+)?folgende[nr]?)(?!\w)\.?",
    re.I,
)

BOOK = r"(?:sgb|sozialgesetzbuch(?:e?s)?)"
# Laws and benefits that are numbered with Roman numerals.
ROMAN_NAMED = (
    (re.compile(rf"(?<![\w-]){BOOK}(?P<gap>[\s-]*)(?:nr\.?\s*|(?:\(sgb\)\s*)?buch\s+)?(?P<value>\d{{1,2}}|[a-zäöüß]+)(?![\w-])", re.I), "SGB"),
    (re.compile(r"(?<![\w-])alg(?P<gap>[\s-]*)(?P<value>\d|[a-zäöüß]+)(?![\w-])", re.I), "ALG"),
    (re.compile(r"(?<![\w-])arbeitslosengeld(?P<gap>[\s-]*)(?P<value>\d|[a-zäöüß]+)(?![\w-])", re.I), "Arbeitslosengeld"),
    (re.compile(r"(?<![\w-])hartz(?P<gap>[\s-]*)(?P<value>\d|[a-zäöüß]+)(?![\w-])", re.I), "Hartz"),
)  # fmt: skip
BOOK_BEFORE = re.compile(
    rf"(?<![\w-])(?P<value>[^\W\d_]+|\d{{1,2}}\.)\s+"
    rf"(?:buch(?:e?s)?\s+(?:(?:des|der|im|vom|aus\s+dem)\s+)?{BOOK}|sozialgesetzbuch(?:e?s)?)(?![\w-])",
    re.I,
)
BOOK_AFTER = re.compile(
    rf"(?<![\w-]){BOOK}(?:\s*\(sgb\))?[\s,–-]*(?P<value>[^\W\d_]+|\d{{1,2}}\.)\s+buch(?:e?s)?(?![\w-])", re.I
)
BOOKS = 14
MAX_PASSES = 8


@lru_cache(maxsize=512)
def normalised(text: str) -> str:
    """The same text with spoken and sloppy notations of numbers and laws in the usual one; without such it stays as it is."""
    return "".join(part if place % 2 else usual(part) for place, part in enumerate(QUOTED.split(text)))


def usual(text: str) -> str:
    """Rewritten until nothing is left to rewrite: of several numerals in a row each pass may see one."""
    for _pass in range(MAX_PASSES):
        before = text
        for pattern, rewrite in REWRITES:
            text = pattern.sub(rewrite, text)
        if text == before:
            break
    return text


def said_in_roman(match: re.Match[str]) -> str:
    number = cardinal(match["value"])
    return in_roman(number) if number and number < 50 else match.group()


def dotted(match: re.Match[str]) -> str:
    """ "drei Punkt elf" is 3.11; words before that are no numerals stay as they were."""
    if ENDED_BY_POINT.search(match.string, 0, match.start()):
        return match.group()
    pieces = re.split(r"(\s+punkt\s+)", match.group(), flags=re.I)
    numbers = [".".join(str(cardinal(step) or "") for step in piece.split(".")) for piece in pieces[::2]]
    spoken = next((place for place in range(len(numbers)) if all(numbers[place:])), len(numbers))
    if spoken > len(numbers) - 2:
        return match.group()
    return "".join(pieces[: 2 * spoken]) + ".".join(numbers[spoken:])


def step(match: re.Match[str]) -> str:
    number = cardinal(match["value"])
    if number is None:
        return match.group()
    word = next(word for pattern, word in WRITTEN if pattern.fullmatch(match["style"]))
    return f"{word} {number}"


def section(match: re.Match[str]) -> str:
    number = cardinal(match["word"] or match["value"])
    if number is None:
        return match.group()
    sign = match["style"] if "§" in match["style"] else "§"
    return f"{sign} {number}{(match['letter'] or '').lower()}"


def joined(match: re.Match[str]) -> str:
    """ "§ 44 a" is § 44a, also where a letter was heard as "A"; elsewhere a capital may be anything."""
    is_letter = "§" in match["head"] or match["letter"].islower()
    return f"{match['head']}{match['letter'].lower()}" if is_letter else match.group()


def joined_before_law(match: re.Match[str]) -> str:
    law = match["law"]
    return f"{joined(match)} {law}" if laws.is_name(law) or laws.is_small_name(law) else match.group()


def spaced(match: re.Match[str]) -> str:
    return f"{match['head']} "


def clause_in_roman(match: re.Match[str]) -> str:
    sentence = f" Satz {match['sentence']}" if match["sentence"] else ""
    return f"{match['head']} Abs. {roman(match['value'])}{sentence}"


def ordinal_step(match: re.Match[str]) -> str:
    number = ordinal(match["value"])
    if number is None:
        return match.group()
    style = match["style"].lower()
    if style.startswith("paragra"):
        return f"§ {number}"
    return f"{'Abs.' if style.startswith('absatz') else style.removesuffix('s').capitalize()} {number}"


def another(match: re.Match[str]) -> str:
    number = cardinal(match["value"])
    return f"{match['head']}{number}" if number else match.group()


def following(match: re.Match[str]) -> str:
    return f"{match['letter']} ff."


def roman_named(name: str) -> Callable[[re.Match[str]], str]:
    def rewrite(match: re.Match[str]) -> str:
        value = match["value"]
        number = roman_value(value) if match["gap"] or not value.isalpha() else roman_value(value, only_roman=True)
        return f"{name} {in_roman(number)}" if number else match.group()

    return rewrite


def roman_value(value: str, *, only_roman: bool = False) -> int:
    """1 to 14 for "zwei", "2" and "ii", else 0."""
    letters = {in_roman(number).lower(): number for number in range(1, BOOKS + 1)}
    number = letters.get(value.lower()) or (None if only_roman else cardinal(value))
    return number if number and number <= BOOKS else 0


def book(match: re.Match[str]) -> str:
    number = ordinal(match["value"])
    return f"SGB {in_roman(number)}" if number and number <= BOOKS else match.group()


REWRITES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (BOOK_AFTER, book),
    (BOOK_BEFORE, book),
    (ROMAN_SAID, said_in_roman),
    *((pattern, roman_named(name)) for pattern, name in ROMAN_NAMED),
    (SPOKEN_DOTTED, dotted),
    (SECTION, section),
    (TIGHT, spaced),
    (CLAUSE_IN_ROMAN, clause_in_roman),
    (SPACED_LETTER, joined),
    (LETTER_BEFORE_LAW, joined_before_law),
    (SPOKEN_STEP, step),
    (ORDINAL_STEP, ordinal_step),
    (ANOTHER, another),
    (FOLLOWING, following),
)
