"""How a person is written in a referral, and read back from it: name, year of birth, languages."""

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import override

from directory.languages import language_names

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True)
class Glimpse:
    """What stands above a referral before anybody asked for the name: "N. A.", "1991"."""

    initials: str = ""
    year: str = ""


def identity(first_name: str, last_name: str, birth: str) -> str:
    """ "Nazanin Azadi, 1991", or with the whole day "Nazanin Azadi, 14. März 1991"."""
    name = f"{first_name} {last_name}".strip()
    return ", ".join(filter(None, (name, written_birth(birth))))


def written_birth(birth: str) -> str:
    if not ISO_DAY.fullmatch(birth):
        return birth
    # It is a part of what was sent, and does not change with the language of whoever reads it.
    with override("de"):
        return date_format(dt.date.fromisoformat(birth), "j. F Y")


def language(codes: str) -> str:
    """Codes of the directory's languages, with commas between, in German; other words stay as they were typed."""
    with override("de"):
        return ", ".join(language_names(codes.replace(" ", "").split(","))) or codes.strip()


def name_of(text: str) -> str:
    """From an identity as it was sent: without the birth."""
    name, _comma, birth = text.rpartition(",")
    return name if name and YEAR.search(birth) else text


def glimpse(text: str) -> Glimpse:
    """From an identity as it was sent; empty for one that was not."""
    name, _comma, birth = text.rpartition(",")
    found = YEAR.findall(birth)
    words = (name or ("" if found else text)).split()
    return Glimpse(" ".join(f"{word[0]}." for word in words), found[-1] if found else "")
