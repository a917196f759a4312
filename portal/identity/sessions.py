"""Sessions that end by themselves: 30 minutes after the last use, 10 hours after signing in, at once when somebody ends them (R12, R13).

The moment of the end is the row's own expiry, so that looking it up costs nothing more than reading the session.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from portal import conf
from portal.models.sessions import Session

NOTED_EVERY = dt.timedelta(minutes=1)
BACKGROUND = frozenset(
    {
        "directory:places",
        "search:suggestions",
        "search:clicked",
        "wagtailadmin_editing_sessions:ping",
        "wagtailadmin_editing_sessions:release",
    }
)


def digest(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()


def idle() -> dt.timedelta:
    return dt.timedelta(minutes=conf.get("SESSION_IDLE_MINUTES"))


def longest() -> dt.timedelta:
    return dt.timedelta(hours=conf.get("SESSION_HOURS"))


def end_of(session: Session) -> dt.datetime:
    return min(session.seen_at + idle(), session.started_at + longest())


class SessionStore(DatabaseStore):
    """Django's store on our rows. `device` is what the next save writes; `row` what was last read or written."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.row: Session | None = None
        self.device = ""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Any:
        self.row = Session.objects.filter(pk=digest(self.session_key or ""), expire_date__gt=timezone.now()).first()
        if self.row is None:
            self._session_key = None
        return self.row

    def exists(self, session_key: str | None = None) -> bool:
        return Session.objects.filter(pk=digest(session_key or "")).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row as it is to be written; whoever signs in anew begins a new ten hours, a new key alone does not."""
        now, before = timezone.now(), self.row
        user = data.get(SESSION_KEY)
        goes_on = before is not None and str(before.user_id or "") == str(user or "")
        row = Session(
            session_key=digest(self._get_or_create_session_key()),  # type: ignore[attr-defined]  # of SessionBase
            session_data=self.encode(data),
            user_id=user,
            started_at=before.started_at if before and goes_on else now,
            seen_at=before.seen_at if before and goes_on else now,
            device=self.device or (before.device if before else ""),
        )
        row.expire_date = end_of(row)
        self.row = row
        return row

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            Session.objects.filter(pk=digest(key)).delete()

    def note_use(self) -> None:
        """Remembers now and then that somebody is there; never revives a session that has ended meanwhile."""
        now = timezone.now()
        if self.row is not None and now - self.row.seen_at >= NOTED_EVERY:
            self.row.seen_at = now
            alive = Session.objects.filter(pk=self.row.pk, expire_date__gt=now)
            alive.update(seen_at=now, expire_date=end_of(self.row))


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


def of(user: Any) -> "QuerySet[Session]":
    """The sessions of a person that are still good, the latest used first."""
    found = Session.objects.filter(user__isnull=False, user_id=user.pk, expire_date__gt=timezone.now())
    return found.order_by("-seen_at")


def named(user: Any, key: str) -> "QuerySet[Session]":
    """The session of a person that a form names; none for whatever is no name of a row."""
    return of(user).filter(pk=key) if re.fullmatch(r"[0-9a-f]{64}", key) else of(user).none()


def own(request: HttpRequest) -> str:
    """The row of the session a request comes with; empty where it has none."""
    return digest(request.session.session_key) if request.session.session_key else ""


def end_all(user: Any, *, but: str = "") -> int:
    """Ends the sessions of a person at once, all or all but one; returns how many."""
    return Session.objects.filter(user__isnull=False, user_id=user.pk).exclude(pk=but).delete()[0]
