"""What is done of the reading while the editor waits, and what is left to the background."""

from django.core.files.uploadedfile import UploadedFile

from pages.importer import actions, kept, length, tasks
from pages.importer.drafts import refuse_empty
from pages.importer.outline import Outline
from pages.importer.reading import Both, read_both
from pages.importer.unreadable import ONLY_PICTURES, UnreadableDocument
from pages.models import DocumentImport
from portal.models import User
from portal.requests.confined import BUSY

MOST_PAGES = 100  # of a PDF: some five seconds
MOST_CHARACTERS = 400_000
LATER = (length.TOO_LONG, BUSY)


def receive(*, upload: UploadedFile, by: User) -> DocumentImport:
    """Read at once where it is small. UnreadableDocument, and nothing is kept, where the editor can only choose another file."""
    data = upload.read()
    upload.seek(0)
    row = actions.take_in(upload=upload, by=by)
    if length.is_large(row.name, data):
        tasks.queue(row)
        return row
    try:
        actions.finish(row=row, both=read_now(row.name, data))
    except UnreadableDocument as reason:
        follow(row, reason)
    return row


def read_now(name: str, data: bytes) -> Both:
    both = read_both(name, data, most_pages=MOST_PAGES)
    refuse_empty(name, both.outline)
    return both


def follow(row: DocumentImport, reason: UnreadableDocument) -> None:
    if reason.msgid in LATER:
        tasks.queue(row)
    elif reason.msgid == ONLY_PICTURES:
        actions.fail(row=row, reason=reason)  # its text can be recognised
    else:
        actions.forget(row=row)
        raise reason


def renew_outline(*, row: DocumentImport, outline: Outline) -> Outline | None:
    """With the repairs as chosen; None where that takes longer than somebody waits, and is done in the background."""
    lines = kept.lines_of(row)
    if sum(len(line.text) for line in lines) > MOST_CHARACTERS:
        actions.wait_for(row=row, step=DocumentImport.Step.OUTLINE)
        tasks.queue(row)
        return None
    chosen = tasks.as_chosen(row, outline, lines)
    actions.renew(row=row, chosen=chosen)
    return chosen.outline
