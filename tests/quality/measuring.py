"""Sets of questions asked of each engine and scored; imported once the folder for the data is set."""

import argparse
import importlib.util
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from portal import conf
from search import embedding_worker, indexing, meaning
from search.documents import ALL, Document, Engine, Hit, Ingredients, Query, Viewer
from search.engines import get_engine, on_server
from search.engines.embedded.engine import EmbeddedEngine
from search.language import thesaurus
from tests.quality import curve, tables
from tests.quality.sets import Asked, Question, lists

SIZE = 20


class Measured(NamedTuple):
    """How an engine answered; `milliseconds` of each question, asked once."""

    result: dict[str, Any]
    milliseconds: list[float]


def measured(names: Sequence[str], asked: argparse.Namespace) -> None:
    score = scorer(asked.eval / "score.py")
    chosen = [(one, sections(one, score, asked)) for name in names for one in lists(name, asked)]
    filled = fill(ALL, asked.engine)
    for one, known in chosen:
        if asked.curve:
            print(curve.curve(one, {name: asking(score, name, known) for name in filled}))
            continue
        found = {tables.ENGINES[name]: scored(score, fresh(name), known, one.questions) for name in filled}
        print(tables.table(one.title, found))
        if asked.details:
            print(tables.details(found))
        if asked.ablation:
            print(f"\n{one.title}: ohne die Zutat\n{ablation(score, known, one.questions)}")


def sections(one: Asked, score: ModuleType, asked: argparse.Namespace) -> Any:
    if one.name == "sources":
        return score.Sections(asked.eval / "sections.jsonl", asked.seeds)
    return Sections(one.questions)


def scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path} lässt sich nicht laden.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Sections:
    """Sections found by page or file and number, in the shape the scorer asks for."""

    def __init__(self, questions: list[Question]) -> None:
        self.by_id = {judged["section"]: judged for question in questions for judged in question["judgements"]}
        self.stats: Counter[str] = Counter()

    def ranking(self, hits: list[dict[str, Any]]) -> list[str]:
        """Keys in the order found; the English translation of a section is no further section."""
        return list(dict.fromkeys(hit["key"] for hit in hits if hit["language"] == "de"))


def key(document: Document) -> str:
    """ "muster#§ 8 (1)": the page and those numbers above a section that its own does not repeat.

    Of a statute its file, whose name is shorter, and no chapters: its paragraphs are numbered through.
    """
    path = [number for number, below in pairwise((*document.number_path, "")) if not below.startswith(f"{number}.")]
    if document.source.endswith(".md"):
        page = Path(document.source).stem
        paragraph = [place for place, number in enumerate(path) if number.startswith("§")]
        path = path[paragraph[0] :] if paragraph else path
    else:
        page = document.url.split("#")[0].rstrip("/").rsplit("/", 1)[-1]
    return page if document.kind != "section" else f"{page}#{' '.join(path) or document.title}"


def fill(ingredients: Ingredients, only: str | None = None) -> list[str]:
    """The engines there are, each with its index built anew and its vectors computed."""
    thesaurus.prepare()
    there = ["embedded", *(["elastic"] if os.environ.get("ELASTICSEARCH_URL") and ingredients == ALL else [])]
    for name in [name for name in there if only in {None, name}]:
        begun = time.perf_counter()
        count = indexing.rebuild(fresh(name, ingredients))
        print(f"{tables.ENGINES[name]}: {count.documents} Abschnitte in {time.perf_counter() - begun:.1f} s aufgebaut")
        if ingredients.meaning and meaning.is_available():
            compute_vectors(fresh(name, ingredients))
    return [name for name in there if only in {None, name}]


def compute_vectors(engine: Engine) -> None:
    begun = time.perf_counter()
    meaning.model()
    if isinstance(engine, EmbeddedEngine):
        embedding_worker.compute(engine, wait=True)
    else:
        embedding_worker.complete(engine)
    print(f"  Vektoren in {time.perf_counter() - begun:.1f} s")


def fresh(name: str, ingredients: Ingredients = ALL) -> Engine:
    """An engine that remembers no answers yet."""
    if name == "embedded":
        return EmbeddedEngine(conf.search_index(), ingredients)
    on_server.cache_clear()
    return get_engine(name)


def asking(score: ModuleType, name: str, known: Any) -> curve.Answered:
    return lambda questions: scored(score, fresh(name), known, questions).result


def scored(score: ModuleType, engine: Engine, known: Any, questions: list[Question]) -> Measured:
    run, spent = [], []
    for question in questions:
        begun = time.perf_counter()
        found = hits(engine, question["query"])
        spent.append((time.perf_counter() - begun) * 1000)
        run.append({"qid": question["qid"], "hits": found})
    return Measured(dict(score.evaluate(known, questions, run)), spent)


def hits(engine: Engine, text: str) -> list[dict[str, Any]]:
    found = engine.search(Query(text, viewer=Viewer(), size=SIZE, passages=True, language="de"))
    return [written(hit) for hit in found.hits]


def written(hit: Hit) -> dict[str, Any]:
    document = hit.document
    return {
        "key": key(document),
        "language": document.language,
        "source": document.source or None,
        "number": document.number or None,
        "text": hit.passage or document.title,
    }


def ablation(score: ModuleType, known: Any, questions: list[Question]) -> str:
    rows = []
    for name, ingredients in [("alles", ALL), *without()]:
        fill(ingredients, "embedded")
        rows.append((name, scored(score, fresh("embedded", ingredients), known, questions).result))
    fill(ALL, "embedded")
    return tables.ablation(rows)


def without() -> Iterator[tuple[str, Ingredients]]:
    for one in fields(Ingredients):
        yield f"ohne {tables.INGREDIENTS.get(one.name, one.name)}", Ingredients(**{one.name: False})
    yield "nichts davon", Ingredients(**{one.name: False for one in fields(Ingredients)})
