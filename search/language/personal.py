"""Pure: does a text look as if it spoke of a person? Such queries are not counted and such messages not taken."""

import re

MAIL = re.compile(r"\S@\S")
DATE = re.compile(r"\b\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*(?:19|20)?\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b")
SPELT_DATE = re.compile(
    r"\b\d{1,2}\.?\s*(?:jan|feb|mär|mar|apr|mai|jun|jul|aug|sep|okt|nov|dez)\w*\.?\s+(?:19|20)?\d\d\b", re.IGNORECASE
)
DIGITS = re.compile(r"\d(?:[\s./()+-]{0,2}\d){6,}")
INSURANCE = re.compile(r"\b\d{2}\s?\d{6}\s?[A-Za-z]\s?\d{3}\b|\b[A-Za-z]\d{9}\b")


def looks_personal(text: str) -> bool:
    """E-mail addresses, dates of birth, telephone, file and insurance numbers; a section number such as 3.11.2 is none."""
    return any(pattern.search(text) for pattern in (MAIL, DATE, SPELT_DATE, DIGITS, INSURANCE))
