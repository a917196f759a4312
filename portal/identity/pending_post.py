"""What somebody posted when the second factor was missing or too old, or the sign-in had ended: kept sealed, used once (R11, R70)."""

import base64
import json
import secrets
import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from portal import sealing
from portal.identity.session_store import digest
from portal.models import Session
from portal.requests import limits

KEY = "kept_post"
LOST = "lost_post"
MARK = "_behalten"
ASKED = "_portal_kept_form_is_repeated"
MAX_BYTES = 400_000  # packed; text is five times as long before
LIFETIME_SECONDS = 30 * 60
DROPPED = frozenset({"csrfmiddlewaretoken", MARK})
# Typed again in a moment, and not to lie about meanwhile.
SECRETS = frozenset({"password", "old", "again", "code"})
KEPT_AN_HOUR = 5


@dataclass(frozen=True)
class PendingPost:
    """A form on its way: where it was sent, what was in it, the mark by which it is known when it comes again."""

    mark: str
    path: str
    fields: list[tuple[str, str]]
    had_files: bool
    # Sent after the sign-in had ended; then it is shown in its own page, filled as it was.
    is_ended: bool = False
    was_shown: bool = False


def remember(request: HttpRequest) -> None:
    """Remembers a posted form, the latest only; files and forms beyond MAX_BYTES cannot wait, and the person is told so."""
    keep(request, request.user.pk, DROPPED, {})


def remember_for_sign_in(request: HttpRequest) -> None:
    """The same for somebody whose session has ended by itself: its row still tells whose it was (R70)."""
    if request.method != "POST" or request.user.is_authenticated:
        return
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    ended = Session.objects.filter(pk=digest(key), expire_date__lte=timezone.now(), user__is_active=True).first()
    # Whoever has but an old cookie must not fill the table of sessions.
    if ended is None or limits.seconds_to_wait(f"kept:{ended.pk}", KEPT_AN_HOUR, 60 * 60):
        return
    # Without a key to seal it with it is lost; the way to the sign-in must not be.
    with suppress(sealing.KeysMissingError):
        keep(request, ended.user_id, DROPPED | SECRETS, {"owner": ended.user_id})


def keep(request: HttpRequest, owner: object, dropped: frozenset[str], more: dict[str, Any]) -> None:
    if request.method != "POST":
        return
    fields = [(name, value) for name, values in request.POST.lists() if name not in dropped for value in values]
    text = json.dumps({"path": request.get_full_path(), "fields": fields, "had_files": bool(request.FILES)})
    packed = base64.b64encode(zlib.compress(text.encode())).decode("ascii")
    # The session is a row that is read with every request.
    if len(packed) > MAX_BYTES:
        forget(request)
        request.session[LOST] = True
        return
    forget_lost(request)
    # Told apart by a mark, not by content: two equal forms sent on purpose are two.
    mark = secrets.token_urlsafe(12)
    token = sealing.seal(packed, seal_place(owner, mark))
    request.session[KEY] = {"mark": mark, "token": token, "at": timezone.now().timestamp(), **more}


def was_lost(request: HttpRequest) -> bool:
    """Whether what was sent last was too much to wait; said until the person is through."""
    return bool(request.session.get(LOST))


def forget_lost(request: HttpRequest) -> None:
    request.session.pop(LOST, None)


def waits_for_sign_in(request: HttpRequest) -> bool:
    return not request.user.is_authenticated and "owner" in request.session.get(KEY, {})


def read(request: HttpRequest) -> PendingPost | None:
    """The form that waits in this session, for LIFETIME_SECONDS; of somebody else's nothing is left."""
    stored = request.session.get(KEY)
    if not stored or not 0 <= timezone.now().timestamp() - stored["at"] <= LIFETIME_SECONDS:
        return None
    if stored.get("owner", request.user.pk) != request.user.pk:
        # Nobody has signed in yet, or another person at the same browser.
        if request.user.is_authenticated:
            forget(request)
        return None
    packed = sealing.unseal(stored["token"], seal_place(request.user.pk, stored["mark"]))
    data: dict[str, Any] = json.loads(zlib.decompress(base64.b64decode(packed)))
    fields = [(name, value) for name, value in data["fields"]]
    shown = bool(stored.get("shown"))
    return PendingPost(stored["mark"], data["path"], fields, data["had_files"], "owner" in stored, shown)


def note_shown(request: HttpRequest) -> None:
    """Its page may be opened again without it."""
    request.session[KEY] = {**request.session[KEY], "shown": True}


def is_repeated(request: HttpRequest) -> bool:
    """Whether this is a kept form that has been sent on already; the first time it is forgotten and goes through.

    May be asked several times for one request.
    """
    mark = request.POST.get(MARK) if request.method == "POST" else None
    if not mark:
        return False
    known: bool | None = getattr(request, ASKED, None)
    if known is None:
        # Forgotten when it went through, or another form has taken its place.
        known = request.session.get(KEY, {}).get("mark") != mark
        setattr(request, ASKED, known)
        if not known:
            forget(request)
    return known


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def seal_place(owner: object, mark: str) -> str:
    return f"portal.kept:{owner}:{mark}"
