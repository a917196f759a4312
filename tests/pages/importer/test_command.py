"""manage.py import_document: what it prints, what it stores, and that it stores all or nothing."""

import io
import json
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from reportlab.pdfgen.canvas import Canvas

from pages.models import NormativePage

TEXT = "Richtlinie Lesehilfe Rebental\n\n1. Ziel\n\nKinder lesen gern.\n\n2. Aufgaben\n\nDer Verein stellt Räume.\n"
pytestmark = pytest.mark.usefixtures("portal")


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "lesehilfe.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*arguments: object) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_document", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_f68_dry_run_prints_one_json_line_and_stores_nothing(document: Path) -> None:
    out, err = run(document, "--dry-run", "--json")
    (line,) = out.splitlines()
    found = json.loads(line)
    assert list(found) == [
        "source",
        "title",
        "kind",
        "language",
        "facts",
        "evidence",
        "sections",
        "repairs",
        "unplaced",
    ]
    assert set(found["facts"]) == {"in_force", "signed", "notice_months", "renewal", "parties"}
    assert {key for one in found["sections"] for key in one} == {"number", "level", "path", "heading", "text"}
    assert (found["source"], found["title"]) == ("lesehilfe.txt", "Richtlinie Lesehilfe Rebental")
    assert [one["number"] for one in found["sections"]] == [None, "1", "2"]
    assert "nichts gespeichert" in err
    assert not NormativePage.objects.exists()


def test_f68_a_bad_file_among_good_ones_stores_nothing(document: Path, tmp_path: Path) -> None:
    bad = tmp_path / "leer.txt"
    bad.touch()
    with pytest.raises(CommandError, match=r"leer\.txt.*keine der Dateien gespeichert") as refused:
        run(document, bad)
    assert refused.value.returncode == 2
    assert not NormativePage.objects.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Leitbild\n\nWir lesen gern und viel.\n\nWir helfen allen Kindern.\n", "keine Ziffer"),
        (TEXT.replace("2. Aufgaben", "2. Orte\n\nHier.\n\n2. Aufgaben"), r"„2“ zweimal vor \(Zeilen 7 und 11\)"),
    ],
)
def test_f9_documents_nobody_could_cite_are_refused_with_advice(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "ziffern.txt"
    path.write_text(text, encoding="utf-8")
    for options in ((), ("--dry-run",)):
        with pytest.raises(CommandError, match=said) as refused:
            run(path, *options)
        assert refused.value.returncode == 2
        assert "Bitte" in str(refused.value)
    assert not NormativePage.objects.exists()


def partly_scanned(path: Path) -> Path:
    """Pages 1, 3 and 4 are pictures, page 2 has the text and, beside it, what is no part of it."""
    canvas = Canvas(str(path))
    for number in range(1, 5):
        if number == 2:
            for row, text in enumerate(TEXT.splitlines()):
                canvas.drawString(72, 750 - 14 * row, text)
        else:
            canvas.rect(72, 100, 400, 600, fill=1)
        canvas.showPage()
    canvas.save()
    return path


@pytest.mark.parametrize("options", [(), ("--dry-run", "--json")])
def test_k06_pages_without_text_are_named_and_the_code_says_so(tmp_path: Path, options: tuple[str, ...]) -> None:
    out = io.StringIO()
    path = partly_scanned(tmp_path / "teils.pdf")
    with pytest.raises(CommandError, match=r"teils\.pdf: Seite 1 und 3–4 ohne Text") as told:
        call_command("import_document", str(path), *options, stdout=out, stderr=io.StringIO())
    assert told.value.returncode == 3
    assert NormativePage.objects.exists() == (not options)
    if options:
        left = json.loads(out.getvalue().splitlines()[0])["unplaced"]
        assert [one["page"] for one in left if not one["text"]] == [1, 3, 4]
        assert all(set(one) == {"line", "text", "page", "why"} and one["why"] for one in left)


def test_f68_what_has_no_place_is_listed_with_line_and_page(tmp_path: Path) -> None:
    path = tmp_path / "lesehilfe.txt"
    sheets = [
        f"Lesehilfe Rebental\n\n{number}. Ziel\n\nWir lesen gern mit Kind {number}.\n\n" for number in range(1, 5)
    ]
    path.write_text("\f".join(sheets), encoding="utf-8")
    out, _err = run(path, "--dry-run")
    assert re.search(r"Zeile \d+, Seite 2: Lesehilfe Rebental \(.+\)", out)


def test_f68_unknown_overview_page_is_named(document: Path) -> None:
    with pytest.raises(CommandError, match="„woanders“ gibt es nicht") as refused:
        run(document, "--parent", "woanders")
    assert refused.value.returncode == 2


def test_f68_imports_as_draft_unless_told_to_publish(document: Path, reader: Client) -> None:
    run(document, "--kind", "template")
    run(document, "--publish")
    draft, live = NormativePage.objects.order_by("pk")
    assert (draft.live, draft.kind, live.live, live.kind) == (False, "template", True, "guideline")
    assert draft.slug != live.slug
    assert "Der Verein stellt Räume." in reader.get(live.url).content.decode()


def test_f68_the_source_documents_are_imported_and_shown(seeds: list[Path], reader: Client) -> None:
    out, _err = run(*seeds, "--publish", "--json")
    found = {one["source"]: one for one in map(json.loads, out.splitlines())}
    assert list(found) == [path.name for path in seeds]
    for page in NormativePage.objects.live():
        answer = reader.get(page.url)
        assert answer.status_code == 200
        assert page.title in answer.context["page"].title
        assert len(page.sections) == len(found[page.source_name]["sections"]) > 3
    assert NormativePage.objects.live().count() == len(seeds)
