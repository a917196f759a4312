"""Work that comes again by itself: the worker puts what apps added to extensions.recurring_work into its queue when it is time.

Each is a command that may run twice without harm. One that fails is tried again an hour later.
"""

import datetime as dt
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from io import StringIO

from django.core.management import CommandError, call_command
from django.db import close_old_connections
from django.utils import timezone
from django_tasks import task

from portal import conf, extensions
from portal.extensions import DEGRADED, OK, State, Work
from portal.models import RecurringWork

logger = logging.getLogger(__name__)

PAUSE = dt.timedelta(hours=1)
LOOK_SECONDS = 30
DAY = dt.timedelta(days=1)


def due_since(work: Work, now: dt.datetime) -> dt.datetime | None:
    """Done before this moment, it is to be done again; None for mornings where none is set."""
    return now - work.every if work.every else last_morning(now)


def last_morning(now: dt.datetime) -> dt.datetime | None:
    """The last time the clock on the wall of the county's offices showed PORTAL_DAILY_AT."""
    at: dt.time | None = conf.get("DAILY_AT")
    if at is None:
        return None
    local = timezone.localtime(now)
    today = timezone.make_aware(dt.datetime.combine(local.date(), at))
    return today if today <= now else timezone.make_aware(dt.datetime.combine(local.date() - DAY, at))


def enqueue_due() -> list[str]:
    """Puts what is due into the queue, each in one process alone; what is seen for the first time waits for its next time."""
    now = timezone.now()
    due = [work.command for work in extensions.recurring_work if is_claimed(work, now)]
    for command in due:
        do.enqueue(command)
    return due


def is_claimed(work: Work, now: dt.datetime) -> bool:
    since = due_since(work, now)
    if since is None:
        return False
    row, _is_new = RecurringWork.objects.get_or_create(name=work.command, defaults={"done_at": now})
    # A run that was begun and has not ended in time is taken for failed; it is safe to begin it again.
    if row.done_at >= since or (row.begun_at and row.begun_at > now - min(PAUSE, work.every or PAUSE)):
        return False
    # Of two workers that saw the same row only one changes it.
    return bool(RecurringWork.objects.filter(name=work.command, begun_at=row.begun_at).update(begun_at=now))


@task()
def do(name: str) -> None:
    """One run. A command that ends with a code of its own has failed; it must not end the worker."""
    work = extensions.recurring_work.get(name)
    if work is None:
        raise CommandError(f"{name} is no recurring work any more")
    try:
        # Its output would end in the log of the worker, and may name people.
        call_command(work.command, *work.arguments, **work.options, verbosity=0, stdout=StringIO())
    except SystemExit as ended:
        if ended.code:
            raise CommandError(f"{name}: {ended.code}") from ended
    RecurringWork.objects.filter(name=name).update(done_at=timezone.now())


def state() -> State:
    """For `/readyz`: how many of these works have not been done for a whole turn since they were due."""
    now = timezone.now()
    done = dict(RecurringWork.objects.values_list("name", "done_at"))
    late = [name for name, limit in limits(now) if name in done and done[name] < limit]
    return State(DEGRADED if late else OK, len(late))


def limits(now: dt.datetime) -> Iterator[tuple[str, dt.datetime]]:
    for work in extensions.recurring_work:
        since = due_since(work, now)
        if since is not None:
            yield work.command, since - (work.every or DAY)


def look_regularly(*looks: Callable[[], object], seconds: float = LOOK_SECONDS) -> None:
    """Beside the worker, for as long as it lives: calls each of them every so many seconds."""
    threading.Thread(target=_look, args=(looks, seconds), daemon=True).start()


def _look(looks: Iterable[Callable[[], object]], seconds: float) -> None:
    pause = threading.Event()
    while True:
        # The thread lives for days, a connection to the database does not.
        close_old_connections()
        for look in looks:
            whatever_happens(look)
        pause.wait(seconds)


def look_beside_tasks() -> None:
    """What apps added to extensions.worker_looks, for as long as the worker lives."""
    for look in extensions.worker_looks:
        look_regularly(look.do, seconds=look.seconds)


def look_once() -> None:
    for look in extensions.worker_looks:
        if look.in_batch:
            whatever_happens(look.do)


def whatever_happens(do_now: Callable[[], object]) -> None:
    """The database may be away for a while: a worker must not end because of it, and what is not done now is done next time."""
    try:
        do_now()
    except Exception:
        logger.exception("recurring work not done")
