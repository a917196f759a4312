"""The worker of the task queue: writes the search index, tries again what failed, forgets what is long done, and does in time what comes again."""

import os
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string
from django_tasks import task_backends
from django_tasks_db.backend import DatabaseBackend

from portal import extensions, recurring


class Command(BaseCommand):
    help = "Erledigt die Aufgaben der Warteschlange, zum Beispiel das Schreiben des Suchindex."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="nur erledigen, was jetzt ansteht")
        parser.add_argument("--keep-alive", action="store_true", help="startet den Arbeiter neu, wenn er endet")
        parser.add_argument("--beside-parent", action="store_true", help="endet, sobald die Standardeingabe endet")
        parser.add_argument("--worker-id", default="", help="bleibt dieselbe, wenn ein Arbeiter neu gestartet wird")
        parser.add_argument(
            "--interval", type=float, default=0.5, help="Sekunden zwischen zwei Blicken in die Schlange"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"]:
            recurring.look_once()
        if not isinstance(task_backends["default"], DatabaseBackend):
            return  # tasks run at once: nothing ever waits
        from portal import worker  # its models are those of an app that a project without a queue need not install

        if options["keep_alive"]:
            worker.Keeper().run_until_signalled()
        elif options["batch"]:
            do_what_waits(options["interval"])
        else:
            if options["beside_parent"]:
                threading.Thread(target=end_with_parent, daemon=True).start()
            work(options["worker_id"] or get_random_string(32), options["interval"])


def do_what_waits(interval: float) -> None:
    from portal import worker

    worker.take_up_abandoned()
    recurring.enqueue_due()
    tidy()
    # verbosity 0 would not even say that a task failed; what is said is decided by LOG_LEVEL
    call_command("db_worker", queue_name="*", interval=interval, batch=True, reload=False, startup_delay=False)


def work(worker_id: str, interval: float) -> None:
    """Until it is told to stop; nothing that the database does ends it."""
    from portal import worker

    for prepare in (*extensions.worker_startup, worker.take_up_abandoned, tidy):
        recurring.whatever_happens(prepare)
    recurring.look_regularly(worker.give_sign, recurring.enqueue_due)
    recurring.look_beside_tasks()
    enduring = worker.EnduringWorker(
        queue_names=["*"],
        interval=interval,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
        excluded_queue_names=[],
    )
    enduring.configure_signals()
    enduring.run_until_stopped()


def tidy() -> None:
    """A day is enough to look into what went wrong; arguments are ids only."""
    call_command("prune_db_task_results", min_age_days=1, verbosity=0)


def end_with_parent() -> None:
    """Whoever started this process holds the other end of its standard input; it closes when that one ends, however."""
    sys.stdin.buffer.read()
    os._exit(0)
