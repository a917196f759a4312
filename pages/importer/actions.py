"""What happens to a file that somebody has handed in, until a draft is made of it or it is thrown away."""

import datetime as dt
import shutil
import time
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from pages.importer import kept, outline_rows
from pages.importer.drafts import create_page
from pages.importer.extraction import ACCEPTED
from pages.importer.outline import Outline
from pages.importer.reading import Both
from pages.importer.unreadable import UnreadableDocument
from pages.models import DocumentImport, NormativePage
from pages.models.imports import kept_folder
from portal.audit import trail
from portal.models import User
from portal.requests.confined_process import gettext_noop

DRAFTED = trail.register("import.draft", _("Entwurf aus einer Datei angelegt"), ("sections", "repairs", "refused"))
DISCARDED = trail.register("import.discard", _("Eingelesene Datei verworfen"), ("state",))

MOST_TRIES = 3
KEPT = dt.timedelta(days=7)
SILENT = dt.timedelta(minutes=15)  # longer than any step takes: nobody works at it any more
ORPHANED_SECONDS = 24 * 60 * 60
NAME_LENGTH = 255
GAVE_UP = gettext_noop(
    "„%(name)s“ ließ sich auch beim dritten Versuch nicht lesen. Bitte teilen Sie das Dokument oder lassen Sie es auf dem "
    "Server mit dem Befehl import_document einlesen."
)
State, Step = DocumentImport.State, DocumentImport.Step


@dataclass(frozen=True)
class Chosen:
    """An outline read once more, and the ids of the repairs that were not made."""

    outline: Outline
    revoked: Collection[str]


def take_in(*, upload: UploadedFile, by: User) -> DocumentImport:
    """Kept until a draft is made, or for a week. On the disk it has none of the words that somebody has chosen."""
    name = plain_name(upload.name or "")
    row = DocumentImport(owner=by, name=name, size=upload.size or 0)
    suffix = Path(name).suffix.lower()
    row.file.save(f"document{suffix if suffix in ACCEPTED else '.bin'}", upload, save=False)
    row.save(force_insert=True)
    return row


def plain_name(name: str) -> str:
    """One line without signs that nobody sees; the ending stays, for it tells the kind."""
    seen = "".join(sign for sign in name if sign.isprintable()).strip()
    seen = unicodedata.normalize("NFC", seen).replace("/", "_").replace("\\", "_") or "Datei"
    ending = Path(seen).suffix[:20]
    return seen if len(seen) <= NAME_LENGTH else seen[: NAME_LENGTH - len(ending)] + ending


@transaction.atomic
def begin(pk: str) -> DocumentImport | None:
    """The step to be done now; None where there is none any more, or where it has ended the worker too often."""
    row = DocumentImport.objects.select_for_update().to_be_read().filter(pk=pk).first()
    if row is None:
        return None
    if row.tries >= MOST_TRIES:
        fail(row=row, reason=UnreadableDocument(GAVE_UP, {"name": row.name}))
        return None
    row.state, row.tries, row.seen_at = State.READING, row.tries + 1, timezone.now()
    row.save(update_fields=["state", "tries", "seen_at"])
    return row


def note_progress(*, row: DocumentImport, done: int, total: int) -> None:
    DocumentImport.objects.filter(pk=row.pk).update(pages_done=done, pages_total=total, seen_at=timezone.now())


def finish(*, row: DocumentImport, both: Both) -> None:
    """Kept for the editor; nothing happens to what was thrown away meanwhile."""
    row.lines, row.outline = kept.packed(both.line_rows), kept.packed(both.outline_row)
    row.revoked, row.is_outdated = [], False
    end(row=row, state=State.READY, fields=["lines", "outline", "revoked", "is_outdated"])


def finish_outline(*, row: DocumentImport, chosen: Chosen) -> None:
    end(row=row, state=State.READY, fields=put(row, chosen))


def renew(*, row: DocumentImport, chosen: Chosen) -> None:
    """As finish_outline, of what is ready and stays so."""
    row.save(update_fields=put(row, chosen))


def put(row: DocumentImport, chosen: Chosen) -> list[str]:
    """The names of the fields that it changes."""
    row.outline, row.revoked = kept.packed(outline_rows.plain(chosen.outline)), sorted(chosen.revoked)
    row.is_outdated = False
    return ["outline", "revoked", "is_outdated"]


def fail(*, row: DocumentImport, reason: UnreadableDocument) -> None:
    """What was read before stays to be used."""
    row.message, row.params = reason.msgid, dict(reason.params or {})
    end(row=row, state=State.READY if row.lines and row.outline else State.FAILED, fields=["message", "params"])


def end(*, row: DocumentImport, state: DocumentImport.State, fields: list[str]) -> None:
    row.state, row.finished_at, row.seen_at = state, timezone.now(), timezone.now()
    changed = {name: getattr(row, name) for name in [*fields, "state", "finished_at", "seen_at"]}
    DocumentImport.objects.to_be_read().filter(pk=row.pk).update(**changed)


def wait_for(*, row: DocumentImport, step: DocumentImport.Step, tries: int = 0) -> None:
    """Puts it into the background anew; whoever calls puts it into the queue."""
    row.state, row.step, row.tries = State.WAITING, step, tries
    row.message, row.params, row.finished_at, row.seen_at = "", {}, None, timezone.now()
    row.save(update_fields=["state", "step", "tries", "message", "params", "finished_at", "seen_at"])


def choose(*, row: DocumentImport, revoked: Collection[str], typed: Mapping[str, Any]) -> None:
    """What the editor has chosen and typed stays, whatever comes after it."""
    wanted = sorted(revoked)
    row.is_outdated = row.is_outdated or wanted != row.revoked
    row.revoked, row.typed = wanted, dict(typed)
    row.save(update_fields=["revoked", "typed", "is_outdated"])


@transaction.atomic
def make_draft(
    *, row: DocumentImport, outline: Outline, parent: Page, fields: dict[str, Any], by: User
) -> NormativePage:
    """The draft page; the one that was made before where somebody has pressed twice. ValidationError of the page."""
    held = DocumentImport.objects.select_for_update().light().get(pk=row.pk)
    if held.page is not None:
        return held.page
    page = create_page(outline=outline, parent=parent, source_name=row.name, fields=fields, by=by)
    details = {"sections": len(page.sections), "repairs": len(outline.repairs), "refused": len(row.revoked)}
    trail.record(DRAFTED, by, about=("normativepage", page.pk), details=details)
    used = {"state": State.USED, "page": page, "lines": None, "outline": None, "typed": {}, "file": ""}
    DocumentImport.objects.filter(pk=row.pk).update(**used)
    remove_file(row)
    return page


@transaction.atomic
def forget(*, row: DocumentImport) -> None:
    """What was refused at once: nothing has come of it."""
    row.delete()
    remove_file(row)


@transaction.atomic
def discard(*, row: DocumentImport, by: User) -> None:
    trail.record(DISCARDED, by, about=("documentimport", row.pk), details={"state": row.state})
    forget(row=row)


def remove_file(row: DocumentImport) -> None:
    """After the commit: while it may be taken back, the file is still needed."""
    storage = row.file.storage
    if name := row.file.name:
        transaction.on_commit(lambda: storage.delete(name))


def recognise(*, row: DocumentImport) -> None:
    """From its first page on; whoever calls puts it into the queue."""
    DocumentImport.objects.filter(pk=row.pk).update(pages_done=0, pages_total=0, is_recognised=False)
    wait_for(row=row, step=Step.RECOGNISE)


def note_recognised(*, row: DocumentImport, content: bytes, done: int, total: int) -> None:
    """So many of its pages have text now; read when that is all of them. The next pages have tries of their own."""
    replace_file(row=row, content=content)
    step = Step.RECOGNISE if done < total else Step.READ
    changed = {"state": State.WAITING, "step": step, "tries": 0, "pages_done": done, "pages_total": total}
    changed |= {"is_recognised": step == Step.READ, "seen_at": timezone.now()}
    DocumentImport.objects.to_be_read().filter(pk=row.pk).update(**changed)


def replace_file(*, row: DocumentImport, content: bytes) -> None:
    """The same document with more in it; the one before stays until the new one is written and named."""
    before = row.file.name or ""
    row.file.save("document.pdf", ContentFile(content), save=False)
    is_there = DocumentImport.objects.filter(pk=row.pk).update(file=row.file.name)
    row.file.storage.delete(before if is_there else row.file.name or "")


@transaction.atomic
def purge() -> int:
    """What is a week old, and files that no row names any more."""
    old = DocumentImport.objects.light().filter(created_at__lt=timezone.now() - KEPT)
    count = 0
    for row in old:
        forget(row=row)
        count += 1
    remove_orphans()
    return count


def remove_orphans() -> None:
    """Of people whose account was deleted, and of a process that ended between writing a file and its row."""
    folder = kept_folder()
    named = {name.partition("/")[0] for name in DocumentImport.objects.values_list("file", flat=True)}
    before = time.time() - ORPHANED_SECONDS
    for path in sorted(folder.glob("*")):
        if path.name not in named and path.stat().st_mtime < before:
            shutil.rmtree(path, ignore_errors=True)
