"""manage.py import_document: what it prints, what it stores, and that it stores all or nothing."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

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
