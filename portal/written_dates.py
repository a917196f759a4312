"""Days as people write them. Places say the German pattern; other languages have theirs here and nowhere else."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import get_language

# A German number that counts has a full stop behind it, an English one has none.
NUMBERS = (("j.n.Y", "j M Y"), ("d.m.Y", "j M Y"), ("j.n.", "j M"), ("j. ", "j "))


def written(day: dt.date, pattern: str) -> str:
    """`pattern` as Django's filter `date` has them, in German: "j. F Y" is "27. Mai 2027" and in English "27 May 2027"."""
    if (get_language() or "").partition("-")[0] != "de":
        for german, other in NUMBERS:
            pattern = pattern.replace(german, other)
    return date_format(day, pattern)
