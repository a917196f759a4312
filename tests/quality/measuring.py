"""One set of questions, loaded, asked and scored; imported once the folder for its data is set."""

import argparse
import importlib.util
import io
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from portal import conf  # noqa: E402
from search import embedding_worker, indexing, meaning  # noqa: E402
from search.documents import ALL, Document, Engine, Hit, Ingredients, Query, Viewer  # noqa: E402
from search.engines.embedded.engine import EmbeddedEngine  # noqa: E402

OWN = Path(__file__).resolve().parents[1] / "search" / "demo_queries.jsonl"
MEASURES = ("ndcg", "mrr", "recall")
SIZE = 20


def measured(name: str, asked: argparse.Namespace) -> None:
    score = scorer(asked.eval / "score.py")
    if name == "sources":
        load_sources(asked.seeds)
        queries = [
            query for path in asked.queries or [asked.eval / "queries_public.jsonl"] for query in score.read_jsonl(path)
        ]
        sections: Any = score.Sections(asked.eval / "sections.jsonl", asked.seeds)
    else:
        load_county()
        queries = score.read_jsonl(OWN)
        sections = County(queries)
    for engine_name, engine in engines(ALL):
        result = scored(score, engine, sections, queries)
        print(f"\n{TITLES[name]}, {engine_name}\n{score.table(result)}")
        if asked.details:
            print(details(result))
    if asked.ablation:
        print(f"\n{TITLES[name]}: ohne die Zutat\n{ablation(score, sections, queries)}")


TITLES = {"sources": "Quelldokumente", "county": "Beispielkreis (eigene Fragen)"}


def scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path} lässt sich nicht laden.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def prepare() -> None:
    call_command("migrate", verbosity=0)
    call_command("setup_portal", verbosity=0)


def load_sources(folder: Path) -> None:
    prepare()
    files = sorted(map(str, folder.glob("*.txt")))
    if not files:
        sys.exit(f"In {folder} liegen keine Quelldokumente. Bitte SHARED_DIR oder --seeds angeben.")
    call_command("import_document", *files, publish=True, stdout=io.StringIO(), stderr=io.StringIO())


def load_county() -> None:
    prepare()
    call_command("load_demo", verbosity=0, stdout=io.StringIO())


class County:
    """The sections of the example county, in the shape the scorer asks for: found by page and number."""

    def __init__(self, queries: list[dict[str, Any]]) -> None:
        self.by_id = {judged["section"]: judged for query in queries for judged in query["judgements"]}
        self.stats: Counter[str] = Counter()

    def ranking(self, hits: list[dict[str, Any]]) -> list[str]:
        """Keys in the order found; the English translation of a section is no further section."""
        return list(dict.fromkeys(hit["key"] for hit in hits if hit["language"] == "de"))


def key(document: Document) -> str:
    """ "muster#§ 8 (1)": the page and those numbers above a section that its own does not repeat."""
    slug = document.url.split("#")[0].rstrip("/").rsplit("/", 1)[-1]
    path = [number for number, below in pairwise((*document.number_path, "")) if not below.startswith(f"{number}.")]
    return slug if document.kind != "section" else f"{slug}#{' '.join(path) or document.title}"


def engines(ingredients: Ingredients) -> Iterator[tuple[str, Engine]]:
    """Each engine there is, filled, its vectors computed."""
    engine = EmbeddedEngine(conf.search_index(), ingredients)
    indexing.rebuild(engine)
    if ingredients.meaning and meaning.is_available():
        meaning.model()
        embedding_worker.compute(engine, wait=True)
    yield "eingebaut", engine
    if os.environ.get("ELASTICSEARCH_URL") and ingredients == ALL:
        from search.engines import get_engine

        server = get_engine("elastic")
        indexing.rebuild(server)
        if meaning.is_available():
            embedding_worker.complete(server)
        yield "Elasticsearch", server


def scored(score: ModuleType, engine: Engine, sections: Any, queries: list[dict[str, Any]]) -> dict[str, Any]:
    run = [{"qid": query["qid"], "hits": hits(engine, query["query"])} for query in queries]
    return dict(score.evaluate(sections, queries, run))


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


def ablation(score: ModuleType, sections: Any, queries: list[dict[str, Any]]) -> str:
    lines = [f"{'':<28}{'nDCG@10':>8}{'':>9}{'MRR':>7}{'Recall':>8}{'falsche':>9}"]
    whole = 0.0
    for name, ingredients in [("alles", ALL), *WITHOUT]:
        result = scored(score, next(engines(ingredients))[1], sections, queries)
        overall = result["overall"]
        whole = whole or overall["ndcg"]
        lines.append(
            f"{name:<28}{overall['ndcg']:>8.3f}{overall['ndcg'] - whole:>+9.3f}{overall['mrr']:>7.3f}"
            f"{overall['recall']:>8.3f}{result['no_answer']['false_hit_rate'] or 0.0:>9.2f}"
        )
    return "\n".join(lines)


NAMES = {
    "forms": "andere Formen",
    "compounds": "Wortteile",
    "synonyms": "Synonyme, Abkürzungen",
    "typos": "Tippfehler",
    "questions": "Fragewörter",
    "nearness": "Nähe und Wortfolge",
    "headings": "Überschriften und Weg",
    "context": "Umgebung im Abschnitt",
    "meaning": "Bedeutung",
}
WITHOUT = [
    (f"ohne {NAMES.get(one.name, one.name)}", Ingredients(**{one.name: False})) for one in fields(Ingredients)
] + [("nichts davon", Ingredients(**{one.name: False for one in fields(Ingredients)}))]


def details(result: dict[str, Any]) -> str:
    rows = sorted(result["per_query"].items())
    return "\n".join(
        f"{qid:<6}{row['type']:<12}{row.get('ndcg', -1):>7.3f}  {row['query']}  {json.dumps(row.get('ranking', row['hits']))[:150]}"
        for qid, row in rows
    )
