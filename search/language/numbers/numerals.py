"""German numerals: cardinals and ordinals in words, and Roman numbers."""

import re

from search.language.german import fold

ROMAN = re.compile(r"(?=[ivxl])(x{0,3}l?x{0,3})(ix|iv|v?i{0,3})", re.I)
TEENS = ("zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn")
ONES = ("", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
TENS = ("", "", "zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig")
IRREGULAR_ORDINALS = {"eins": "erst", "drei": "dritt", "sieben": "siebt", "acht": "acht"}
ENDINGS = ("e", "er", "es", "en", "em")
MAX_NUMERAL = 999


def below_hundred(number: int) -> str:
    ten, one = divmod(number, 10)
    if number < 10:
        return "eins" if number == 1 else ONES[number]
    if number < 20:
        return TEENS[one]
    return f"{ONES[one]}und{TENS[ten]}" if one else TENS[ten]


def cardinal_words(number: int) -> tuple[str, ...]:
    """How a number is said: "hundertzwei" and "einhundertzwei"."""
    hundred, rest = divmod(number, 100)
    tail = below_hundred(rest) if rest else ""
    if not hundred:
        return (tail,)
    return (f"{ONES[hundred]}hundert{tail}", *([f"hundert{tail}"] if hundred == 1 else []))


def ordinal_stems(number: int, word: str) -> tuple[str, ...]:
    """An ordinal without its ending: "dritt", "siebt" and "siebent", "zwanzigst"."""
    if not 0 < number % 100 < 20:
        return (f"{word}st",)
    small = below_hundred(number % 100)
    head = word.removesuffix(small)
    regular = f"{head}{IRREGULAR_ORDINALS.get(small, f'{small}t')}"
    return (regular, f"{word}t") if small == "sieben" else (regular,)


CARDINALS = {
    fold(word): number for number in range(1, MAX_NUMERAL + 1) for word in cardinal_words(number)
} | {"zwo": 2}  # fmt: skip
ORDINALS = {
    fold(stem): number
    for number in range(1, 100)
    for word in cardinal_words(number)
    for stem in ordinal_stems(number, word)
}


def cardinal(word: str) -> int | None:
    """What "fünfzehn", "fuenfzehn" or "15" count, from 1 on."""
    if word.isascii() and word.isdigit():
        return int(word) or None
    return CARDINALS.get(fold(word))


def ordinal(word: str) -> int | None:
    """What "dritter" or "3." counts."""
    if re.fullmatch(r"\d{1,3}\.", word, re.ASCII):
        return int(word[:-1]) or None
    folded = fold(word)
    endings = (ending for ending in ENDINGS if folded.endswith(ending))
    return next((ORDINALS[stem] for ending in endings if (stem := folded.removesuffix(ending)) in ORDINALS), None)


def ordinal_stem(number: int) -> str:
    """ "zweit" for 2, to be given an ending."""
    return ordinal_stems(number, cardinal_words(number)[0])[0]


def roman(text: str) -> str:
    """The number of a Roman one, in digits; "" where it is none."""
    if not ROMAN.fullmatch(text):
        return ""
    worth = {"i": 1, "v": 5, "x": 10, "l": 50}
    values = [worth[letter] for letter in text.lower()]
    return str(sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True)))


def in_roman(number: int) -> str:
    """A number up to 49 in Roman letters."""
    tens, ones = divmod(number, 10)
    head = "XL" if tens == 4 else "X" * tens
    return head + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
