"""R62: the outline of somebody's document is built in a process of its own, too, and is the same as it would be here."""

import dataclasses

import pytest

from pages.importer import outline, reading, reading_process
from pages.importer.outline import build_outline
from pages.importer.reading import read_outline
from pages.importer.source_lines import read_lines
from pages.importer.unreadable import UnreadableDocument
from pages.models import NormativePage
from portal.requests.confined import BUSY, IN_BACKGROUND, turn
from tests.pages.importer.test_ocr import DAMAGED
from tests.pages.importer.test_views import AGREEMENT
from tests.pages.importer.way_in import inputs, preview, upload


@pytest.mark.parametrize("text", [AGREEMENT, DAMAGED, "", "x", "1.\n2.\n2.\n\n4. Sprung"])
def test_r62_the_outline_from_the_process_is_the_one_built_here(text):
    lines = read_lines(text)
    assert read_outline(lines, limits=IN_BACKGROUND) == (build_outline(lines), set())


def test_r62_so_are_those_of_the_source_documents(seeds):
    for file in seeds:
        lines = read_lines(file.read_text(encoding="utf-8"))
        assert read_outline(lines, limits=IN_BACKGROUND) == (build_outline(lines), set()), file.name


def test_r62_repairs_that_are_not_kept_are_not_made_and_are_named():
    lines = read_lines(DAMAGED)
    ids = {repair.id for repair in build_outline(lines).repairs}
    kept = set(sorted(ids)[: len(ids) // 2])
    assert kept and ids - kept
    assert read_outline(lines, kept, IN_BACKGROUND) == (build_outline(lines, revoked=ids - kept), ids - kept)
    assert read_outline(lines, [], IN_BACKGROUND)[0] == build_outline(lines, revoked=ids)


def test_r62_none_is_built_in_the_request(editor, monkeypatch):
    def here(*_lines, **_revoked):
        raise AssertionError("built in the process of the web server")

    monkeypatch.setattr(outline, "build_outline", here)
    monkeypatch.setattr(reading_process, "build_outline", here)
    fields = inputs(upload(editor, f"1. Ziel\n\n{DAMAGED}"))
    answer = editor.post(preview(), {**fields, "every": "none"}, follow=True)
    assert answer.status_code == 200 and "Ziel" in answer.content.decode()


def test_r62_an_outline_that_takes_too_much_is_given_up():
    """The word lists alone are larger than that."""
    limits = dataclasses.replace(IN_BACKGROUND, memory=160 * 1024 * 1024)
    with pytest.raises(UnreadableDocument, match="zu viel Zeit oder Speicher"):
        read_outline(read_lines(DAMAGED), limits=limits)


def test_r62_when_another_file_is_being_read_what_was_typed_and_chosen_is_still_there(editor, monkeypatch):
    shown = inputs(upload(editor, f"1. Ziel\n\n{DAMAGED}"))
    refused = next(name for name in shown if name.startswith("repair-"))
    sent = {**shown, refused: ["none"], "title": ['Lesehilfe, "neu"'], "create": ["1"]}
    quick = dataclasses.replace(reading.OUTLINE_IN_REQUEST, turn_seconds=0.1)
    monkeypatch.setattr(reading.read_outline, "__defaults__", (None, quick))
    with turn(1):
        answer = editor.post(preview(), sent, follow=True)
    html = answer.content.decode()
    assert BUSY in html and "noch nicht eingearbeitet" in html
    again = inputs(html)
    assert (again["title"], again[refused]) == (sent["title"], ["none"])
    assert not NormativePage.objects.exists()
    editor.post(preview(), {**again, "create": "1"})
    assert NormativePage.objects.get().title == 'Lesehilfe, "neu"'


def test_f68_a_file_that_comes_while_another_is_read_is_read_in_the_background(
    editor, monkeypatch, django_capture_on_commit_callbacks
):
    quick = dataclasses.replace(reading.IN_REQUEST, turn_seconds=0.1)
    monkeypatch.setattr(reading.read_both, "__defaults__", (quick, None, None))
    with turn(1), django_capture_on_commit_callbacks() as queued:
        assert "Das Dokument wird gelesen" in upload(editor, AGREEMENT)
    for act in queued:
        act()
    assert "Der Verein stellt Räume." in editor.get(preview()).content.decode()
