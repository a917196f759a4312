"""The questions of each set: our own in two halves, those given on the command line, and the old ones."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OWN = Path(__file__).parent / "questions"
OLD = Path(__file__).resolve().parents[1] / "search" / "demo_queries.jsonl"
HALVES = {"tune": ["tune"], "unseen": ["unseen"], "both": ["tune", "unseen"]}
TITLES = {
    "sources": "Quelldokumente",
    "county": "Beispielkreis",
    "demo": "Beispielkreis, alte Fragen",
    "statutes": "Gesetze",
}

Question = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """Questions measured together."""

    name: str
    title: str
    questions: list[Question]


def lists(name: str, asked: argparse.Namespace) -> Iterator[Asked]:
    if name == "sources":
        given = asked.queries or [asked.eval / "queries_public.jsonl"]
        yield Asked(name, f"{TITLES[name]}, gegebene Fragen", [one for path in given for one in read(path)])
    if name == "demo":
        yield Asked(name, TITLES[name], read(OLD))
    for half in HALVES[asked.half]:
        if own := own_questions(name, half):
            yield Asked(name, f"{TITLES[name]}, eigene Fragen, Hälfte {half}", own)


def own_questions(name: str, half: str) -> list[Question]:
    """Those of the set, and those that nothing in it answers."""
    without = [one for one in read(OWN / f"unanswered.{half}.jsonl") if one["set"] == name]
    return [*read(OWN / f"{name}.{half}.jsonl"), *without]


def read(path: Path) -> list[Question]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
