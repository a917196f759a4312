"""Cells as values: dates, numbers and choices in the notations people use. ValidationError says what is wrong and how it is written."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _
from django.utils.translation import override
from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException

from directory import phone_numbers
from directory.languages import LANGUAGES
from directory.models.fields import NO_NUMBER, Number, as_number, check_written
from search.language.german import fold

Value = Any
EXCEL_BEGIN = dt.date(1899, 12, 30)
DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?:\s+0{1,2}:00(?::00)?)?")
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")


def text(cell: str) -> str:
    return " ".join(cell.split())


def lines(cell: str) -> str:
    return cell.strip()


def day(cell: str) -> dt.date | None:
    """24.12.2026, 24.12.26, 2026-12-24, or the number by which Excel knows a day."""
    if not cell:
        return None
    german, iso = DAY.fullmatch(cell), ISO.fullmatch(cell)
    try:
        if german:
            first, month, year = (int(part) for part in german.groups())
            date = dt.date(year if len(german[3]) == 4 else 2000 + year, month, first)
        elif iso:
            date = dt.date(*(int(part) for part in iso.groups()))
        elif re.fullmatch(r"\d{5}", cell):
            # Excel counts from a day before 1900, because it takes 1900 for a leap year.
            date = EXCEL_BEGIN + dt.timedelta(days=int(cell))
        else:
            raise ValueError
    except ValueError:
        raise ValidationError(_("Bitte den Tag so schreiben: 24.12.2026.")) from None
    if not 1900 <= date.year <= 2100:
        raise ValidationError(_("Bitte einen Tag zwischen 1900 und 2100 angeben."))
    return date


def phone(cell: str) -> Number | str:
    """As dialled in the country or from abroad; a number that lost its first zero in a spreadsheet gets it back."""
    if not cell:
        return ""
    if not re.search(r"\d", cell):
        raise ValidationError(NO_NUMBER)
    check_written(cell)
    written = phone_numbers.tidied(cell)
    if re.fullmatch(r"[1-9][\d /()-]*", written):
        written = f"0{written}"
    try:
        number: Number = Number.from_string(written, region="DE")
    except NumberParseException:
        raise ValidationError(NO_NUMBER) from None
    return number


def email(cell: str) -> str:
    if cell:
        validate_email(cell)
    return cell


def website(cell: str) -> str:
    """With https:// where somebody left it out."""
    url = cell if not cell or "://" in cell else f"https://{cell}"
    if url:
        URLValidator(["http", "https"])(url)
    return url


def postcode(cell: str) -> str:
    """Five digits; the leading zero that spreadsheets drop comes back."""
    # As with keys: the first zero is lost where a cell is taken for a number.
    code = cell.zfill(5) if re.fullmatch(r"\d{4}", cell) else cell
    if code and not re.fullmatch(r"\d{5}", code):
        raise ValidationError(_("Eine Postleitzahl hat fünf Ziffern."))
    return code


def postcodes(cell: str) -> tuple[str, ...]:
    return tuple(sorted({postcode(part) for part in re.split(r"[,;\s]+", cell) if part}))


def names(cell: str) -> tuple[str, ...]:
    return tuple(sorted({text(part) for part in re.split(r"[,;\n]", cell) if text(part)}))


def ags(cell: str) -> str:
    """Eight digits; a leading zero that a spreadsheet dropped comes back."""
    digits = re.sub(r"\s", "", cell)
    # A spreadsheet takes the key for a number and drops its first zero.
    digits = digits.zfill(8) if re.fullmatch(r"\d{7}", digits) else digits
    if not re.fullmatch(r"\d{8}", digits):
        raise ValidationError(_("Der Gemeindeschlüssel hat acht Ziffern."))
    return digits


def several_ags(cell: str) -> tuple[str, ...]:
    return tuple(sorted({ags(part) for part in re.split(r"[,;\s]+", cell) if part}))


def whole(cell: str) -> int | None:
    """12.345, 12 345 or 12345."""
    digits = re.sub(r"[.\s\u202f']", "", cell)
    if digits and not re.fullmatch(r"\d{1,9}", digits):
        raise ValidationError(_("Bitte eine ganze Zahl angeben."))
    return int(digits) if digits else None


def in_each_language(label: object) -> set[str]:
    """What it is called in each language of the portal: an export may have been made in any."""
    labels = {str(label)}
    for code, _name in settings.LANGUAGES:
        with override(code):
            labels.add(str(label))
    return {key(text) for text in labels}


def key(label: str) -> str:
    """For comparing headings and choices with what we call them."""
    return " ".join(fold(word) for word in re.findall(r"\w+", label))


def choice(choices: Iterable[tuple[str, object]]) -> Callable[[str], str]:
    known = list(choices)

    @cache
    def by_word() -> Mapping[str, str]:
        return {word: value for value, label in known for word in {key(value), *in_each_language(label)}}

    def read(cell: str) -> str:
        if not cell:
            return ""
        if key(cell) in by_word():
            return by_word()[key(cell)]
        shown = ", ".join(str(label) for _value, label in known)
        raise ValidationError(_("Das ist nicht vorgesehen. Möglich sind: %(shown)s."), params={"shown": shown})

    return read


@cache
def language_words() -> Mapping[str, str]:
    return {word: code for code, label in LANGUAGES.items() for word in {*in_each_language(label), code}}


def languages(cell: str) -> tuple[str, ...]:
    """Names, some of which have commas in them, or codes."""
    known, words, codes = language_words(), key(cell).split(), set()
    while words:
        size = next((size for size in range(len(words), 0, -1) if " ".join(words[:size]) in known), 0)
        if not size:
            raise ValidationError(_("Die Sprache „%(name)s“ ist nicht bekannt."), params={"name": words[0]})
        codes.add(known[" ".join(words[:size])])
        words = words[size:]
    return tuple(code for code in LANGUAGES if code in codes)


def shown(value: Value) -> str:
    """A value as the preview has it."""
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, PhoneNumber):
        return str(as_number(value).shown)
    if isinstance(value, tuple):
        return ", ".join(str(LANGUAGES.get(code, code)) for code in value)
    return "" if value is None else str(value)
