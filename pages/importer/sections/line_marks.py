"""What a line starts with: an official number in one of its readings, a list bullet, or a reference, date or amount that only looks like one."""

import re
from dataclasses import dataclass
from functools import lru_cache

from pages.importer import word_lists
from pages.numbering import letter_value, roman_text, roman_value

WORDS = word_lists.load("line_marks")
DIVISIONS: list[str] = WORDS["divisions"]
WORD_SCHEMES = {name: name for name in ("artikel", *DIVISIONS)} | {"art": "artikel", "art.": "artikel"}
SMALL_ORDINALS: list[str] = WORDS["ordinals"]
TENS: list[str] = WORDS["tens"]
ORDINALS = {
    **{word: value for value, word in enumerate(SMALL_ORDINALS, start=1)},
    **{word: 10 * tens for tens, word in enumerate(TENS, start=2)},
    **{
        f"{ones}und{word}": 10 * tens + value
        for tens, word in enumerate(TENS, start=2)
        for value, ones in enumerate(WORDS["ones_before_tens"], start=1)
    },
    **WORDS["other_ordinals"],
}
BULLET = re.compile(r"^\s*([-–—•·*▪◦‣●○■□➢✓»\uf0b7\uf0a7])\s+(?=\S)")
DECIMAL = re.compile(r"^(\d{1,3}(?:\.\d{1,3}){0,5})(\.|\))?(?:\s+|$|(?<=\.)(?=[A-ZÄÖÜ„(]))(.*)$")
# "2a.", "3.1a", "2 a.", "3.1.a": with a letter of its own, before a stop or a word that can begin a heading.
LETTERED_DECIMAL = re.compile(
    r"^(?P<n>\d{1,2}(?:\.\d{1,2}){0,5})(?P<between>\.?\s?)(?P<letter>[a-z])(?P<close>[.)])?(?:\s+(?P<rest>[A-ZÄÖÜ„(…].*)?)?$"
)
SECTION_NUMBER = r"\d{1,4}(?:\s?[a-z]|[a-z]{2})?"
PARAGRAPH = re.compile(rf"^§\s*({SECTION_NUMBER})\b\.?(?![§\d])(.*)$")
# "§§ 3 bis 5", "§ 3 bis § 5", "Artikel 7 und 8": one heading for several numbers.
SEVERAL = re.compile(
    rf"^(?P<word>§§?|Art\.?|Artikel)\s*(?P<first>{SECTION_NUMBER})\s*(?P<link>bis|und|u\.|[-–,])\s*(?:§\s*|Art(?:\.|ikel)?\s+)?(?P<last>{SECTION_NUMBER})\b(?P<rest>.*)$"
)
# "1. Titel" may be a heading of its own words.
AMBIGUOUS = {"Titel", "Buch"}
DIVISION = "|".join(form for name in DIVISIONS for form in (name.capitalize(), name.upper()))
WORD = re.compile(
    rf"^(?:(Artikel|ARTIKEL|Art\.?|{DIVISION})\s+(\d{{1,3}}[a-z]?|[IVXL]{{1,7}}[a-d]?)|({DIVISION})\s+([A-Z]))\b\.?(.*)$"
)
WORD_AFTER = re.compile(rf"^(\d{{1,2}}|[IVXL]{{1,7}})\.\s*({DIVISION})\b(.*)$")
ORDINAL_WORD = re.compile(
    rf"^({'|'.join(sorted(ORDINALS, reverse=True))})(?:er|es)\s+({'|'.join(DIVISIONS)})\b(.*)$", re.I
)
ANNEX = re.compile(
    r"^(?P<lead>\((?:[^()]{2,20})\)\s*)?(?P<word>Anlage|ANLAGE|Anhang|ANHANG|Annex|ANNEX|Beilage)(?:\s+(?:Nr\.?\s*)?(?P<n>\d{1,2}(?:\.\d{1,2}|[a-z])?|[IVX]{1,4}|[A-Z](?:\.?\d{1,2})?))?(?![\w])[.:]?(?P<rest>.*)$"
)
BRACKET = re.compile(r"^\((\d{1,2}[a-z]?)\)\s*(.*)$")
BRACKET_LETTER = re.compile(r"^\(([a-z]|[ivx]{2,4})\)\s*(.*)$")
ROMAN = re.compile(r"^([IVX]{1,7})([.)])(?:\s+|$)(.*)$")
ROMAN_AND_LETTER = re.compile(r"^([IVX]{1,7})\s?([a-d])\.(?:\s+|$)(.*)$")
UPPER = re.compile(r"^([A-Z])([.)])(?:\s+|$)(.*)$")
BARE_UPPER = re.compile(r"^([A-H])\s{1,}((?=[A-ZÄÖÜ„])(?![A-Z]\b).*)$")
LOWER = re.compile(r"^([a-z])([.)])(?:\s+|$)(.*)$")
DOUBLE = re.compile(r"^(([a-z])\2)\)(?:\s+|$)(.*)$")
LOWER_ROMAN = re.compile(r"^([ivx]{1,5})([.)])(?:\s+|$)(.*)$")
LETTERS = ((ROMAN, "I"), (UPPER, "A"), (DOUBLE, "aa"), (LOWER, "a"), (LOWER_ROMAN, "i"))
SEPARATOR = re.compile(r"^\s*[-–—:.]?\s*")

MONTHS = word_lists.any_of(WORDS["months"])
UNITS = "|".join(WORDS["units"])
DATE_OR_AMOUNT = re.compile(
    rf"^(?:\d{{1,2}}\.\s?\d{{1,2}}\.(?=\s+(?-i:[a-zäöü]))|\d{{1,2}}\.\s?\d{{1,2}}\.\d{{2,4}}|\d{{1,2}}\.?\s*(?:{MONTHS})\b\.?(?:\s+\d{{4}})?"
    rf"|\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?\s*(?:{UNITS})?|\d+[.,]?\d*\s*(?:{UNITS})(?![\w-])"
    rf"|\d{{1,2}}[.:]\d{{2}}\s*(?:bis|uhr|-|–)|\d+\s*(?:/|x|×|\+|:)\s*\d)",
    re.I,
)
DATE = re.compile(r"^\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}(?!\d|\.\d)")
DAY_AND_MONTH = re.compile(
    rf"^\d{{1,2}}\.\s*(?:{MONTHS})\b\.?(?=\s*(?:\d{{2,4}}|$|des|eines|jeden|[,.;]|bis|und|an\b|in\b))", re.I
)
ORDINAL_NOUN = re.compile(rf"^\d{{1,3}}\.\s+(?:{word_lists.any_of(WORDS['ordinal_nouns'])})\w*", re.I)
DECIMAL_AND_TITLE = re.compile(r"^\d{1,2}(?:\.\d{1,2}){1,4}\.?\s+[A-ZÄÖÜ][a-zäöüß]{3,}")
# Capitals tell "§ 3 Der Vorstand" and "§ 3 Satz der Gebühren" from "§ 3 der Satzung" and "§ 3 Satz 2".
LAW = re.compile(rf"(?:{'|'.join(WORDS['laws'])})(?![\w-])")
REFERENCE_TAIL = re.compile(
    rf"^\s*(?:,?\s*(?:{'|'.join(WORDS['reference_parts'])})(?:\s*\d|\s+(?:[a-z]|[IVX]+)\b|\s*$)|,?\s*(?:{'|'.join(WORDS['abbreviated_parts'])})(?=\W|$)"
    rf"|{LAW.pattern}|[,;)/]|\d)"
)
REFERENCE_WORDS = re.compile(rf"^(?:{'|'.join(WORDS['reference_starts'])})\s", re.I)
ABBREVIATION = re.compile(
    "|".join(f"(?i:{short[0]}){short[1:]}" for short in WORDS["abbreviations"]) + r"|[a-z]\.\s?[a-z]\."
)
DROPPED = re.compile(rf"\s*\(?(?:{word_lists.any_of(WORDS['dropped'])})\b", re.I)
SMALL_ANNEX_START = re.compile(r"(zu|zum|zur|nach|gemäß)\s")
LONGEST_ANNEX = 120
# A document has no hundredth section of its own count: a larger number counts or dates something.
HIGHEST = 99


@dataclass(frozen=True)
class Mark:
    """One reading of a line's start. `values` has several parts for decimals only; `rest` is the line after the number.

    `through` is the last number of a heading for several ("§§ 3 bis 5"). A `doubtful` mark reads like a reference inside a
    sentence and is none only where the numbering around it awaits it.
    """

    scheme: str
    values: tuple[int, ...]
    printed: str
    rest: str
    suffix: str = ""
    dotted: bool = False
    through: int = 0
    doubtful: bool = False

    @property
    def value(self) -> int:
        return self.values[-1]

    @property
    def reached(self) -> tuple[int, ...]:
        """The number that the next one follows."""
        return (*self.values[:-1], self.through or self.value)


def marks(text: str) -> list[Mark]:
    """All readings of the number a line starts with; [] when it starts with none, or with a date, an amount or a reference."""
    return [mark for mark in readings(text) if not mark.doubtful]


def readings(text: str) -> list[Mark]:
    """As `marks`, and the doubtful ones."""
    return list(read(text.strip()))


@lru_cache(maxsize=4096)
def read(text: str) -> tuple[Mark, ...]:
    if not text or BULLET.match(text) or REFERENCE_WORDS.match(text):
        return ()
    if text[0].isdigit():
        return tuple(decimal_marks(text))
    return tuple(mark for reader in READERS for mark in reader(text))


def decimal_marks(text: str) -> list[Mark]:
    found = word_after_marks(text) or lettered_decimal(text)
    match = DECIMAL.match(text)
    if found or match is None:
        return found
    parts = match[1].split(".")
    if not are_section_numbers(parts) or is_date_or_amount(text, match):
        return []
    if len(parts) == 1 and match[2] == ")":
        return [Mark("n)", (int(parts[0]),), f"{parts[0]})", match[3].strip())]
    return [Mark("decimal", tuple(map(int, parts)), match[1], clean_rest(match[3]), dotted=match[2] == ".")]


def lettered_decimal(text: str) -> list[Mark]:
    """ "3.1a" stands beside 3.1, "3.1.a" below it."""
    match = LETTERED_DECIMAL.match(text)
    parts = match["n"].split(".") if match else []
    if match is None or not are_section_numbers(parts) or (match["between"] == " " and not match["close"]):
        return []
    values, letter, rest = tuple(map(int, parts)), match["letter"], clean_rest(match["rest"] or "")
    if match["between"].startswith("."):
        return [Mark("decimal", (*values, letter_value(letter)), f"{match['n']}.{letter}", rest, dotted=True)]
    if match["close"] == ")":
        return [Mark("n)", values, f"{match['n']}{letter})", rest, suffix=letter)] if len(values) == 1 else []
    is_dotted = match["close"] == "."
    return [Mark("decimal", values, f"{match['n']}{letter}", rest, suffix=letter, dotted=is_dotted)]


def are_section_numbers(parts: list[str]) -> bool:
    """No part has a leading zero ("3.05"), and the first counts from 1."""
    return 1 <= int(parts[0]) <= HIGHEST and not any(part.startswith("0") and len(part) > 1 for part in parts)


def is_date_or_amount(text: str, match: re.Match[str]) -> bool:
    """An amount after a bare number; after "3." only what cannot be a heading: a month, a quarter, a full date."""
    if DATE.match(text) or DAY_AND_MONTH.match(text):
        return True
    if match[2] == "." and "." not in match[1]:
        return ORDINAL_NOUN.match(text) is not None
    return DATE_OR_AMOUNT.match(text) is not None and not DECIMAL_AND_TITLE.match(text)


def clean_rest(rest: str) -> str:
    return SEPARATOR.sub("", rest, count=1).strip() if rest.strip() not in {"…", "...", "-"} else rest.strip()


def heading_rest(rest: str) -> bool:
    """False when what follows "§ 15", "Artikel 6", "Teil 2" makes it a reference inside a sentence."""
    if REFERENCE_TAIL.match(rest):
        return False
    bare = SEPARATOR.sub("", rest, count=1)
    return not bare or not bare[0].islower()


def counted(printed: str) -> tuple[int, str]:
    """ "72a" is (72, "a")."""
    digits = printed.rstrip(" abcdefghijklmnopqrstuvwxyz")
    return int(digits), printed[len(digits) :].strip()


def paragraph_marks(text: str) -> list[Mark]:
    match = PARAGRAPH.match(text)
    if not match:
        return []
    number, suffix = counted(match[1])
    return [numbered("§", (number, suffix), f"§ {number}{suffix}", match[2])]


def numbered(scheme: str, number: tuple[int, str], printed: str, rest: str) -> Mark:
    return Mark(scheme, number[:1], printed, clean_rest(rest), suffix=number[1], doubtful=not heading_rest(rest))


def several_marks(text: str) -> list[Mark]:
    """A heading for several numbers at once, which in a sentence would be a reference to all of them."""
    match = SEVERAL.match(text)
    is_dropped = match is not None and DROPPED.match(match["rest"]) is not None
    if not match or not (is_dropped or match["word"] == "§§" or match["link"] == "bis"):
        return []
    (first, suffix), (last, _letter) = counted(match["first"]), counted(match["last"])
    if last < first:
        return []
    rest = match["rest"]
    return [
        Mark(
            "§" if match["word"][0] == "§" else "artikel",
            (first,),
            text[: match.end("last")],
            clean_rest(rest),
            suffix=suffix,
            through=last,
            doubtful=not is_dropped and not (rest.strip() and heading_rest(rest)),
        )
    ]


def worded(word: str, printed: str, rest: str) -> Mark:
    title = word.capitalize() if word.isupper() else word
    letter = printed[-1] if printed[-1].islower() else ""
    number = counted(printed) if printed[0].isdigit() else (lettered(printed.removesuffix(letter)), letter)
    return numbered(WORD_SCHEMES[title.lower()], number, f"{title} {printed}", rest)


def lettered(printed: str) -> int:
    """Of a Roman numeral where it can be one, else the place in the alphabet."""
    return roman_value(printed) if set(printed) <= set("IVXL") and printed != "L" else letter_value(printed)


def word_marks(text: str) -> list[Mark]:
    match = WORD.match(text)
    if match:
        return [worded(match[1] or match[3], match[2] or match[4], match[5])]
    match = ORDINAL_WORD.match(text)
    if match:
        return [worded(match[2].capitalize(), str(ORDINALS[match[1].lower()]), match[3])]
    return word_after_marks(text)


def word_after_marks(text: str) -> list[Mark]:
    match = WORD_AFTER.match(text)
    if not match or (match[2] in AMBIGUOUS and not match[3].strip()):
        return []
    return [worded(match[2], match[1], match[3])]


def first_of_several(text: str) -> list[Mark]:
    return several_marks(text) or paragraph_marks(text) or word_marks(text)


def bracket_marks(text: str) -> list[Mark]:
    match = BRACKET.match(text)
    if match:
        number, suffix = counted(match[1])
        return [Mark("(n)", (number,), f"({match[1]})", match[2].strip(), suffix=suffix)]
    match = BRACKET_LETTER.match(text)
    if not match:
        return []
    readings = [Mark("(a)", (letter_value(match[1]),), f"({match[1]})", match[2])] if len(match[1]) == 1 else []
    if set(match[1]) <= set("ivx") and is_roman(match[1]):
        readings.append(Mark("(i)", (roman_value(match[1]),), f"({match[1]})", match[2]))
    return readings


def letter_marks(text: str) -> list[Mark]:
    """None for abbreviations: "i. V.", "z. B." """
    if ABBREVIATION.match(text):
        return []
    readings = [
        mark for pattern, name in LETTERS if (match := pattern.match(text)) and (mark := letter_mark(name, match))
    ]
    inserted = ROMAN_AND_LETTER.match(text)
    if inserted and is_roman(inserted[1]):
        return [numbered("I.", (roman_value(inserted[1]), inserted[2]), f"{inserted[1]}{inserted[2]}.", inserted[3])]
    bare = BARE_UPPER.match(text)
    if bare and not readings:
        readings.append(Mark("A", (letter_value(bare[1]),), bare[1], bare[2]))
    return readings


def letter_mark(name: str, match: re.Match[str]) -> Mark | None:
    """None for letters that look like a Roman numeral and are none ("IIII.")."""
    close = ")" if name == "aa" else match[2]
    rest = match[match.lastindex or 0].strip()
    if name not in "Ii":
        return Mark(f"{name}{close}", (letter_value(match[1]),), f"{match[1]}{close}", rest)
    return Mark(f"{name}{close}", (roman_value(match[1]),), f"{match[1]}{close}", rest) if is_roman(match[1]) else None


def is_roman(text: str) -> bool:
    return roman_text(roman_value(text)).lower() == text.lower()


READERS = (first_of_several, bracket_marks, letter_marks)


def annex(text: str) -> Mark | None:
    """An annex heading: "Anlage 1", "(fakultativ) Anhang", "Anlage 2 - Kontakte"; not "Anlage 1 ist beigefügt."."""
    match = ANNEX.match(text.strip())
    if not match or len(text) > LONGEST_ANNEX:
        return None
    rest = match["rest"].strip()
    bare = SEPARATOR.sub("", rest, count=1)
    if rest.endswith((".", ";", ",")) or REFERENCE_TAIL.match(rest) or goes_on_small(bare):
        return None
    number = match["n"] or ""
    word = match["word"]
    if number:
        value, suffix = annex_value(number)
        return Mark("annex", (value,), f"{word} {number}", bare, suffix=suffix)
    return Mark("annex", (0,), "", (match["lead"] or "") + annex_title(word, bare))


def annex_title(word: str, title: str) -> str:
    """Of an annex without a number: "Anlage: Karte", but "Anlage zu § 3" and "Anlage (zu § 3)"."""
    is_one_phrase = title[:1] == "(" or title[:1].islower()
    return f"{word} {title}" if is_one_phrase else f"{word}: {title}" if title else word


def goes_on_small(title: str) -> bool:
    """ "Anlage 1 ist" is a sentence, "Anlage 1 zum Vertrag" a title."""
    return title[:1].islower() and not SMALL_ANNEX_START.match(title)


def annex_value(printed: str) -> tuple[int, str]:
    """Of "2", "2a", "1.2", "II", "B" and "A.1"; what is no Roman numeral is a letter."""
    if printed[0].isdigit():
        number, _stop, part = printed.partition(".")
        value, suffix = counted(number)
        return value, suffix or part
    if set(printed) <= set("IVX") and is_roman(printed):
        return roman_value(printed), ""
    return letter_value(printed[0]), printed[1:].lstrip(".")
