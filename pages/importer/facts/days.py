"""A day as documents write it."""

import datetime as dt
import re

from pages.importer import word_lists

MONTHS: list[str] = word_lists.load("facts")["months"]
DAY = rf"\d{{1,2}}\.\s?(?:\d{{1,2}}\.\s?(?:\d{{4}}|\d{{2}}(?!\d))|(?:{word_lists.any_of(MONTHS)})\s+\d{{4}})"
DAY_PARTS = re.compile(r"(\d{1,2})\.\s?(?:(\d{1,2})\.\s?(\d{2,4})|([A-Za-zä]+)\s+(\d{4}))")
WITHIN = r"(?:[^.]|(?<=\d)\.)"  # what stands between two words of one sentence, full dates included


def day_of(text: str) -> dt.date | None:
    """ "01. Juni 2018", "6.7.2006", "01.09.17"; None for a day that does not exist."""
    match = DAY_PARTS.fullmatch(text.strip())
    if not match:
        return None
    month = int(match[2]) if match[2] else MONTHS.index(match[4].lower()) + 1
    try:
        return dt.date(full_year(int(match[3] or match[5])), month, int(match[1]))
    except ValueError:
        return None


def full_year(year: int) -> int:
    """Of two digits, those up to 69 are of this century."""
    if year >= 100:
        return year
    return year + 2000 if year < 70 else year + 1900
