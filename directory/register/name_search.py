"""People by part of the name, role, team, organisation or digits of a telephone number, whatever the spelling."""

import re
from collections.abc import Iterable

from directory.models import Organisation
from directory.models.people import PositionQuerySet
from search.language import german

PEOPLE = ("pk", "person__first_name", "person__last_name", "role", "area", "team__name", "organisation__name")
PEOPLE_NUMBERS = ("phone", "mobile")


def positions(among: PositionQuerySet, text: str) -> PositionQuerySet:
    """Those that every word typed occurs in: one query to look, one to fetch."""
    words = wanted(text)
    if not words:
        return among
    # In Python, because databases fold neither ß nor ü alike; a county has some hundred people.
    rows = among.order_by().values_list(*PEOPLE, *PEOPLE_NUMBERS)
    return among.filter(pk__in=[row[0] for row in rows if fits(words, row[1:-2], row[-2:])])


def organisations(text: str) -> list[int]:
    words = wanted(text)
    rows = Organisation.objects.order_by().values_list("pk", "name", "short_name", "phone")
    return [row[0] for row in rows if fits(words, row[1:-1], row[-1:])]


def wanted(text: str) -> list[str]:
    """Folded words; the digits of a telephone number as one, without what is dialled before it."""
    number = re.fullmatch(r"[\d\s/()+.-]{3,}", text.strip())
    if number:
        digits = re.sub(r"\D", "", text)
        # "+49 69", "0049 69" and "069" are dialled from different places and mean the same.
        return [re.sub(r"^(?:0049|49(?=\d{5})|0)", "", digits)] if digits else []
    return [german.fold(word) for word in re.findall(r"\w+", text)]


def fits(words: Iterable[str], texts: Iterable[object], numbers: Iterable[object]) -> bool:
    folded = " ".join(german.fold(word) for text in texts for word in str(text or "").split())
    digits = " ".join(str(number or "") for number in numbers)
    return all(word in folded or (word.isdigit() and word in digits) for word in words)
