"""Facts only of what is said about the document itself: 64 sentences, half of them about something else (K29)."""

import csv
from pathlib import Path

import pytest

from pages.importer.extraction import extract
from pages.importer.facts.reading import Facts
from pages.importer.outline import Outline, build_outline

ROWS = list(
    csv.DictReader(Path(__file__).with_name("facts_about.tsv").read_text(encoding="utf-8").splitlines(), delimiter="\t")
)
NAMES = ("signed", "in_force", "notice_months", "renewal", "term_until")


def outline_of(title: str, heading: str, text: str) -> Outline:
    whole = f"{title}\n\n§ 1 Zweck\n\nDie Stellen helfen einander.\n\n§ 2 {heading}\n\n{text}\n"
    return build_outline(extract("a.txt", whole.encode()))


def said(facts: Facts) -> set[str]:
    return {f"{name}={getattr(facts, name)}" for name in NAMES if getattr(facts, name)}


@pytest.mark.parametrize("row", ROWS, ids=[str(number) for number in range(2, len(ROWS) + 2)])
def test_k29_a_fact_is_what_is_said_about_this_document(row: dict[str, str]) -> None:
    facts = outline_of(row["title"], row["heading"].replace("§", ""), row["text"]).facts
    assert said(facts) == set(row["facts"].replace("-", "", 1).split() if row["facts"] == "-" else row["facts"].split())


def test_k29_half_of_the_sentences_are_about_something_else() -> None:
    assert [len(ROWS), sum(row["facts"] == "-" for row in ROWS)] == [64, 32]
