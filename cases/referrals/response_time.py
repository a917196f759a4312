"""Within how many working days two organisations answer each other, and where that is agreed (F49)."""

from dataclasses import dataclass

from cases.referrals.deadlines import USUAL_DAYS


@dataclass(frozen=True)
class ResponseTime:
    """`clause` and `url` are empty where no agreement says anything."""

    days: int = USUAL_DAYS
    clause: str = ""
    url: str = ""


def response_time(_sender: int, _receiver: int) -> ResponseTime:
    return ResponseTime()
