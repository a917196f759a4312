"""Signs of symbol fonts as the characters that everybody has."""

from pages.importer import word_lists

UNKNOWN = "□"
FIRST = 0x20
PRIVATE = range(0xF000, 0xF100)  # where Word keeps the signs of these fonts
FONTS: dict[str, dict[int, str]] = {
    font: dict(enumerate("".join(rows), start=FIRST)) for font, rows in word_lists.load("symbol_fonts").items()
}


def sign(font: str, code: str) -> str:
    """A sign that a file names by its font and number."""
    try:
        number = int(code, 16)
    except ValueError:
        return UNKNOWN
    if number in PRIVATE or font.casefold() in FONTS:
        return FONTS.get(font.casefold(), {}).get(number & 0xFF, UNKNOWN)
    return chr(number) if number < 0x110000 and chr(number).isprintable() else UNKNOWN


def readable(text: str, font: str) -> str:
    """Text with those of its signs replaced that only the font knows."""
    known = FONTS.get(font.casefold())
    if known is None or not any(ord(letter) in PRIVATE for letter in text):
        return text
    return "".join(known.get(ord(letter) & 0xFF, UNKNOWN) if ord(letter) in PRIVATE else letter for letter in text)
