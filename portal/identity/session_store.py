"""Django's session store on rows of our own: only a digest of the key is kept, and the row's own expiry is the end (R12, R13).

Below the models, because a session model names its store: the model is looked up at use, as Django's own store does.
"""

import datetime as dt
import hashlib
from typing import Any, Protocol

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from portal import conf

NOTED_EVERY = dt.timedelta(minutes=1)  # a write for each page would cost more than the minute is worth


class Row(Protocol):
    """What the store reads and writes of `portal.models.Session`, which it may not import."""

    pk: str
    user_id: int | None
    started_at: dt.datetime
    seen_at: dt.datetime
    expire_date: dt.datetime
    device: str


def digest(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()


def idle() -> dt.timedelta:
    return dt.timedelta(minutes=conf.get("SESSION_IDLE_MINUTES"))


def longest() -> dt.timedelta:
    return dt.timedelta(hours=conf.get("SESSION_HOURS"))


def end_of(session: Row) -> dt.datetime:
    return min(session.seen_at + idle(), session.started_at + longest())


class SessionStore(DatabaseStore):
    """Django's store on our rows. `device` is what the next save writes; `row` what was last read or written.

    `has_ended`: the browser has named a session that is over by time, and whose row is still there.
    """

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.row: Row | None = None
        self.device = ""
        self.has_ended = False

    @classmethod
    def get_model_class(cls) -> type[Any]:
        return apps.get_model("portal", "Session")

    def _get_session_from_db(self) -> Any:
        self.row = (
            self.get_model_class()
            .objects.filter(pk=digest(self.session_key or ""), expire_date__gt=timezone.now())
            .first()
        )
        if self.row is None:
            self.has_ended = self.exists(self.session_key)
            # Otherwise Django would take up the key that the browser brought, and somebody could choose it for another.
            self._session_key = None
        return self.row

    def is_empty(self) -> bool:
        """Django has browsers forget the name of an empty session; of one that ended by itself a form may still be on its way."""
        return bool(super().is_empty()) and not self.has_ended

    def exists(self, session_key: str | None = None) -> bool:
        return bool(self.get_model_class().objects.filter(pk=digest(session_key or "")).exists())

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row as it is to be written; whoever signs in anew begins a new ten hours, a new key alone does not."""
        now, before = timezone.now(), self.row
        user = data.get(SESSION_KEY)
        # Keys change at each step of signing in; the ten hours are counted for the person, not for the key.
        goes_on = before is not None and str(before.user_id or "") == str(user or "")
        row: Row = self.get_model_class()(
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
            self.get_model_class().objects.filter(pk=digest(key)).delete()

    def note_use(self) -> None:
        """Remembers now and then that somebody is there; never revives a session that has ended meanwhile."""
        now = timezone.now()
        if self.row is not None and now - self.row.seen_at >= NOTED_EVERY:
            self.row.seen_at = now
            # Filtered by the old expiry, so that a session ended meanwhile is not written back.
            alive = self.get_model_class().objects.filter(pk=self.row.pk, expire_date__gt=now)
            alive.update(seen_at=now, expire_date=end_of(self.row))
