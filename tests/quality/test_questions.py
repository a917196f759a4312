"""The questions the search is measured with, and how a hit is told from the section that was meant."""

import json
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from search.documents import Document
from tests.quality import curve, measuring, sets

FILES = sorted(sets.OWN.glob("*.jsonl"))


def lines(*paths: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_question_is_named_once_and_graded(path: Path) -> None:
    questions = lines(path)
    assert max(Counter(one["qid"] for one in questions).values()) == 1
    for one in questions:
        judged = one.get("judgements", [])
        assert one["query"].strip()
        assert {grade["grade"] for grade in judged} <= {1, 2, 3}
        assert len({grade["section"] for grade in judged}) == len(judged)


@pytest.mark.parametrize("name", sorted({path.name.split(".")[0] for path in FILES}))
def test_no_question_is_in_both_halves(name: str) -> None:
    tune, unseen = (lines(sets.OWN / f"{name}.{half}.jsonl") for half in ("tune", "unseen"))
    assert not {one["query"].casefold() for one in tune} & {one["query"].casefold() for one in unseen}
    assert not {one["qid"] for one in tune} & {one["qid"] for one in unseen}
    assert len(tune) == len(unseen)


def test_the_halves_about_statutes_ask_alike() -> None:
    tune, unseen = (
        Counter(one["type"] for one in lines(sets.OWN / f"statutes.{half}.jsonl")) for half in sets.HALVES["both"]
    )
    assert tune == unseen


def test_the_bar_is_swept_and_stands_where_it_stood() -> None:
    module, name = curve.BAR.rsplit(".", 1)
    before = getattr(import_module(module), name)
    with pytest.raises(ZeroDivisionError), curve.with_bar(before + 1):
        assert getattr(import_module(module), name) == before + 1
        raise ZeroDivisionError
    assert getattr(import_module(module), name) == before


@pytest.mark.parametrize(
    ("source", "url", "path", "expected"),
    [
        ("sgb_2.md", "/a/sozialgesetzbuch/#z-1", ("Kapitel 3", "Abschnitt 2", "§ 22", "(7)"), "sgb_2#§ 22 (7)"),
        ("sgb_2.md", "/a/sozialgesetzbuch/#z-1", ("Kapitel 3",), "sgb_2#Kapitel 3"),
        ("", "/a/muster/#z-1", ("§ 8", "(1)"), "muster#§ 8 (1)"),
        ("", "/a/muster/#z-1", ("3", "3.4", "3.4.1"), "muster#3.4.1"),
    ],
)
def test_a_hit_is_told_by_file_or_page_and_number(source: str, url: str, path: tuple[str, ...], expected: str) -> None:
    document = Document(id="1", owner="o", kind="section", title="T", url=url, number_path=path, source=source)
    assert measuring.key(document) == expected
