"""Short names that a document gives to long ones: "Integrationsmanagement (im Folgenden: IM)", "Jobcenter (JC)"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from search.documents import Document, WordGroup
from search.language import long_names, short_forms
from search.language.german import content_stems
from search.language.short_forms import is_abbreviation

# A long name stands within so many letters of its short one.
WINDOW = 220
# No text names more things; what looks like it is a table.
MOST = 2_000
# The words of a title, and of a name that is looked for as a whole.
LONGEST_NAME = 8
LONGEST_CELL = 30
# All repetitions are bounded, so that no text takes longer than its length.
NAME = r"[^\W\d_][\w-]{1,25}(?:\s(?:[IVX]{1,4}|\d{1,2})(?!\w))?"
QUOTED = r"[„“\"»«‚‘’']\s?([^„“”\"»«‚‘’'\n]{2,60}?)\s?[“”\"«»‘’']"
FROM_HERE = r"im\s{1,3}(?:folgenden|weiteren)(?:\s{1,3}(?:text|verlauf))?|nachfolgend|nachstehend|fortan|künftig|hiernach|weiterhin"
# These say as much in brackets only.
SHORTLY = r"kurz|kurzform|abgekürzt|abkürzung|abk\.|sog\.|sogenannte?[rns]?"
FILLERS = (
    r"(?:\s{1,3}(?:auch|nur|kurz|stets|gemeinsam|zusammen|insgesamt|als|die|der|das|den)(?!\w)){0,3}\s{0,3}:?\s{0,3}"
)
CALLED = r"\s{1,3}(?:genannt|bezeichnet|abgekürzt)(?!\w)"
IS_CALLED = re.compile(CALLED, re.IGNORECASE)
CERTAIN = re.compile(r"im\s|nach", re.IGNORECASE)
BRACKETS = re.compile(r"\(([^()\n]{1,120})\)")
IN_BRACKETS = re.compile(
    rf"(?:{FROM_HERE}|{SHORTLY})(?!\w){FILLERS}(?:{QUOTED}|({NAME}(?:\s[\w-]{{2,25}}){{0,2}}?))(?={CALLED}|\s?[,;.]|$)",
    re.IGNORECASE,
)
IN_SENTENCE = re.compile(
    rf"(?<![\w-])(?:{FROM_HERE})(?!\w){FILLERS}(?:{QUOTED}(?:{CALLED})?|({NAME})(?={CALLED}|\s?[.,;\n–—-]|$))",
    re.IGNORECASE,
)
EQUATION = re.compile(rf"(?<![\w-])({NAME})\s{{0,3}}=\s{{0,3}}(?=[^\W\d_])")
ENTRY = re.compile(
    rf"[ \t•*·-]{{0,6}}({NAME})"
    r"(?:\s{1,4}[–—-]\s{1,4}|\s{0,4}:\s{1,4}|\s{0,4}[\t|]\s{0,4}|\s?\.{3,60}\s?|\s(?:bedeutet|steht für)\s)(?=[^\W\d_])"
)
DASHES = (" –", " —", " -")
DASH = re.compile(r"\s[–—-]\s")
LAST_NAME = re.compile(r"(?<![\w-])([^\W\d_][\w-]{1,60}(?:\s(?:[IVX]{1,4}|\d{1,2})(?!\w))?)\s?$")
AT_END = re.compile(r"(?:\(([^()\n]{2,60})\)|\s[–—-]\s([^()\n]{2,20}))\s?$")
OPENED = re.compile(r"\(\s?$")
NAMED_BY_LAW = re.compile(r"(?<!\w)[^\W\d_]{3,40}(?:gesetz|verordnung|ordnung|gesetzbuch|vorschrift)", re.IGNORECASE)
MARKS = long_names.MARKS


@dataclass(frozen=True)
class Definition:
    """Both as spelled in the text."""

    short: str
    long: str

    def group(self) -> WordGroup:
        """A short name that is a word of its own (Träger, Bundesamt) stands for the long one only as a synonym does."""
        return WordGroup((self.short, self.long), is_abbreviation=is_abbreviation(self.short))


def defined(text: str) -> tuple[Definition, ...]:
    """What a text gives short names to; each once."""
    ways = (in_brackets(text), in_sentences(text), in_equations(text), in_lists(text))
    return tuple(dict.fromkeys(one for way in ways for one in islice(way, MOST) if is_useful(one)))


def is_useful(one: Definition) -> bool:
    short, long = content_stems(one.short), content_stems(one.long)
    return bool(short and long) and short != long and len(one.long) > len(one.short)


def in_brackets(text: str) -> Iterator[Definition]:
    remarks = (match for match in BRACKETS.finditer(text) if match.group(1).lstrip(MARKS)[:1].isalpha())
    for match in islice(remarks, MOST):
        inner = match.group(1).strip()
        before = text[max(0, match.start() - WINDOW) : match.start()]
        introduced = IN_BRACKETS.match(inner)
        if introduced:
            is_certain = bool(CERTAIN.match(inner)) or is_told_outright(introduced, inner)
            yield from named(introduced.group(1) or introduced.group(2), before, is_certain=is_certain)
        else:
            yield from beside_brackets(inner, before)


def beside_brackets(inner: str, before: str) -> Iterator[Definition]:
    """Jobcenter (JC); VZÄ (Vollzeitäquivalente); Gesetz … (Infektionsschutzgesetz – IfSG); Bundesamt für … (Bundesamt)."""
    first, *others = DASH.split(inner)
    for other in others[:2]:
        yield from either_way(first.strip(MARKS), other.strip(MARKS))
    short = DASH.split(inner)[-1].split(",")[0].strip(MARKS)
    if is_abbreviation(short):
        yield from abbreviated(short, before)
    elif (last := LAST_NAME.search(before)) and is_abbreviation(last.group(1)):
        yield from spelled_out(last.group(1), inner)
    elif last and short_forms.is_clipped(short, last.group(1)):
        yield Definition(short, last.group(1))
    elif short.isalpha() and short[0].isupper():
        yield from holding(short, before)


def in_sentences(text: str) -> Iterator[Definition]:
    for match in islice(IN_SENTENCE.finditer(text), MOST):
        before = text[max(0, match.start() - WINDOW) : match.start()]
        if not OPENED.search(before):
            is_certain = is_told_outright(match, text)
            yield from named(match.group(1) or match.group(2), before.rstrip(MARKS), is_certain=is_certain)


def is_told_outright(match: re.Match[str], text: str) -> bool:
    """By quotation marks, a colon or "genannt"; "künftig Beratung" names nothing."""
    return bool(match.group(1) or ":" in match.group() or IS_CALLED.match(text, match.end()))


def in_equations(text: str) -> Iterator[Definition]:
    for match in islice(EQUATION.finditer(text) if "=" in text else (), MOST):
        after = text[match.end() : match.end() + WINDOW]
        yield from spelled_out(match.group(1), after)
        if short := re.match(NAME, after):
            yield from abbreviated(short.group(), text[max(0, match.start() - WINDOW) : match.end(1)])


def in_lists(text: str) -> Iterator[Definition]:
    """A list of abbreviations, one a line, or with the meaning in the line below, as cells of a table are read."""
    lines = text.split("\n")
    pairs = ((line, below) for line, below in zip(lines, [*lines[1:], ""], strict=True) if is_entry(line))
    for line, below in islice(pairs, MOST):
        entry = ENTRY.match(line[:WINDOW])
        if entry:
            yield from spelled_out(entry.group(1), line[entry.end() : entry.end() + WINDOW])
        elif len(line) <= LONGEST_CELL:
            yield from spelled_out(line.strip(), below[:WINDOW])
        rest, _space, last = line[-WINDOW:].rstrip(MARKS).rpartition(" ")
        if rest.endswith(DASHES) and is_abbreviation(last):
            yield from abbreviated(last, rest.rstrip(MARKS))


def is_entry(line: str) -> bool:
    if not line:
        return False
    if len(line) <= LONGEST_CELL and is_abbreviation(line.strip()):
        return True
    return bool(DASH.search(line[-LONGEST_CELL:]) or ENTRY.match(line[:WINDOW]))


def named(short: str, before: str, *, is_certain: bool) -> Iterator[Definition]:
    """A name given in so many words need not fit, but must be one."""
    short = short.strip(MARKS)
    if is_abbreviation(short):
        yield from abbreviated(short, before)
    elif is_certain and short[:1].isupper() and not any(map(str.isdigit, short)):
        long = long_names.around(short, before) or long_names.phrase_before(before)
        if long:
            yield Definition(short, long)


def abbreviated(short: str, before: str) -> Iterator[Definition]:
    long = long_names.before(short, before)
    if long:
        yield Definition(short, long)


def spelled_out(short: str, after: str) -> Iterator[Definition]:
    long = long_names.after(short, after) if is_abbreviation(short) else ""
    if long:
        yield Definition(short, long)


def either_way(first: str, second: str) -> Iterator[Definition]:
    yield from spelled_out(first, second)
    yield from spelled_out(second, first)


def holding(short: str, before: str) -> Iterator[Definition]:
    """A part of a name that shall stand for it."""
    long = long_names.around(short, before)
    if len(long.split()) > 1:
        yield Definition(short, long)


def of_document(document: Document) -> tuple[WordGroup, ...]:
    """What a document says of short names: in its text, in its titles, and by what it is called itself."""
    titles = (*in_title(document.title), *in_title(document.document_title))
    groups = [one.group() for one in (*defined(document.text), *titles)]
    aliases = (*filter(is_abbreviation, document.document_aliases), short_name_in(document.document_title))
    groups += [group for alias in dict.fromkeys(aliases) if alias for group in called(alias, document)]
    return tuple(dict.fromkeys(groups))


def short_name_in(title: str) -> str:
    """The short name that a title ends with: "… Zweites Buch (II) – Grundsicherung … (SGB 2)"; empty if it has none."""
    last = AT_END.search(title)
    name = (last.group(1) or last.group(2)).strip(MARKS) if last else ""
    name = DASH.split(name)[-1]
    return name if is_abbreviation(name) else ""


@lru_cache(maxsize=512)
def in_title(title: str) -> tuple[Definition, ...]:
    """Many sections share one."""
    return defined(title)


def called(alias: str, document: Document) -> Iterator[WordGroup]:
    """A short name that somebody gave the whole document needs no proof; the words it is made of are found by their form."""
    title = BRACKETS.sub(" ", document.document_title)
    names = [" ".join(part.split()).strip(MARKS) for part in DASH.split(title)]
    if short_forms.LAW.fullmatch(alias):
        words = dict.fromkeys(match.group() for match in NAMED_BY_LAW.finditer(document.text))
        names += [word for word in words if short_forms.fits(alias, [word])]
    for name in dict.fromkeys(names):
        if 0 < len(name.split()) <= LONGEST_NAME and is_useful(Definition(alias, name)):
            yield WordGroup((alias, name), is_abbreviation=True)


def numbered_books() -> Iterable[WordGroup]:
    """The books of the Sozialgesetzbuch in every notation."""
    for number, roman in enumerate(short_forms.ROMAN, 1):
        yield WordGroup(tuple(notations(number, roman)), is_abbreviation=True)


def notations(number: int, roman: str) -> Iterator[str]:
    yield from (f"SGB {roman}", f"SGB {number}", f"Sozialgesetzbuch {roman}", f"Sozialgesetzbuch {number}")
    for ordinal in short_forms.spelled_ordinals(number):
        yield from (f"{ordinal} Buch Sozialgesetzbuch", f"Sozialgesetzbuch {ordinal} Buch")
