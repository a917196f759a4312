"""§ misread inside a sentence: the words around it show that a section is meant ("nach $ 2 und 8 1 Abs. 2")."""

import re
from collections.abc import Collection, Iterator, Sequence

from pages.importer.ocr.edits import Edit, line_edit
from pages.importer.sections.line_marks import DATE_OR_AMOUNT
from pages.importer.source_lines import SourceLine
from portal.requests.confined_process import gettext_noop

WHY = gettext_noop("„§“ falsch gelesen; die Wörter daneben nennen einen Paragraphen")
NUMBER = r"(?P<number>[1-9]\d{0,3}[a-z]?)(?![\d\w]|[.,:]\d)"
PART = r"\s?(?:Abs(?:\.|atz|ätze)|Satz\s\d|Nr\.\s?\d|Nummer\s\d|Buchst(?:\.|abe))"
LAW = r"\s(?:[A-ZÄÖÜ][a-zäöü]*[A-ZÄÖÜ]*[a-zäöü]*(?:G|GB|VO|StG|VfG)\b|(?:des|der)\s(?:\S+\s){0,2}?\S*(?:gesetz|ordnung|buch|satzung|abkommen)(?:e?s)?\b)"
MORE = r"\s(?:und|bis|oder)\s\d|,\s\d{1,3}[a-z]?(?:,|\sund|\sbis|\soder)"
BEFORE = r"(?:nach|gemäß|gemäss|aus|in|von|zu|mit|vgl\.|siehe|s\.|des|den|der|nachdem|und|oder|bis|sowie|entsprechend|i\.\s?V\.\s?m\.|Verbindung mit|Sinne)"
# The sign, and what must stand around it: the likelier it is something else, the more.
RULES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w$&])(?P<sign>[$&]\s?){NUMBER}(?={PART}|{LAW})",
        rf"(?<![\w.,])(?P<sign>[8S5Bs]\s){NUMBER}(?={PART}|{LAW})",
        rf"(?<![\w.,])(?P<sign>§[8S$&]\s?){NUMBER}",
        rf"(?<![\w$&.,])(?P<sign>(?:\$\$\s?|&&\s?|SS\s?|88\s)){NUMBER}(?={PART}|{LAW}|{MORE})",
        rf"\b(?:nach|gemäß|vgl\.|siehe|aus)\s(?P<sign>[8SB3](?=[1-9])){NUMBER}(?=\s?(?:Abs\.|Absatz))",
        rf"\b{BEFORE}\s(?P<sign>[$&]\s?){NUMBER}",
        rf"\b{BEFORE}\s(?P<sign>8\s){NUMBER}(?=[.,;)]|$|\s[a-zäöü])",
    )
)
# The last rules hold for the sections of this document alone.
OWN_ONLY = RULES[-3:]
MISREAD_NUMBER = re.compile(r"(?P<sign>§\s?)(?P<number>(?=\d*[IO|]|l\d)[\dlIO|]{1,4})(?P<suffix>[a-z]?)(?=[\s.,;)]|$)")
DIGITS = str.maketrans("lI|O", "1110")


def reference_edits(lines: Sequence[SourceLine], own: Collection[str]) -> Iterator[Edit]:
    """`own` are the numbers of the document's sections; one without any refers to none in a way that could be checked."""
    if not own and not any("§" in line.text for line in lines):
        return
    for index, line in enumerate(lines):
        if not line.why:
            yield from line_edits(index, line, own)


def line_edits(index: int, line: SourceLine, own: Collection[str]) -> Iterator[Edit]:
    for rule in RULES:
        for match in rule.finditer(line.text):
            if rule not in OWN_ONLY or is_own(match, own):
                sign = "§§" if len(match["sign"].strip()) == 2 and "§" not in match["sign"] else "§"
                yield line_edit(line, index, match.start("sign"), match.end("number"), f"{sign} {match['number']}", WHY)
    for match in MISREAD_NUMBER.finditer(line.text):
        number = match["number"].translate(DIGITS)
        if number in own and not number.startswith("0"):
            yield line_edit(line, index, match.start("sign"), match.end("suffix"), f"§ {number}{match['suffix']}", WHY)


def is_own(match: re.Match[str], own: Collection[str]) -> bool:
    """A section of this document; "in 8 2 Tagen" is an amount, and "nach 81 Abs. 2" means § 81 where there is one or a list of §§."""
    rest, before = match.string[match.start("number") :], match.string[: match.start("sign")]
    whole = match["sign"] + match["number"]
    is_listed = whole.isdigit() and (whole in own or "§" in before[-40:] or "Art" in before[-40:])
    return match["number"] in own and not is_listed and DATE_OR_AMOUNT.match(rest) is None
