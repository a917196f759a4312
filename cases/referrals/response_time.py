"""Within how many working days two organisations answer each other, and where that is agreed (F49)."""

from dataclasses import dataclass

from portal import agreed

CLAUSE_LENGTH, URL_LENGTH = 200, 300  # as the referral keeps them


@dataclass(frozen=True)
class ResponseTime:
    """`clause` and `url` are empty where no agreement says anything."""

    days: int
    clause: str = ""
    url: str = ""


def response_time(sender: int, receiver: int) -> ResponseTime:
    """The shortest of the agreements in force that both have signed."""
    found = agreed.response_time([sender, receiver])
    clause = " ".join(filter(None, (found.document_title, found.section_number)))
    # An address that was cut would lead nowhere.
    url = found.url if len(found.url) <= URL_LENGTH else ""
    return ResponseTime(found.value, clause[:CLAUSE_LENGTH], url)
