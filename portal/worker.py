"""The worker of the task queue: survives every error of the database, takes up what it left behind, says that it lives."""

import logging
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from types import FrameType

from django.db import DatabaseError, InterfaceError, connection
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from portal.extensions import DEGRADED, OK, State
from portal.models import RecurringWork

logger = logging.getLogger(__name__)
SIGN = "worker"  # the row whose time says when a worker was last alive
SILENT_SECONDS = 120  # four missed signs: on a busy SQLite one may wait for the lock longer than a turn
PAUSE_SECONDS = 0.5, 30.0  # between two tries, doubled each time up to the second
ABANDONED = timedelta(hours=1)


class EnduringWorker(Worker):
    """django-tasks' worker, which ends when the database is locked or gone at a moment it does not expect."""

    def run_until_stopped(self) -> None:
        pause, longest = PAUSE_SECONDS
        while self.running:
            try:
                self.take_up_own()
                self.run()
                return
            except (DatabaseError, InterfaceError):
                logger.exception("database away, the worker waits")
                connection.close()
                time.sleep(pause)
                pause = min(2 * pause, longest)

    def take_up_own(self) -> None:
        """What this worker began and could not write down the end of: it runs one task at a time, so it is not running now."""
        begun = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
        own = [task.pk for task in begun.only("worker_ids") if task.worker_ids[-1:] == [self.worker_id]]
        DBTaskResult.objects.filter(pk__in=own, status=TaskResultStatus.RUNNING).update(status=TaskResultStatus.READY)


def take_up_abandoned() -> None:
    """Tasks that some worker began and, because it was killed, never ended; all of them may safely be done twice."""
    begun = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - ABANDONED)
    begun.update(status=TaskResultStatus.READY)


def give_sign() -> None:
    """Says that a worker lives; the clock is the database's, which all machines share."""
    if not RecurringWork.objects.filter(name=SIGN).update(done_at=Now()):
        RecurringWork.objects.get_or_create(name=SIGN, defaults={"done_at": timezone.now()})


def state() -> State:
    """For `/readyz`: seconds since the last sign of any worker; none within SILENT_SECONDS means that nobody works."""
    last = RecurringWork.objects.filter(name=SIGN).values_list("done_at", flat=True).first()
    if last is None:
        return State(DEGRADED)
    silent = max(0, round((timezone.now() - last).total_seconds()))
    return State(DEGRADED if silent > SILENT_SECONDS else OK, silent)


class Keeper:
    """Keeps one worker process alive: whenever it ends, however it ends, another is started under the same worker id.

    The process ends with this one, because it reads the end of the pipe that this one holds.
    """

    def __init__(self, pause: float = 1.0) -> None:
        self.worker_id = get_random_string(32)
        self.pause = pause
        self.process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()

    def run(self) -> None:
        command = [sys.executable, sys.argv[0], "work", "--beside-parent", "--worker-id", self.worker_id]
        while not self._stopping.is_set():
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603
            code = self.process.wait()
            if not self._stopping.wait(self.pause):
                logger.warning("worker ended with %d, another is started", code)

    def start(self) -> "Keeper":
        """Beside the rest of this process."""
        threading.Thread(target=self.run, daemon=True).start()
        return self

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        self._stopping.set()
        if self.process is not None:
            self.process.terminate()

    def run_until_signalled(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        self.run()
