"""Who is signed in where: noted at each use, listed for the person, ended at once when somebody ends it (R12, R13)."""

import re
from collections.abc import Callable

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from portal.identity.session_store import SessionStore, digest, end_of, idle
from portal.identity.users import Visitor
from portal.models import Session

# asked by scripts of a page that is merely open
BACKGROUND = frozenset(
    {
        "directory:places",
        "pages_number_sections",
        "portal:time_left",
        "search:suggestions",
        "search:clicked",
        "wagtailadmin_editing_sessions:ping",
        "wagtailadmin_editing_sessions:release",
    }
)


class PresenceMiddleware:
    """Notes that somebody uses the portal, and with what kind of device; what pages ask for by themselves is no use (R12)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        session = request.session
        if not isinstance(session, SessionStore):
            return self.get_response(request)
        session.device = device(request.headers.get("User-Agent", ""))
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or match.view_name not in BACKGROUND:
            session.note_use()
        return response


def device(agent: str) -> str:
    """What kind of device a browser says it runs on; nothing more of it is kept."""
    text = agent.casefold()
    if "ipad" in text or "tablet" in text or ("android" in text and "mobile" not in text):
        return Session.Device.TABLET
    if "iphone" in text or "mobile" in text:
        return Session.Device.PHONE
    known = ("windows", "macintosh", "x11", "linux", "cros")
    return Session.Device.COMPUTER if any(name in text for name in known) else Session.Device.UNKNOWN


def note_use(request: HttpRequest) -> None:
    if isinstance(request.session, SessionStore):
        request.session.note_use()


def seconds_left(request: HttpRequest) -> int:
    """Until the session of this request ends by itself; the usual time where sessions are another project's."""
    row = request.session.row if isinstance(request.session, SessionStore) else None
    end = end_of(row) if row is not None else timezone.now() + idle()
    return max(0, int((end - timezone.now()).total_seconds()))


def all_of(user: Visitor) -> "QuerySet[Session]":
    return Session.objects.filter(
        user_id=user.pk or 0
    )  # somebody not signed in has none, rather than those of all strangers


def of(user: Visitor) -> "QuerySet[Session]":
    """The sessions of a person that are still good, the latest used first."""
    return all_of(user).filter(expire_date__gt=timezone.now()).order_by("-seen_at")


def named(user: Visitor, key: str) -> "QuerySet[Session]":
    """The session of a person that a form names; none for whatever is no name of a row."""
    return of(user).filter(pk=key) if re.fullmatch(r"[0-9a-f]{64}", key) else of(user).none()


def own(request: HttpRequest) -> str:
    """The name of the row of the session that a request comes with; empty where it has none."""
    return digest(request.session.session_key) if request.session.session_key else ""


def end_all(user: Visitor, *, but: str = "") -> int:
    """Ends the sessions of a person at once, all or all but one; returns how many."""
    return all_of(user).exclude(pk=but).delete()[0]
