"""What stands on the page of an event and beside it in lists: how many places, one's own, and one tap to have one."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pages.events.queries import Shown
from pages.models import EventDate
from pages.registration import access, queries, states
from pages.registration.queries import Stand
from portal.templatetags.portal_tags import icon


def shown(one: Shown, request: Any) -> tuple[str, dict[str, Any]] | None:
    """None for an event that nobody registers for; whoever hosts it may begin to let people register."""
    event = one.event.original
    date = one.date or EventDate(event=event, day=one.day, starts_at=one.starts_at, ends_at=one.ends_at)
    is_host, may_set_up = access.is_host(request.user, event), access.may_set_up(request.user, event)
    standing = queries.standing(date, request.user)
    if standing is None:
        return ("pages/registration/no_box.html", {"date": date}) if may_set_up and not date.is_cancelled else None
    organisations = queries.own_organisations(request.user)
    context = {
        "date": date,
        "standing": standing,
        "is_host": is_host,
        "may_set_up": may_set_up,
        "organisation": next(iter(organisations)) if len(organisations) > 1 else None,
    }
    return "pages/registration/event_box.html", context


def beside(dates: Iterable[EventDate], request: Any) -> dict[int, SafeString]:
    """The words beside each date of a list, by its key; the same few queries however many there are."""
    return {key: words(stand) for key, stand in queries.stands(dates, request.user).items()}


def words(stand: Stand) -> SafeString:
    if stand.mine == states.BOOKED:
        return said("success", "check_circle", _("Sie nehmen teil"))
    if stand.mine == states.OFFERED:
        return said("warning", "hourglass_empty", _("Ein Platz ist Ihnen angeboten"))
    if stand.mine == states.REQUESTED:
        return said("warning", "hourglass_empty", _("angefragt"))
    if stand.mine == states.WAITING:
        return said("", "schedule", _("Sie stehen auf der Warteliste"))
    if stand.phase != queries.OPEN:
        return SafeString("")
    if stand.seats.capacity is None:
        return said("success", "check_circle", _("Anmeldung offen"))
    if stand.seats.left:
        text = _("%(free)s von %(capacity)s Plätzen frei")
        return said("success", "check_circle", text % {"free": stand.seats.left, "capacity": stand.seats.capacity})
    if stand.waiting:
        return said("", "group", _("ausgebucht, Warteliste: %(number)s") % {"number": stand.waiting})
    return said("", "group", _("ausgebucht"))


def said(tone: str, name: str, text: str) -> SafeString:
    return format_html('<span class="state{}">{} {}</span>', f" tone-{tone}" if tone else "", icon(name), text)
