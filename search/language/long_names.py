"""Where the long name stands that a short one stands for: before it, after it, or around the same word."""

import re

from search.language import short_forms
from search.language.short_forms import ARTICLES, LONGEST, SMALL, WORD

# A sentence, a line or another remark ends here; "e. V." does not.
BOUNDARY = re.compile(r"[;:!?()\n\t|]|(?<![ .(][^\W\d_])\.(?=\s|$)")
MARKS = " ,.–—-„“”\"»«‚‘’'"
# A name said in passing is shorter than one whose letters prove it.
IN_PASSING = 8
WHOLE = 5
ADJECTIVE = re.compile(r"[^\W\d_]{3,}(?:e|er|en|es|em)")
NO_ADJECTIVES = SMALL | {
    "durch", "zwischen", "werden", "wurde", "wurden", "haben", "können", "sollen", "alle", "diese", "dieser", "diesen", "oder",
}  # fmt: skip


def clause(text: str) -> str:
    """What stands after the last end of a sentence or remark."""
    ends = [match.end() for match in BOUNDARY.finditer(text)]
    return text[ends[-1] :] if ends else text


def trimmed(name: str) -> str:
    """Without the marks around it, but for the last one of "e. V."."""
    bare = name.strip(MARKS)
    return f"{bare}." if bare.endswith(" V") and f"{bare}." in name else bare


def before(short: str, text: str) -> str:
    """The long name at the end of `text` that the letters of `short` are taken from."""
    said = clause(text)
    found = list(WORD.finditer(said))
    at = short_forms.beginning(short, [match.group() for match in found])
    return trimmed(said[found[at].start() :]) if at is not None else ""


def after(short: str, text: str) -> str:
    """The long name that `text` begins with: all of a short line, of a sentence as much as the letters take."""
    end = BOUNDARY.search(text)
    said = (text[: end.start()] if end else text).strip()
    found = list(WORD.finditer(said))[: LONGEST + 1]
    words = [match.group() for match in found]
    if len(words) <= WHOLE and short_forms.fits(short, words):
        return trimmed(said)
    for count in range(1, len(words) + 1):
        if short_forms.fits(short, words[:count]) and words[count - 1][:1].isupper():
            return trimmed(said[: found[count - 1].end()])
    return trimmed(said) if short_forms.is_name_of_law(short, words) else ""


def around(short: str, text: str) -> str:
    """The long name that holds the short one: Landkreis in "Landkreis Rebental", Träger in "örtlicher Träger"."""
    said = clause(text)
    found = list(WORD.finditer(said))
    places = [at for at, match in enumerate(found) if short_forms.plain(match.group()) == short_forms.plain(short)]
    if not places:
        return ""
    if places[-1] == len(found) - 1:
        return phrase_before(text)
    long = said[found[places[-1]].start() :].split(",")[0].strip(MARKS)
    return long if len(long.split()) <= IN_PASSING else ""


def phrase_before(text: str) -> str:
    """The noun with all that belongs to it that `text` ends with."""
    said = re.split(r",\s", trimmed(clause(text)))[-1]
    found = list(WORD.finditer(said))
    start = len(found)
    while start and len(found) - start < IN_PASSING:
        word = found[start - 1].group()
        step = 1 if word[:1].isupper() else links_before([match.group() for match in found[:start]])
        if start == len(found) and not word[:1].isupper() and word.casefold() not in SMALL:
            return ""
        if not step:
            break
        start -= step
    while start < len(found) and found[start].group().casefold() in SMALL | {"zwischen"}:
        start += 1
    return trimmed(said[found[start].start() :]) if start < len(found) else ""


def links_before(words: list[str]) -> int:
    """How many small words at the end tie what follows to the noun before them, or describe it; 0 if none does."""
    if ADJECTIVE.fullmatch(words[-1]) and words[-1] not in NO_ADJECTIVES:
        return 1
    if words[-1] not in SMALL:
        return 0
    # "für den", "und": but "und der" begins another thing.
    count = 2 if len(words) > 2 and words[-2] in SMALL and words[-2] not in ARTICLES else 1
    if count == 2 and words[-2] == "und" and words[-1] in ARTICLES:
        return 0
    return count if len(words) > count and words[-count - 1][:1].isupper() else 0
