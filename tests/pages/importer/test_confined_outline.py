"""R62: the outline of somebody's document is built in a process of its own, too, and is the same as it would be here."""

import dataclasses
import re

import pytest
from django.urls import reverse
from django.utils.html import escape

from pages.importer import outline, reading, reading_process
from pages.importer.outline import build_outline
from pages.importer.reading import read_outline
from pages.importer.source_lines import read_lines
from pages.importer.unreadable import UnreadableDocument
from portal.requests.confined import BUSY, IN_BACKGROUND, turn
from tests.pages.importer.test_views import AGREEMENT, DAMAGED, inputs, upload


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
    page = upload(editor, AGREEMENT)
    answer = editor.post(reverse("pages_import_preview"), inputs(page))
    assert answer.status_code == 200 and "Lesehilfe" in answer.content.decode()


def test_r62_an_outline_that_takes_too_much_is_given_up():
    """The word lists alone are larger than that."""
    limits = dataclasses.replace(IN_BACKGROUND, memory=160 * 1024 * 1024)
    with pytest.raises(UnreadableDocument, match="zu viel Zeit oder Speicher"):
        read_outline(read_lines(DAMAGED), limits=limits)


def test_r62_when_another_file_is_being_read_what_was_typed_is_sent_again(editor, monkeypatch):
    sent = {**inputs(upload(editor, AGREEMENT)), "title": ['Lesehilfe, "neu"'], "create": ["1"]}
    quick = dataclasses.replace(reading.OUTLINE_IN_REQUEST, turn_seconds=0.1)
    monkeypatch.setattr(reading.read_outline, "__defaults__", (None, quick))
    with turn(1):
        answer = editor.post(reverse("pages_import_preview"), sent)
    html = answer.content.decode()
    assert answer.status_code == 503
    assert BUSY in html and f'name="title" value="{escape(sent["title"][0])}"' in html
    again = {name: [] for name in sent}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html):
        again.setdefault(name, []).append(value)
    assert len(again["document"]) == len(again["create"]) == 1
