"""Words that are set spaced ("Z w e c k"), as typewriters made them stand out -> words."""

import re
from itertools import pairwise

LETTER = r"[^\W\d_]"
SIGNS = r"[.,:;!?)\"“”-]*"
RUN = re.compile(rf"(?<!\S)[(\"„]?{LETTER}(?: {LETTER})+{SIGNS}(?!\S)(?: -$)?")
ANY = re.compile(
    rf"(?<!\S)[(\"„]?{LETTER} {LETTER} {LETTER} {LETTER}{SIGNS}(?!\S)|(?<!\S){LETTER} {LETTER} {LETTER} {LETTER} {LETTER}"
)
VOWEL = re.compile(r"[aeiouyäöü]", re.I)
# Where a capital follows a small letter the next word begins, however narrow the blank.
NEXT_WORD = re.compile(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])")
LEAST = {"title": 4, "upper": 5, "lower": 6}


def whole_words(text: str) -> str:
    """The text as it is, but for words that are certainly spaced, and shorter ones beside them."""
    if not ANY.search(text):
        return text
    runs = [match[0] for match in RUN.finditer(text)]
    certain = [run for run in runs if is_word(run)]
    if not certain:
        return text
    # Beside a spaced word, and among nothing else, even two letters are one.
    is_spaced_line = not re.search(rf"{LETTER}{{2,}}", text)
    return RUN.sub(lambda run: joined(run[0]) if is_spaced_line or run[0] in certain else run[0], text)


def is_word(run: str) -> bool:
    letters = [letter for letter in run if letter.isalpha()]
    word = "".join(letters)
    if not VOWEL.search(word) or not re.search(r"[^aeiouyäöü]", word, re.I) or is_row_of_letters(letters):
        return False
    return len(letters) >= LEAST["upper" if word.isupper() else "title" if word[0].isupper() else "lower"]


def is_row_of_letters(letters: list[str]) -> bool:
    """ "A B C D" counts, and is no word."""
    steps = {ord(after.lower()) - ord(before.lower()) for before, after in pairwise(letters)}
    return steps <= {0, 1} or ("".join(letters).isupper() and min(steps) > 0)


def joined(run: str) -> str:
    return NEXT_WORD.sub(" ", run.replace(" ", ""))
