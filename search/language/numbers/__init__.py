"""Official numbers: the keys a printed number is found by, and the numbers in what somebody typed."""

from search.language.numbers.asked import NumberQuery, cited_parts, in_query
from search.language.numbers.notations import normalised
from search.language.numbers.numerals import roman
from search.language.numbers.parts import (
    OTHER_NOTATION,
    OTHER_STEPS,
    STEP_LEFT_OUT,
    Part,
    Steps,
    as_printed,
    below,
    closeness,
    keys,
    number_shown,
    printed_part,
    printed_parts,
    shown,
)

__all__ = [
    "OTHER_NOTATION",
    "OTHER_STEPS",
    "STEP_LEFT_OUT",
    "NumberQuery",
    "Part",
    "Steps",
    "as_printed",
    "below",
    "cited_parts",
    "closeness",
    "in_query",
    "keys",
    "normalised",
    "number_shown",
    "printed_part",
    "printed_parts",
    "roman",
    "shown",
]
