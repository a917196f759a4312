"""Section boundaries of the seed documents, read at run time from outside the repository, against the canonical sections."""

import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from pages.importer.outline import Outline, build_outline, parents
from pages.importer.source_lines import read_lines
from tests.conftest import SHARED

SECTIONS = SHARED / "eval" / "sections.jsonl"

pytestmark = pytest.mark.skipif(not SECTIONS.exists(), reason="Die Beispieldokumente liegen nicht unter ../shared.")


@dataclass(frozen=True)
class Row:
    number: str
    heading: str
    start: int
    end: int


@dataclass(frozen=True)
class Score:
    hits: int
    missed: list[int]
    surplus: list[int]

    @property
    def f1(self) -> float:
        return 2 * self.hits / (2 * self.hits + len(self.missed) + len(self.surplus))


def canonical(source: str) -> list[Row]:
    rows = [json.loads(line) for line in SECTIONS.read_text(encoding="utf-8").splitlines()]
    return [
        Row(str(row["number"] or ""), row["heading"], row["line_start"], row["line_end"])
        for row in rows
        if row["source"] == source
    ]


def is_passage(row: Row, before: Row) -> bool:
    """The canonical rows cut long prose into passages that carry the heading of the row above: no boundary of the document."""
    return row.number == before.number and row.heading.split(": ")[0] == before.heading.split(": ")[0]


def score(source: str, outline: Outline) -> Score:
    """Starts found against starts due. A passage may be found or not; a container counts together with its first child."""
    rows = canonical(source)
    free = {row.start for before, row in pairwise(rows) if is_passage(row, before)}
    due = {row.start for row in rows} - free
    above = parents(outline.sections)
    found: set[int] = set()
    for index, section in enumerate(outline.sections):
        first_child = index > 0 and above[index] == index - 1
        same_row = not any(outline.sections[index - 1].first_line < start <= section.first_line for start in due | free)
        if not (first_child and same_row):
            found.add(section.first_line)
    return Score(len(found & due), sorted(due - found), sorted(found - due - free))


def seeds() -> list[Path]:
    return sorted((SHARED / "seeds").glob("*.txt")) if SHARED.exists() else []


@pytest.fixture(scope="module")
def outlines() -> dict[str, Outline]:
    return {path.name: build_outline(read_lines(path.read_text(encoding="utf-8"))) for path in seeds()}


@pytest.mark.parametrize("name", [path.name for path in seeds()])
def test_f9_section_boundaries_of_each_seed(name: str, outlines: dict[str, Outline]) -> None:
    result = score(name, outlines[name])
    print(f"{name[:3]}: F1 {result.f1:.3f}, missed {result.missed}, surplus {result.surplus}")
    assert result.f1 >= 0.85, result


def test_f9_section_boundaries_of_all_seeds(outlines: dict[str, Outline]) -> None:
    results = [score(name, outline) for name, outline in outlines.items()]
    total = Score(
        sum(one.hits for one in results),
        [line for one in results for line in one.missed],
        [line for one in results for line in one.surplus],
    )
    assert total.f1 >= 0.95, total


@pytest.mark.parametrize("name", [path.name for path in seeds()])
def test_f9_numbers_of_each_seed(name: str, outlines: dict[str, Outline]) -> None:
    """Every canonical number is a section that begins where the canonical one does, or is the container above it."""
    numbers = {(section.number or "").rstrip(".") for section in outlines[name].sections}
    assert {row.number for row in canonical(name)} - {""} <= numbers


@pytest.mark.parametrize("name", [path.name for path in seeds()])
def test_f9_every_line_of_each_seed_is_placed_or_reported(name: str, outlines: dict[str, Outline]) -> None:
    outline = outlines[name]
    text = (SHARED / "seeds" / name).read_text(encoding="utf-8")
    placed = [line for section in outline.sections for line in section.lines] + [one.line for one in outline.unplaced]
    assert sorted(placed) == [number for number, line in enumerate(text.split("\n"), start=1) if line.strip()]


@pytest.mark.parametrize("name", [path.name for path in seeds()[1:]])
def test_f69_clean_seeds_are_left_alone(name: str, outlines: dict[str, Outline]) -> None:
    assert outlines[name].repairs == ()
