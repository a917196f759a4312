"""Reading in the background: one task for each step of a file, taken up again when the worker ends (portal/worker.py)."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from pages.importer import actions, kept, queries, recognition
from pages.importer.actions import Chosen
from pages.importer.drafts import refuse_empty
from pages.importer.outline import Outline
from pages.importer.reading import OUTLINE_IN_REQUEST, confined, read_both, read_outline
from pages.importer.source_lines import SourceLine
from pages.importer.unreadable import ONLY_PICTURES, UnreadableDocument
from pages.models import DocumentImport
from portal.requests.confined import IN_BACKGROUND, Limits

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

    try:
        both = read_both(row.name, queries.content_of(row), LARGE, on_progress=on_progress)
    except UnreadableDocument as reason:
        if row.is_recognised and reason.msgid == ONLY_PICTURES:
            raise UnreadableDocument(recognition.NOTHING_THERE, {"name": row.name}) from reason
        raise
    refuse_empty(row.name, both.outline)
    actions.finish(row=row, both=both)


def recognise(row: DocumentImport) -> None:
    """A few pages, then back into the queue behind what others wait for."""
    data = queries.content_of(row)
    total = row.pages_total or confined("pages.importer.length:pages", content=data, limits=IN_BACKGROUND)
    if not 0 < total <= recognition.MOST_PAGES:
        raise UnreadableDocument(recognition.TOO_MANY_PAGES, {"name": row.name, "pages": recognition.MOST_PAGES})
    done = min(row.pages_done + recognition.SLICE, total)
    content = recognition.with_text(row.name, data, range(row.pages_done + 1, done + 1))
    actions.note_recognised(row=row, content=content, done=done, total=total)
    enqueue(row)


def make_outline(row: DocumentImport) -> None:
    actions.finish_outline(row=row, chosen=as_chosen(row, kept.outline_of(row), kept.lines_of(row), LARGE))


def as_chosen(
    row: DocumentImport, before: Outline | None, lines: Sequence[SourceLine], limits: Limits = OUTLINE_IN_REQUEST
) -> Chosen:
    """Read once more, with all repairs of the outline `before` but those that the editor refuses."""
    ids = {repair.id for repair in before.repairs} if before else set()
    return Chosen(*read_outline(lines, ids - set(row.revoked), limits))


STEPS: dict[Step, Callable[[DocumentImport], None]] = {
    Step.READ: read,
    Step.RECOGNISE: recognise,
    Step.OUTLINE: make_outline,
}


def take_up() -> int:
    """What nobody works at any more is put into the queue again; `begin` counts the tries."""
    rows = list(queries.abandoned())
    for row in rows:
        DocumentImport.objects.filter(pk=row.pk).update(seen_at=timezone.now())
        queue(row)
    return len(rows)
