"""How Word prints a counted number: as digits, letters, Roman numerals or words."""

from collections.abc import Callable

from pages.importer import word_lists
from pages.numbering import roman_text

WORDS = word_lists.load("number_words")
CARDINALS: list[str] = WORDS["cardinals"]
TENS: list[str] = WORDS["tens"]
ORDINALS: dict[str, str] = WORDS["ordinals"]
LETTERS = 26
# Beyond these Word itself prints digits or nothing that anybody could read; a file could ask for millions of letters.
MOST_LETTERS = LETTERS * 30
MOST_ROMAN = 3999
MOST_CIRCLED = 20


def formatted(value: int, style: str, pattern: str = "") -> str:
    """`style` is the name of a number format in a Word file, `pattern` the example of a custom one ("001, 002, …")."""
    if style == "custom":
        return str(value).zfill(len(pattern.split(",")[0].strip()))
    return FORMATS.get(style, str)(value)


def letters(value: int) -> str:
    """After "z" comes "aa", then "bb"."""
    if not 0 < value <= MOST_LETTERS:
        return str(value)
    repeated, letter = divmod(value - 1, LETTERS)
    return chr(ord("a") + letter) * (repeated + 1)


def roman(value: int) -> str:
    return roman_text(value) if 0 < value <= MOST_ROMAN else str(value)


def circled(value: int) -> str:
    return chr(ord("①") + value - 1) if 0 < value <= MOST_CIRCLED else str(value)


def cardinal(value: int) -> str:
    """Digits from one hundred on."""
    if not 0 < value < 100:
        return str(value)
    if value <= len(CARDINALS):
        return CARDINALS[value - 1]
    tens, ones = divmod(value, 10)
    return (
        f"{CARDINALS[ones - 1].removesuffix('s') if ones == 1 else CARDINALS[ones - 1]}und{TENS[tens - 2]}"
        if ones
        else TENS[tens - 2]
    )


def ordinal(value: int) -> str:
    if not 0 < value < 100:
        return f"{value}."
    return ORDINALS.get(str(value)) or cardinal(value) + ("te" if value < len(CARDINALS) + 1 else "ste")


FORMATS: dict[str, Callable[[int], str]] = {
    "bullet": lambda _value: "",
    "none": lambda _value: "",
    "decimalZero": lambda value: f"{value:02d}",
    "lowerLetter": letters,
    "upperLetter": lambda value: letters(value).upper(),
    "lowerRoman": lambda value: roman(value).lower(),
    "upperRoman": roman,
    "ordinal": lambda value: f"{value}.",
    "cardinalText": lambda value: cardinal(value).capitalize(),
    "ordinalText": lambda value: ordinal(value).capitalize(),
    "decimalEnclosedCircle": circled,
    "decimalEnclosedParen": lambda value: f"({value})",
    "decimalEnclosedFullstop": lambda value: f"{value}.",
    "numberInDash": lambda value: f"- {value} -",
}
