"""What the page of an event shows."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from pages.models.events import EventPage


def shown(page: "EventPage", request: HttpRequest, asked: str) -> dict[str, Any]:
    return {"asked_day": asked}
