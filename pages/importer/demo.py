"""A scanned guideline that waits for the demo's editor: its words are repaired, and she decides about the repairs."""

import datetime as dt
import tomllib
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from pages.importer import actions
from pages.importer.reading import read_both
from pages.models import DocumentImport, NormativePage
from portal.pdf.rendering import Frame, render
from portal.requests.confined import IN_BACKGROUND

FOLDER = Path(__file__).resolve().parent
EDITOR = "swantje.brodersen@rebental.example"
SCANNED_AT = dt.datetime(2026, 4, 20, 9, tzinfo=dt.UTC)


def is_loaded() -> bool:
    """Also where she has made her draft of it, or where she is not."""
    editor = get_user_model()._default_manager.filter(email=EDITOR).first()
    if editor is None:
        return True
    made = NormativePage.objects.filter(source_name=told()["name"]).exists()
    return made or DocumentImport.objects.of(editor).exists()


def load() -> None:
    editor = get_user_model()._default_manager.get(email=EDITOR)
    content = told()
    frame = Frame(title=content["title"], county="", printed_on="", page="")
    data = render(FOLDER / "typst" / "scan.typ", content, frame=frame, at=SCANNED_AT)
    both = read_both(content["name"], data, IN_BACKGROUND)
    with transaction.atomic():
        row = actions.take_in(upload=SimpleUploadedFile(content["name"], data), by=editor)
        actions.finish(row=row, both=both)


def told() -> dict[str, str]:
    return tomllib.loads((FOLDER / "demo.toml").read_text(encoding="utf-8"))
