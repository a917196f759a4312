"""What a line starts with: an official number in one of its readings, a list bullet, or a reference, date or amount that only looks like one."""

import re
from dataclasses import dataclass

from pages.numbering import roman_text, roman_value

WORD_SCHEMES = {"artikel": "artikel", "art.": "artikel", "abschnitt": "abschnitt", "teil": "teil", "kapitel": "kapitel"}
ORDINALS = ("erst", "zweit", "dritt", "viert", "fünft", "sechst", "siebt", "acht", "neunt", "zehnt")
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
SEPARATOR = re.compile(r"^\s*[-–—:.]?\s*")

MONTHS = "januar|februar|märz|maerz|april|mai|juni|juli|august|september|oktober|november|dezember|jan|feb|mrz|apr|jun|jul|aug|sep|sept|okt|nov|dez"
UNITS = (
    r"monat\w*|jahr(?:e|en|es)?|tag(?:e|en|es)?|wochen?|stunden?|minuten?|euro|eur|€|%|prozent|v\.\s?h\.|uhr|quartal\w*|halbjahr\w*|"
    r"personen?|teilnehm\w+|kalendertag\w*|werktag\w*|arbeitstag\w*|vzä|stellen?|plätzen?|unterrichtseinheiten?|ue|km|cent|mal|fach|"
    r"lebensjahr\w*|auflage|fassung|satz|sätze|alternative|alt\.|halbsatz|hs\.|ausfertigung(?:en)?|exemplare?n?|kommunen|"
    r"gemeinden|mio\.?|tsd\.?|millionen|tausend|std\.?"
)
DATE_OR_AMOUNT = re.compile(
    rf"^(?:\d{{1,2}}\.\s?\d{{1,2}}\.(?=\s+(?-i:[a-zäöü]))|\d{{1,2}}\.\s?\d{{1,2}}\.\d{{2,4}}|\d{{1,2}}\.?\s*(?:{MONTHS})\b\.?(?:\s+\d{{4}})?"
    rf"|\d{{1,3}}(?:\.\d{{3}})+(?:,\d+)?\s*(?:{UNITS})?|\d+[.,]?\d*\s*(?:{UNITS})(?![\w-])"
    rf"|\d{{1,2}}[.:]\d{{2}}\s*(?:bis|uhr|-|–)|\d+\s*(?:/|x|×|\+|:)\s*\d)",
    re.I,
)
DATE = re.compile(r"^\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}(?!\d|\.\d)")
REFERENCE_TAIL = re.compile(
    r"^\s*(?:,?\s*(?:abs\.?|absatz|absätze[n]?|satz|s\.|nr\.?|nummer|ziff(?:er|\.)?|buchst(?:abe[n]?|\.)?|lit\.?|ff?\.|unterabs\w*|halbsatz|alt\.)(?=\W|$)"
    r"|(?:des|der|dem|den|die|das|dieser|dieses|diesem|und|oder|bis|sowie|in verbindung|i\.\s?v\.\s?m|genannt\w*|geregelt\w*|gilt|gelten|bleib\w+|findet|finden|sgb|aufenthg|bgb|dsgvo|ds-gvo|asylg|asylblg|grundgesetz|gg|ldsg|bdsg|vwvfg|intv|flüag|partintg|stgb|zpo|hgb|estg|ao)\b|[,;)/]|\d)",
    re.I,
)
REFERENCE_WORDS = re.compile(
    r"^(?:ziff(?:er|\.)?n?|nummern?|nr\.|abs(?:atz|\.)|satz|buchst(?:abe|\.)|lit\.|s\.|vgl\.|siehe|gemäß|nach|im sinne)\s",
    re.I,
)


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
    if not match or is_date_or_amount(text, match):
        return []
    parts = match[1].split(".")
    if any(part.startswith("0") and len(part) > 1 for part in parts) or int(parts[0]) == 0 or int(parts[0]) > 99:
        return []
    if len(parts) == 1 and match[2] == ")":
        return [Mark("n)", (int(parts[0]),), f"{parts[0]})", match[3].strip())]
    return [Mark("decimal", tuple(map(int, parts)), match[1], clean_rest(match[3]), dotted=match[2] == ".")]


def is_date_or_amount(text: str, match: re.Match[str]) -> bool:
    """An amount after a bare number; after "3." only what cannot be a heading: a month, a quarter, a full date."""
    if DATE.match(text) or re.match(
        rf"^\d{{1,2}}\.\s*(?:{MONTHS})\b\.?(?=\s*(?:\d{{2,4}}|$|des|eines|jeden|[,.;]|bis|und|an\b|in\b))", text, re.I
    ):
        return True
    if match[2] == "." and "." not in match[1]:
        return bool(
            re.match(
                r"^\d{1,3}\.\s+(?:quartal|halbjahr|lebensjahr|auflage|jahrhundert|klasse|kalenderwoche|schuljahr)\w*",
                text,
                re.I,
            )
        )
    return bool(DATE_OR_AMOUNT.match(text)) and not re.match(
        r"^\d{1,2}(?:\.\d{1,2}){1,4}\.?\s+[A-ZÄÖÜ][a-zäöüß]{3,}", text
    )


def clean_rest(rest: str) -> str:
    return SEPARATOR.sub("", rest, count=1).strip() if rest.strip() not in {"…", "...", "-"} else rest.strip()


def heading_rest(rest: str) -> bool:
    """False when what follows "§ 15", "Artikel 6", "Teil 2" makes it a reference inside a sentence."""
    if REFERENCE_TAIL.match(rest):
        return False
    bare = SEPARATOR.sub("", rest, count=1)
    return not bare or not bare[0].islower()


def paragraph_marks(text: str) -> list[Mark]:
    match = PARAGRAPH.match(text)
    if not match or not heading_rest(match[2]):
        return []
    number = match[1].replace(" ", "")
    digits = re.match(r"\d+", number)
    if not digits:
        raise ValueError(f"PARAGRAPH let a number without digits through: {number}")
    return [Mark("§", (int(digits[0]),), f"§ {number}", clean_rest(match[2]), suffix=number[digits.end() :])]


def worded(word: str, value: str, rest: str) -> Mark:
    title = word.capitalize() if word.isupper() else word
    number = re.match(r"\d+", value)
    if number:
        ordinal = int(number[0])
    elif set(value) <= set("IVX"):
        ordinal = roman_value(value)
    else:
        ordinal = ord(value.upper()) - ord("A") + 1
    suffix = value[number.end() :] if number else ""
    return Mark(WORD_SCHEMES[title.lower()], (ordinal,), f"{title} {value}", clean_rest(rest), suffix=suffix)


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
        digits = re.match(r"\d+", match[1])
        if not digits:
            raise ValueError(f"BRACKET let a number without digits through: {match[1]}")
        return [Mark("(n)", (int(digits[0]),), f"({match[1]})", match[2].strip(), suffix=match[1][digits.end() :])]
    match = BRACKET_LETTER.match(text)
    if not match:
        return []
    readings = [Mark("(a)", (ord(match[1]) - 96,), f"({match[1]})", match[2])] if len(match[1]) == 1 else []
    if set(match[1]) <= set("ivx") and is_roman(match[1]):
        readings.append(Mark("(i)", (roman_value(match[1]),), f"({match[1]})", match[2]))
    return readings


def letter_marks(text: str) -> list[Mark]:
    found = []
    for pattern, name in ((ROMAN, "I"), (UPPER, "A"), (DOUBLE, "aa"), (LOWER, "a"), (LOWER_ROMAN, "i")):
        match = pattern.match(text)
        if not match:
            continue
        close = ")" if name == "aa" else match[2]
        rest = match[match.lastindex or 0].strip()
        if name in "Ii":
            if is_roman(match[1]):
                found.append(Mark(f"{name}{close}", (roman_value(match[1]),), f"{match[1]}{close}", rest))
        else:
            found.append(Mark(f"{name}{close}", (ord(match[1][0].lower()) - 96,), f"{match[1]}{close}", rest))
    bare = BARE_UPPER.match(text)
    if bare and not found:
        found.append(Mark("A", (ord(bare[1]) - 64,), bare[1], bare[2]))
    return found


def is_roman(text: str) -> bool:
    return roman_text(roman_value(text)).lower() == text.lower()


READERS = (paragraph_marks, word_marks, bracket_marks, letter_marks)


def annex(text: str) -> Mark | None:
    """An annex heading: "Anlage 1", "(fakultativ) Anhang", "Anlage 2 - Kontakte"; not "Anlage 1 ist beigefügt."."""
    match = ANNEX.match(text.strip())
    if not match or len(text) > 120:
        return None
    rest = match["rest"].strip()
    bare = SEPARATOR.sub("", rest, count=1)
    starts_low = bool(bare) and bare[0].islower() and not re.match(r"(zu|zum|zur|nach|gemäß)\s", bare)
    if starts_low or rest.endswith((".", ";", ",")) or REFERENCE_TAIL.match(rest):
        return None
    number = match["n"] or ""
    value = int(re.match(r"\d+", number)[0]) if number[:1].isdigit() else 0  # type: ignore[index]  # it starts with a digit
    if number and not value:
        value = roman_value(number) if is_roman(number) and set(number) <= set("IVX") else ord(number) - 64
    printed = f"{match['word']} {number}" if number else ""
    title = bare if number else f"{match['lead'] or ''}{match['word']}{': ' + bare if bare else ''}"
    return Mark("annex", (value,), printed, title)
