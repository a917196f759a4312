import datetime as dt
import uuid
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.shortcuts import get_object_or_404
from django.utils import timezone

from pages.importer import recognition
from pages.importer.actions import SILENT
from pages.importer.outline import Outline
from pages.importer.unreadable import ONLY_PICTURES
from pages.models import DocumentImport
from pages.models.imports import ImportQuerySet
from portal.models import User

LATE = dt.timedelta(minutes=5)


def own(user: User | AnonymousUser) -> ImportQuerySet:
    """What somebody has handed in, newest first, without what may be megabytes."""
    return DocumentImport.objects.of(user).light().select_related("page").order_by("-created_at")


def own_or_404(user: User | AnonymousUser, pk: uuid.UUID) -> DocumentImport:
    """With all that was read of it."""
    return get_object_or_404(own(user).defer(None), pk=pk)


def content_of(row: DocumentImport) -> bytes:
    with row.file.open("rb") as file:
        content: bytes = file.read()
    return content


def abandoned() -> ImportQuerySet:
    """What should be read and nobody works at: the task is gone, or it was ended with its worker."""
    return DocumentImport.objects.to_be_read().light().filter(seen_at__lt=timezone.now() - SILENT)


def waits_long(row: DocumentImport) -> bool:
    """Nobody has begun it: other files come first, or there is no worker."""
    return row.state == DocumentImport.State.WAITING and row.seen_at < timezone.now() - LATE


@dataclass(frozen=True)
class HowFar:
    """Of a document that is being read; `percent` is None as long as nobody knows how many pages it has."""

    done: int
    total: int

    @property
    def percent(self) -> int | None:
        return min(100, round(100 * self.done / self.total)) if self.total else None


def how_far(row: DocumentImport) -> HowFar:
    return HowFar(min(row.pages_done, row.pages_total), row.pages_total)


@dataclass(frozen=True)
class Recognition:
    """Whether the text of pages that are pictures can be recognised: `pages` without text (0: all), and whether it `is_here`."""

    pages: int
    is_here: bool


def recognition_of(row: DocumentImport, outline: Outline | None = None) -> Recognition | None:
    """None where there is nothing to recognise, or where it has been done."""
    pages = len(outline.pages_without_text) if outline else 0
    if row.is_recognised or not row.is_pdf or not (pages or row.message == ONLY_PICTURES):
        return None
    return Recognition(pages, recognition.program() is not None)
