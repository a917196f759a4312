"""The worker of the task queue: writes the search index, tries again what failed, forgets what is long done, and does in time what comes again."""

import datetime as dt
import os
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone
from django_tasks import task_backends
from django_tasks.base import TaskResultStatus
from django_tasks_db.backend import DatabaseBackend

from portal import extensions, recurring

ABANDONED = dt.timedelta(hours=1)


class Command(BaseCommand):
    help = "Erledigt die Aufgaben der Warteschlange, zum Beispiel das Schreiben des Suchindex."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="nur erledigen, was jetzt ansteht")
        parser.add_argument("--beside-parent", action="store_true", help="endet, sobald die Standardeingabe endet")
        parser.add_argument(
            "--interval", type=float, default=0.5, help="Sekunden zwischen zwei Blicken in die Schlange"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not isinstance(task_backends["default"], DatabaseBackend):
            return  # tasks run at once: nothing ever waits
        if options["beside_parent"]:
            threading.Thread(target=end_with_parent, daemon=True).start()
        if not options["batch"]:
            for prepare in extensions.worker_startup:
                prepare()
        take_up_abandoned()
        if options["batch"]:
            recurring.enqueue_due()
        else:
            recurring.look_regularly()
        # A day is enough to look into what went wrong; arguments are ids only.
        call_command("prune_db_task_results", min_age_days=1, verbosity=0)
        call_command(
            "db_worker",
            queue_name="*",
            interval=options["interval"],
            batch=options["batch"],
            reload=False,
            startup_delay=False,
            verbosity=1,  # at 0 it would not even say that a task failed; what is said is decided by LOG_LEVEL
        )


def take_up_abandoned() -> None:
    """Tasks that a worker began and, because it was killed, never ended; all of them may safely be done twice."""
    from django_tasks_db.models import DBTaskResult

    begun = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - ABANDONED)
    begun.update(status=TaskResultStatus.READY)


def end_with_parent() -> None:
    """Whoever started this process holds the other end of its standard input; it closes when that one ends, however."""
    sys.stdin.buffer.read()
    os._exit(0)
