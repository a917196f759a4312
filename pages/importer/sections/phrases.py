"""Wordings that tell what a line is: a title, a preamble, a signature, an address, a party, a whole sentence."""

import re

from pages.importer import word_lists
from pages.importer.sections.flowtext import TERMINAL

WORDS = word_lists.load("headings")
MAX_TITLE = 140
MAX_TITLE_WORDS = 18
MAX_TITLE_BLOCK = 420
KIND_WORDS = rf"(?:{word_lists.any_of(WORDS['kind_prefixes'])})?-?\s?(?:{word_lists.any_of(WORDS['kinds'])})"
ONLY_KIND = re.compile(rf"\W*{KIND_WORDS}\W*", re.I)
PART = re.compile(
    rf"^(?:Anlage \d+: )?\(?(?:Muster|Entwurf|Beispiel|Vorlage)?[-)\s]*-?\s*{KIND_WORDS}\)?(?=\s|$|[,:(])"
)
AGREEMENT = re.compile(r"(?:vereinbarung|vertrag|abkommen)", re.I)
BETWEEN = re.compile(r"\W*zwischen\b", re.I)
BETWEEN_AT_START = re.compile(r"zwischen\b", re.I)
BETWEEN_AT_END = re.compile(r"\szwischen\s*:?$")
PREAMBLE = re.compile(rf"^(?:{word_lists.any_of(WORDS['preambles'])})\s*:?$", re.I)
SIGNATURES = re.compile(rf"^(?:{word_lists.any_of(WORDS['signatures'])})(?:\s+der\s+[\w\s-]{{3,40}})?\s*:?$", re.I)
PLACE_AND_DATE = re.compile(
    r"^[A-ZÄÖÜ][\w.()/ -]{1,40},?\s*(?:den|am|im)?\s*(?:\d{1,2}\.\s?(?:\d{1,2}\.|\w+)\s?\d{2,4}|_{2,}.*|\w+\s\d{4})\s*$|^(?:ort|datum|stand|unterschrift)\b.*",
    re.I,
)
CONTACT = re.compile(
    r"@|https?:|www\.|\b\d{5}\s+[A-ZÄÖÜ]|\btel(?:efon|\.)|\bfax\b|(?:straße|strasse|str\.|platz|weg|allee|markt)\s*\d+",
    re.I,
)
PERSON = re.compile(r"^(?:(?:Herrn?|Frau|Dr\.|Prof\.)\s|[A-ZÄÖÜ][a-zäöüß-]+\s[A-ZÄÖÜ][a-zäöüß-]+,\s)")
VERBS = re.compile(rf"\b(?:{word_lists.any_of(WORDS['verbs'])})\b")
SMALL_START = re.compile(
    rf"^(?:{word_lists.any_of(WORDS['sentence_starts'])})\b(?!.{{0,40}}(?:Vereinbarung|Richtlinie))"
)
BLANK_TO_FILL = re.compile(r"_{3,}|\.{4,}|\t")
LINK_OF_PARTIES = re.compile(r"(?:und|zwischen|sowie|anschrift|vertreten durch)\W*.*", re.I)
ABBREVIATED_END = re.compile(r"(?:\.\.\.|…|\b(?:u\.\s?a|etc|usw|e\.\s?V|z\.\s?B|Nr|ff)\.)$")
REGISTERED_CLUB_END = re.compile(r"\be\.\s?V\.$")
PARTY_DETAIL = re.compile(
    r"vertreten|nachfolgend|nachstehend|im folgenden|,\s*\d{5}|genannt\)?\W*$|\be\.\s?V\.|gGmbH|GmbH"
)
PARTY_START = re.compile(rf"(?:de[rmn]|die|das)\s|(?:{word_lists.any_of(WORDS['party_starts'])})\w*\b")
AGREEING = re.compile(
    r"(?:wird|werden|schließen|vereinbaren|treffen)\b.*(?:folgende|nachstehende|diese)",
    re.I,
)


def is_title(text: str) -> bool:
    """Short, begins like a name, ends without a stop that closes a sentence."""
    text = text.strip()
    if not text or len(text) > MAX_TITLE or len(text.split()) > MAX_TITLE_WORDS:
        return False
    if text.endswith((".", ";", ",", "-")) and not ABBREVIATED_END.search(text):
        return False
    return text[0].isupper() or text[0].isdigit() or text[0] in '(„"…»§'


def titles_something(text: str) -> bool:
    """True for the first lines of a document when they are its title and not its first sentence."""
    text = text.strip()
    ends_sentence = text.endswith((".", ";", "!", "?")) and not REGISTERED_CLUB_END.search(text)
    return len(text) <= MAX_TITLE_BLOCK and not ends_sentence and not BETWEEN_AT_START.match(text)


def titles_agreement(text: str) -> bool:
    return bool(PART.match(text) and AGREEMENT.search(text) and is_title(text) and not VERBS.search(text))


def heads_section(text: str) -> bool:
    """False for what stands alone as a heading does and is none: an address, a person, a line to fill in, "und" between parties."""
    if not is_title(text) or not text[0].isalpha():
        return False
    if BLANK_TO_FILL.search(text) or CONTACT.search(text) or PLACE_AND_DATE.match(text) or PERSON.match(text):
        return False
    return not (len(text) < 25 and LINK_OF_PARTIES.fullmatch(text))


def reads_as_sentence(text: str) -> bool:
    return bool(VERBS.search(text) or SMALL_START.match(text)) or len(text) > 110 or text.endswith(("!", "?"))


def opens_parties(text: str) -> bool:
    return bool(BETWEEN.match(text) or BETWEEN_AT_END.search(text))


def closes_parties(text: str) -> bool:
    """ "… schließen folgende Vereinbarung:" """
    return AGREEING.search(text) is not None and TERMINAL.search(text) is not None


def names_party(text: str) -> bool:
    return PARTY_DETAIL.search(text) is not None or PARTY_START.match(text) is not None
