"""In the demo a scanned guideline waits for the editor, with repairs to decide about."""

import pytest

from pages.importer import demo, kept
from pages.models import DocumentImport
from portal.demo import loading

pytestmark = pytest.mark.django_db


def test_f68_f69_a_scan_waits_for_the_demos_editor(portal):
    assert demo.is_loaded()
    loading.load()
    assert not demo.is_loaded()
    demo.load()
    assert demo.is_loaded()
    row = DocumentImport.objects.get()
    outline = kept.outline_of(row)
    assert (row.owner.email, row.state, row.is_pdf) == (demo.EDITOR, "ready", True)
    assert len(outline.repairs) > 40
    assert [note.params["number"] for note in outline.notes] == ["4"]
    assert outline.facts.in_force.isoformat() == "2026-05-01"
