"""Files that take too long for a request: the worker makes them, for a day they are there for who asked."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django_tasks import task

from pages.exports import files, gather, pdf
from pages.exports.content import DocumentContent
from pages.models import NormativePage, OrderedFile
from pages.versions import queries

MOST_SECTIONS = 600  # beyond, a file takes longer than two seconds
KEPT = dt.timedelta(days=1)


def is_big(content: DocumentContent) -> bool:
    return len(content.sections) > MOST_SECTIONS


@transaction.atomic
def order(*, document: NormativePage, version: int, by: Any) -> OrderedFile:
    """What somebody has asked for and is not made yet is not asked for again."""
    wanted = {"document": document, "version": version, "language": get_language() or "de", "asked_by": by}
    waiting = OrderedFile.objects.filter(**wanted, made_at=None, asked_at__gt=timezone.now() - KEPT).first()
    row = waiting or OrderedFile.objects.create(**wanted)
    transaction.on_commit(lambda: make.enqueue(str(row.pk)))
    return row


@task()
def make(pk: str) -> None:
    """Once, however often it was queued; nothing where the document or the version is gone."""
    row = OrderedFile.objects.filter(pk=pk, made_at=None, document__live=True).select_related("document").first()
    if row is None:
        return
    with override(row.language):
        content = content_of(row)
        if content is None:
            return
        name, made = files.name_of(content, "pdf"), pdf.document_file(content, timezone.now())
    OrderedFile.objects.filter(pk=pk).update(name=name, content=made, made_at=timezone.now())


def content_of(row: OrderedFile) -> DocumentContent | None:
    if not row.version:
        return gather.current(row.document, references=True)
    rows = queries.history(row.document)
    version = next((one for one in rows if one.version.number == row.version), None)
    return gather.of_version(row.document, rows, version, references=True) if version else None


def purge() -> int:
    return OrderedFile.objects.filter(asked_at__lt=timezone.now() - KEPT).delete()[0]
