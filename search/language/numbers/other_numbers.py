"""Numbers in what somebody typed that are no official ones: dates, times, amounts, houses, telephones."""

import re

DATE = re.compile(r"\b[0-3]?\d\.[01]?\d\.(?:\d{4}|\d{2})?(?!\d)|\b\d{1,3}(?:\.\d{3})+\b")
# "3.11." may be a section as well as a day; after these words it is a day.
DAY = re.compile(
    r"\b(?:am|vom|zum|seit|ab|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch)s?,?\s+(?:den\s+)?[0-3]?\d\.[01]?\d(?:\.(?:\d{4}|\d{2})?)?(?![\w.])",
    re.I,
)
MONTH = re.compile(
    r"\b[0-3]?\d\.?\s*(?:januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)\b",
    re.I,
)
CLOCK = r"\d{1,2}(?:[.:][0-5]\d)?"
TIME = re.compile(
    rf"(?<![\w.])(?:punkt\s+)?{CLOCK}(?:\s*(?:bis|und|-|–)\s*{CLOCK})?\s*uhr\b|\b(?:um|gegen)\s+\d{{1,2}}[.:][0-5]\d\b"
    r"|\bvon\s+\d{1,2}[.:][0-5]\d\s+bis\s+\d{1,2}[.:][0-5]\d\b",
    re.I,
)
AMOUNT = re.compile(
    r"(?<![\w.,])\d+(?:[.,]\d+)*\s*(?:(?:€|%|m²)|(?:euro|eur|cent|prozent|vzä|vzae|mio|millionen|tausend|stellen?|std|stunden?|minuten?"
    r"|min|tage?n?|wochen?|monate?n?|jahre?n?|personen|menschen|leuten?|kindern?|klienten|teilnehmer\w*|km|meter|kg|qm|mal)(?!\w))",
    re.I,
)
HOUSE_NUMBER = r"\s+(?:nr\.?\s*)?\d{1,3}\s?(?:[a-z](?!\w))?(?:\s?[-–/]\s?\d{1,3}(?:[a-z](?!\w))?)?(?![\w.§])"
STREET = re.compile(
    r"\b(?:[^\W\d_]*(?:stra(?:ß|ss)e|str\.|gasse|allee)|[^\W\d_]+(?:weg|platz|ring|damm|ufer|hof|graben|steig|chaussee)|markt)"
    + HOUSE_NUMBER,
    re.I,
)
OFFICIAL = (
    r"ziffern?|ziff|nummern?|nr|punkt|abschnitt|absatz|abs|artikel|art|anlagen?|anhang|teil|kapitel|paragra(?:ph|f)\w*"
)
PLACE = re.compile(
    rf"\b(?:am|an\s+de[rmn]|auf\s+de[rmn]|unter\s+den|hinter\s+der)\s+(?!(?:{OFFICIAL})\b)[^\W\d_]+{HOUSE_NUMBER}(?=\s*(?:$|,|in\b|\d{{5}}))",
    re.I,
)
TELEPHONE = re.compile(
    r"\b(?:tel|telefon(?:nummer)?|fax|handy(?:nummer)?|mobil|hotline|(?:ruf|haus|konto|zimmer)nummer|durchwahl|notruf|zimmer|raum|plz|postfach)"
    r"(?!\w)[\s.:]*(?:nr\.?|nummer)?[\s.:]*\d[\d /().-]*(?:[a-z](?!\w))?|(?<![\w.])\+?0\d[\d /()-]{3,}\d",
    re.I,
)


def hidden(text: str) -> str:
    """The text with these numbers by as many letters, so that nothing in them reads as an official number."""
    for pattern in (TELEPHONE, DAY, MONTH, TIME, STREET, PLACE):
        text = pattern.sub(crossed_out, text)
    return text


def crossed_out(match: re.Match[str]) -> str:
    return "x" * len(match.group())
