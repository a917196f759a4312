"""What the proxy and the monitoring ask: is the process alive, is the portal ready. Neither names anything of the content."""

import hmac
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from portal import conf, extensions
from portal.extensions import DEGRADED, DOWN, OK, State

LOOPBACK = frozenset({"127.0.0.1", "::1"})
QUEUE_SECONDS = 15 * 60
MARKED_HOURS = 48


class HealthMiddleware:
    """Answers `/healthz` and `/readyz` before anything that needs a database, a session or a host name (R60)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = health_answer(request)
        if answer is None:
            return self.get_response(request)
        # A state that a proxy has kept is none.
        answer["Cache-Control"] = "no-store"
        return answer


def health_answer(request: HttpRequest) -> HttpResponse | None:
    if request.path == "/healthz":
        return HttpResponse("ok\n", content_type="text/plain")
    if request.path == "/readyz":
        return readiness() if may_read_state(request) else HttpResponse("", status=404)
    return None


def may_read_state(request: HttpRequest) -> bool:
    """Whoever has the token; without one set, only this machine, and nobody behind a proxy."""
    token = conf.get("HEALTH_TOKEN")
    if token:
        # In constant time: the token is a password.
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    return request.META.get("REMOTE_ADDR") in LOOPBACK and "X-Forwarded-For" not in request.headers


def readiness() -> HttpResponse:
    checks = {check.name: check for check in extensions.health_checks}
    # The database comes first: without it the other checks fail, too.
    states = {"database": database(), **{name: guarded(checks[name].check) for name in sorted(checks)}}
    is_down = any(state.status == DOWN for state in states.values())
    shown = {name: asdict(state) for name, state in states.items()}
    return JsonResponse(shown, status=503 if is_down else 200)


def database() -> State:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return State(DOWN)
    return State(OK)


def guarded(check: Callable[[], State]) -> State:
    """A check that fails itself says that its part does not work; the portal may still."""
    try:
        return check()
    except Exception:  # whatever it is, it must not hide the other states
        return State(DEGRADED)


def queue() -> State:
    """Seconds the oldest task has been waiting; a worker takes them at once."""
    from django_tasks_db.models import DBTaskResult

    oldest = DBTaskResult.objects.ready().order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    waits = max(0, round((timezone.now() - oldest).total_seconds())) if oldest else 0
    return State(DEGRADED if waits > QUEUE_SECONDS else OK, waits)


def marked(name: str) -> Path:
    """The file whose time says when something was last done well; backups are no command of ours and touch it themselves."""
    return conf.data_dir() / "done" / name


def mark(name: str) -> None:
    marked(name).parent.mkdir(parents=True, exist_ok=True)
    marked(name).touch()


def hours_since(name: str) -> Callable[[], State]:
    """Hours since it was last done; never, or too long ago, does not stop the portal but wants somebody to look."""

    def check() -> State:
        if not marked(name).exists():
            return State(DEGRADED)
        hours = round((time.time() - marked(name).stat().st_mtime) / 3600)
        return State(DEGRADED if hours > MARKED_HOURS else OK, hours)

    return check
