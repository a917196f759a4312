"""Beside the event of a meeting: the way to its agenda and its minutes."""

from typing import TYPE_CHECKING, Any

from pages.models import Meeting, NormativePage
from portal.navigation import reverse_or_none
from portal.page_access import open_to

if TYPE_CHECKING:
    from pages.events.queries import Shown


def shown(one: "Shown", request: Any) -> tuple[str, dict[str, Any]] | None:
    """One query, for coordination meetings alone."""
    event = one.event
    if one.date is None or event.kind != event.Kind.COORDINATION_MEETING or reverse_or_none("meetings:index") is None:
        return None
    meeting = Meeting.objects.filter(event_date=one.date).select_related("agreement").first()
    if meeting is None or meeting.agreement is None:
        return None
    readable = open_to(request, NormativePage.objects.filter(pk=meeting.agreement.pk)).exists()
    return ("pages/meetings/event_box.html", {"meeting": meeting}) if readable else None
