"""What a line starts with: an official number in one of its readings, a list bullet, or a reference, date or amount that only looks like one."""

import re
from dataclasses import dataclass

from pages.importer import word_lists
from pages.numbering import letter_value, roman_text, roman_value

WORDS = word_lists.load("line_marks")
WORD_SCHEMES = {"artikel": "artikel", "art.": "artikel", "abschnitt": "abschnitt", "teil": "teil", "kapitel": "kapitel"}
ORDINALS: list[str] = WORDS["ordinals"]
BULLET = re.compile(r"^\s*([-–—•·*▪◦‣●○■□➢✓»\uf0b7\uf0a7])\s+(?=\S)")
DECIMAL = re.compile(r"^(\d{1,3}(?:\.\d{1,3}){0,5})(\.|\))?(?:\s+|$|(?<=\.)(?=[A-ZÄÖÜ„(]))(.*)$")
PARAGRAPH = re.compile(r"^§\s*(\d{1,3}\s?[a-z]?)\b\.?(?![§\d])(.*)$")
WORD = re.compile(
    r"^(Artikel|ARTIKEL|Art\.|Abschnitt|ABSCHNITT|Teil|TEIL|Kapitel|KAPITEL)\s+(\d{1,3}[a-z]?|[IVX]{1,6}|[A-Z])\b\.?(.*)$"
)
WORD_AFTER = re.compile(r"^(\d{1,2}|[IVX]{1,6})\.\s*(Abschnitt|ABSCHNITT|Teil|TEIL|Kapitel|KAPITEL)\b(.*)$")
ORDINAL_WORD = re.compile(r"^(" + "|".join(ORDINALS) + r")(?:er|es)\s+(Abschnitt|Teil|Kapitel)\b(.*)$", re.I)
ANNEX = re.compile(
    r"^(?P<lead>\((?:[^()]{2,20})\)\s*)?(?P<word>Anlage|ANLAGE|Anhang|ANHANG|Annex|ANNEX|Beilage)(?:\s+(?:Nr\.?\s*)?(?P<n>\d{1,2}[a-z]?|[IVX]{1,4}|[A-Z]))?(?![\w])[.:]?(?P<rest>.*)$"
)
BRACKET = re.compile(r"^\((\d{1,2}[a-z]?)\)\s*(.*)$")
BRACKET_LETTER = re.compile(r"^\(([a-z]|[ivx]{2,4})\)\s*(.*)$")
ROMAN = re.compile(r"^([IVX]{1,7})([.)])(?:\s+|$)(.*)$")
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
REFERENCE_TAIL = re.compile(
    rf"^\s*(?:,?\s*(?:{'|'.join(WORDS['reference_parts'])})(?=\W|$)|(?:{'|'.join(WORDS['reference_words'])})\b|[,;)/]|\d)",
    re.I,
)
REFERENCE_WORDS = re.compile(rf"^(?:{'|'.join(WORDS['reference_starts'])})\s", re.I)
SMALL_ANNEX_START = re.compile(r"(zu|zum|zur|nach|gemäß)\s")
LONGEST_ANNEX = 120
# A document has no hundredth section: a larger number counts or dates something.
HIGHEST = 99


@dataclass(frozen=True)
class Mark:
    """One reading of a line's start. `values` has several parts for decimals only; `rest` is the line after the number."""

    scheme: str
    values: tuple[int, ...]
    printed: str
    rest: str
    suffix: str = ""
    dotted: bool = False

    @property
    def value(self) -> int:
        return self.values[-1]


def marks(text: str) -> list[Mark]:
    """All readings of the number a line starts with; [] when it starts with none, or with a date, an amount or a reference."""
    text = text.strip()
    if not text or BULLET.match(text) or REFERENCE_WORDS.match(text):
        return []
    if text[0].isdigit():
        return decimal_marks(text)
    return [mark for reader in READERS for mark in reader(text)]


def decimal_marks(text: str) -> list[Mark]:
    word = WORD_AFTER.match(text)
    if word:
        return [worded(word[2], word[1], word[3])] if heading_rest(word[3]) else []
    match = DECIMAL.match(text)
    parts = match[1].split(".") if match else []
    if match is None or not are_section_numbers(parts) or is_date_or_amount(text, match):
        return []
    if len(parts) == 1 and match[2] == ")":
        return [Mark("n)", (int(parts[0]),), f"{parts[0]})", match[3].strip())]
    return [Mark("decimal", tuple(map(int, parts)), match[1], clean_rest(match[3]), dotted=match[2] == ".")]


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
    digits = printed.rstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits), printed[len(digits) :]


def paragraph_marks(text: str) -> list[Mark]:
    match = PARAGRAPH.match(text)
    if not match or not heading_rest(match[2]):
        return []
    printed = match[1].replace(" ", "")
    number, suffix = counted(printed)
    return [Mark("§", (number,), f"§ {printed}", clean_rest(match[2]), suffix=suffix)]


def worded(word: str, printed: str, rest: str) -> Mark:
    title = word.capitalize() if word.isupper() else word
    number, suffix = counted(printed) if printed[0].isdigit() else (lettered(printed), "")
    return Mark(WORD_SCHEMES[title.lower()], (number,), f"{title} {printed}", clean_rest(rest), suffix=suffix)


def lettered(printed: str) -> int:
    """Of a Roman numeral where it can be one, else the place in the alphabet."""
    return roman_value(printed) if set(printed) <= set("IVX") else ord(printed.upper()) - ord("A") + 1


def word_marks(text: str) -> list[Mark]:
    match = WORD.match(text)
    if match:
        return [worded(match[1], match[2], match[3])] if heading_rest(match[3]) else []
    match = ORDINAL_WORD.match(text)
    if not match or not heading_rest(match[3]):
        return []
    value = ORDINALS.index(match[1].lower()) + 1
    return [worded(match[2].capitalize(), str(value), match[3])]


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
    readings = [
        mark for pattern, name in LETTERS if (match := pattern.match(text)) and (mark := letter_mark(name, match))
    ]
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


READERS = (paragraph_marks, word_marks, bracket_marks, letter_marks)


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
        return Mark("annex", (annex_value(number),), f"{word} {number}", bare)
    return Mark("annex", (0,), "", (match["lead"] or "") + (f"{word}: {bare}" if bare else word))


def goes_on_small(title: str) -> bool:
    """ "Anlage 1 ist" is a sentence, "Anlage 1 zum Vertrag" a title."""
    return title[:1].islower() and not SMALL_ANNEX_START.match(title)


def annex_value(printed: str) -> int:
    """Of "2", "2a", "II" and "B"; what is no Roman numeral is a letter."""
    if printed[0].isdigit():
        return counted(printed)[0]
    return roman_value(printed) if set(printed) <= set("IVX") and is_roman(printed) else letter_value(printed)
