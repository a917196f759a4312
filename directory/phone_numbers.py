"""What people write for a telephone number, read strictly: whatever is no part of the number is refused, never dialled along.

The library takes letters for the keys of a telephone, cuts off a second number and drops an extension ("ext. 5") when it
stores one; so nothing reaches it but digits and the signs between them.
"""

import re
import unicodedata

COUNTRY = r"\+\d{1,3}[ .-]?"
DASHES = re.compile("[\u2010-\u2015\u2212]")
STRAY = re.compile(r"[(+/.\-]*[^\d\s+()/.\-]")
# Brackets stand around the area code, the slash behind it; elsewhere they add something to the number.
AREA_IN_BRACKETS = re.compile(rf"(?:{COUNTRY})? ?\(\d+\)[^()]*")
SLASH_AFTER_AREA = re.compile(rf"(?:{COUNTRY})? ?\(?\d+\)? ?/[^/]*")
# An extension behind an extension: "069 90009-341-349" means two numbers.
TWO_EXTENSIONS = re.compile(r"[ /)]\d[\d ]*-\d+(?:\s*-\s*|\s*/\s*)\d+$")
# No number of the country is longer (ITU-T E.164 allows 15 digits with the country's own).
MAX_DIGITS = 15
SPREADSHEET = re.compile(r"49\d{10,}")


def tidied(written: str) -> str:
    """The signs of a keyboard only, and the country as +49 or the like."""
    text = DASHES.sub("-", unicodedata.normalize("NFKC", written))
    text = " ".join(text.split())
    text = re.sub(r"^00 ?(?=[1-9])", "+", text)
    return re.sub(r"\s*\(0\)\s*", " ", text).strip() if text.startswith("+") else text


def surplus(written: str) -> str | None:
    """What stands in it beside one number; None if nothing does."""
    text = tidied(written)
    stray = STRAY.search(text)
    if stray:
        return text[stray.start() :]
    if "+" in text[1:]:
        return text[text.index("+", 1) :]
    if ("(" in text or ")" in text) and not AREA_IN_BRACKETS.fullmatch(text):
        return text[re.search(r"[()]", text).start() :]  # type: ignore[union-attr]  # there is one
    if "/" in text and not SLASH_AFTER_AREA.fullmatch(text):
        return text[text.rindex("/") :]
    if TWO_EXTENSIONS.search(text):
        return text[text.rindex("-") :]
    return text if len(re.sub(r"\D", "", text)) > MAX_DIGITS else None


def is_without_prefix(written: str) -> bool:
    """A spreadsheet made +49… a number: read as one of the country it would be another one."""
    return SPREADSHEET.fullmatch(re.sub(r"\D", "", written)) is not None and written[:1] not in {"+", "0", "("}
