"""What a proposed fact rests on: the words it was read from, their source line, and how sure it is that they are about this document."""

from dataclasses import dataclass

from portal.requests.confined_process import gettext_noop

SURE = gettext_noop("sicher")
PROBABLE = gettext_noop("wahrscheinlich")
UNSURE = gettext_noop("unsicher")
LONGEST_QUOTE = 240


@dataclass(frozen=True)
class Evidence:
    """`line` counts from 1; `certainty` is one of the words above, German, translated by whoever shows it."""

    line: int
    quote: str
    certainty: str = PROBABLE


def shortened(text: str) -> str:
    """A quote that can stand beside a field: whole words, a sign where some are left out."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE].rsplit(' ', 1)[0]} …"
