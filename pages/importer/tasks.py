"""Reading in the background: one task for each step of a file, taken up again when the worker ends (portal/worker.py)."""

import logging
from collections.abc import Callable
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from pages.importer import actions, kept, outline_rows, queries
from pages.importer.drafts import refuse_empty
from pages.importer.reading import read_both, read_outline
from pages.importer.unreadable import UnreadableDocument
from pages.models import DocumentImport
from portal.requests.confined import IN_BACKGROUND

logger = logging.getLogger(__name__)

# A document of 1,500 pages; the worker does nothing else meanwhile.
LARGE = replace(IN_BACKGROUND, seconds=300)
URGENT = 5  # somebody waits for it, before what comes again by itself
Step = DocumentImport.Step


def queue(row: DocumentImport) -> None:
    """After commit, for the worker must find the row."""
    transaction.on_commit(lambda: enqueue(row))


def enqueue(row: DocumentImport) -> None:
    work = work_at.using(priority=URGENT) if work_at.get_backend().supports_priority else work_at
    work.enqueue(str(row.pk))


@task()
def work_at(pk: str) -> None:
    """One step. Done twice it does no harm; what fails is tried again, at most three times in all."""
    row = actions.begin(pk)
    if row is None:
        return
    try:
        STEPS[Step(row.step)](row)
    except UnreadableDocument as reason:
        actions.fail(row=row, reason=reason)
    except Exception:
        logger.warning("import %s not read (try %d)", row.pk, row.tries, exc_info=True)
        enqueue(row)


def read(row: DocumentImport) -> None:
    def on_progress(done: int, total: int) -> None:
        actions.note_progress(row=row, done=done, total=total)

    with row.file.open("rb") as file:
        data = file.read()
    both = read_both(row.name, data, LARGE, on_progress=on_progress)
    refuse_empty(row.name, both.outline)
    actions.finish(row=row, both=both)


def make_outline(row: DocumentImport) -> None:
    before = kept.outline_of(row)
    ids = {repair.id for repair in before.repairs} if before else set()
    outline, revoked = read_outline(kept.lines_of(row), ids - set(row.revoked), LARGE)
    actions.finish_outline(row=row, outline_row=outline_rows.plain(outline), revoked=revoked)


STEPS: dict[Step, Callable[[DocumentImport], None]] = {Step.READ: read, Step.OUTLINE: make_outline}


def take_up() -> int:
    """What nobody works at any more is put into the queue again; `begin` counts the tries."""
    rows = list(queries.abandoned())
    for row in rows:
        DocumentImport.objects.filter(pk=row.pk).update(seen_at=timezone.now())
        queue(row)
    return len(rows)
