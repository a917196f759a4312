"""Pure: a year or a day of birth as people type it, how it is kept ("1991" or "1991-03-14"), and who is a minor."""

import datetime as dt
import re

from cases.referrals import digits

OLDEST = 115  # years; more is a typing error
OF_AGE = 18
YEAR = re.compile(r"(\d{4})")
GERMAN_DAY = re.compile(r"(\d{1,2})\s*\.\s*(\d{1,2})\s*\.\s*(\d{4})")
ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def kept(text: str) -> str | None:
    """As it is stored; None for what is neither a year nor a day there has been."""
    typed = digits.in_ascii(text.strip())
    if year := YEAR.fullmatch(typed):
        return year[1]
    day, iso = GERMAN_DAY.fullmatch(typed), ISO_DAY.fullmatch(typed)
    try:
        if day:
            return dt.date(int(day[3]), int(day[2]), int(day[1])).isoformat()
        return dt.date(int(iso[1]), int(iso[2]), int(iso[3])).isoformat() if iso else None
    except ValueError:
        return None


def is_plausible(birth: str, today: dt.date) -> bool:
    """Somebody who lives, or may."""
    first, last = today.year - OLDEST, today.year
    return first <= int(birth[:4]) <= last and (len(birth) == 4 or dt.date.fromisoformat(birth) <= today)


def is_minor(birth: str, today: dt.date) -> bool | None:
    """None where the year alone does not tell."""
    age_at_end = today.year - int(birth[:4])
    if len(birth) == 4:
        return None if age_at_end == OF_AGE else age_at_end < OF_AGE
    born = dt.date.fromisoformat(birth)
    return age_at_end - ((today.month, today.day) < (born.month, born.day)) < OF_AGE


def shown(birth: str) -> str:
    """As people write it; what is no day stays as it is, for a page must not fail because of one."""
    try:
        return birth if len(birth) <= 4 else f"{dt.date.fromisoformat(birth):%d.%m.%Y}"
    except ValueError:
        return birth
