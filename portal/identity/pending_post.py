"""What somebody posted when the second factor was missing or too old: kept sealed in the session, sent on once (R11)."""

import json
import secrets
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from portal import sealing

KEY = "kept_post"
MARK = "_behalten"
MAX_BYTES = 400_000
LIFETIME_SECONDS = 30 * 60
DROPPED = frozenset({"csrfmiddlewaretoken", MARK})


@dataclass(frozen=True)
class PendingPost:
    """A form on its way: where it was sent, what was in it, the mark by which it is known when it comes again."""

    mark: str
    path: str
    fields: list[tuple[str, str]]
    had_files: bool


def remember(request: HttpRequest) -> None:
    """Remembers a posted form, the latest only; files and forms beyond MAX_BYTES cannot wait, and the person is told so."""
    if request.method != "POST":
        return
    fields = [(name, value) for name, values in request.POST.lists() if name not in DROPPED for value in values]
    text = json.dumps({"path": request.get_full_path(), "fields": fields, "had_files": bool(request.FILES)})
    # The session is a row that is read with every request.
    if len(text) > MAX_BYTES:
        return
    # Told apart by a mark, not by content: two equal forms sent on purpose are two.
    mark = secrets.token_urlsafe(12)
    token = sealing.seal(text, seal_place(request, mark))
    request.session[KEY] = {"mark": mark, "token": token, "at": timezone.now().timestamp()}


def read(request: HttpRequest) -> PendingPost | None:
    """The form that waits in this session, for LIFETIME_SECONDS."""
    stored = request.session.get(KEY)
    if not stored or not 0 <= timezone.now().timestamp() - stored["at"] <= LIFETIME_SECONDS:
        return None
    data: dict[str, Any] = json.loads(sealing.unseal(stored["token"], seal_place(request, stored["mark"])))
    fields = [(name, value) for name, value in data["fields"]]
    return PendingPost(stored["mark"], data["path"], fields, data["had_files"])


def is_repeated(request: HttpRequest) -> bool:
    """Whether this is a kept form that has been sent on already; the first time it is forgotten and goes through."""
    mark = request.POST.get(MARK)
    if request.method != "POST" or not mark:
        return False
    # Forgotten when it went through, or another form has taken its place.
    if request.session.get(KEY, {}).get("mark") != mark:
        return True
    forget(request)
    return False


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def seal_place(request: HttpRequest, mark: str) -> str:
    return f"portal.kept:{request.user.pk}:{mark}"
