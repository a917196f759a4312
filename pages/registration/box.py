"""What stands on the page of an event: how many places, one's own, and one tap to have one."""

from typing import Any

from pages.models import EventDate
from pages.registration import access, queries


def shown(date: EventDate, request: Any) -> tuple[str, dict[str, Any]] | None:
    """None for an event that nobody registers for; whoever hosts it may begin to let people register."""
    standing = queries.standing(date, request.user)
    is_host = access.is_host(request.user, date.event.original)
    if standing is None:
        return ("pages/registration/no_box.html", {"date": date}) if is_host and not date.is_cancelled else None
    organisations = queries.own_organisations(request.user)
    context = {
        "date": date,
        "standing": standing,
        "is_host": is_host,
        "organisation": next(iter(organisations)) if len(organisations) > 1 else None,
    }
    return "pages/registration/event_box.html", context
