"""`make bench`: how many of the first places hold all three words of a question, beside plain BM25 on the same index.

At 10,000 and 100,000 invented sections; SECTIONS sets another number. The words of a question stand together in at least
one section, and each in one of two hundred to one of ten. Counted are as many places, ten at most, as there are
sections that hold all three, as stems and in any field.
"""

import os
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

from search.documents import Document, Engine, Query, Viewer
from search.engines.elastic.engine import ElasticEngine
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.embedded.expressions import quoted
from search.language import german
from tests.benchmarks import corpus
from tests.search_server import NotPossibleError, started

SIZES = (10_000, 100_000)
QUESTIONS = 200
PLACES = 10
# The words are those of the first sections, so that questions are the same at every size.
ASKED_OF = 10_000
RAREST, COMMONEST = 0.005, 0.1
VIEWER = Viewer()

Question = tuple[str, ...]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """What all forms of the word have in common; nothing of words that no search looks for."""
    forms = [token.form for token in german.tokens(german.clean(word))]
    return german.stem(forms[0]) if len(forms) == 1 and not german.is_stop_word(forms[0]) else ""


def words(document: Document) -> list[str]:
    return f"{document.title} {document.text} {' '.join(document.path)} {document.document_title}".replace(
        ".", " "
    ).split()


def questions() -> list[Question]:
    """Three words of middling rarity that one section holds."""
    source = random.Random(4)
    documents = list(islice(sections(ASKED_OF), ASKED_OF))
    held = Counter(one for document in documents for one in {stem(word) for word in words(document)})
    found: dict[Question, None] = {}
    while len(found) < QUESTIONS:
        document = source.choice(documents)
        middling = {stem(word): word for word in words(document) if RAREST <= held[stem(word)] / ASKED_OF <= COMMONEST}
        middling.pop("", None)
        if len(middling) >= 3:
            found[tuple(source.sample([middling[one] for one in sorted(middling)], 3))] = None
    return list(found)


def sections(count: int) -> Iterator[Document]:
    return (document for _owner, documents in corpus.owners(count) for document in documents)


def holders(asked: Sequence[Question], count: int) -> Mapping[Question, set[str]]:
    """The sections that hold all words of each question."""
    wanted = {question: frozenset(map(stem, question)) for question in asked}
    by_word: dict[str, list[Question]] = {}
    for question, stems in wanted.items():
        by_word.setdefault(min(stems), []).append(question)
    found: dict[Question, set[str]] = {question: set() for question in asked}
    for document in sections(count):
        there = {stem(word) for word in words(document)}
        for one in there & by_word.keys():
            for question in by_word[one]:
                if wanted[question] <= there:
                    found[question].add(document.id)
    return found


def ours(engine: Engine, question: Question) -> list[str]:
    found = engine.search(Query(" ".join(question), viewer=VIEWER, size=PLACES, language="de"))
    return [hit.document.id for hit in found.hits]


def plain(engine: Engine, question: Question) -> list[str]:
    """What the index finds by BM25 alone, any of the words being enough."""
    stems = list(map(stem, question))
    found = elastic_bm25(engine, stems) if isinstance(engine, ElasticEngine) else embedded_bm25(engine, stems)
    return list(dict.fromkeys(found))[:PLACES]


def embedded_bm25(engine: Engine, stems: Sequence[str]) -> list[str]:
    assert isinstance(engine, EmbeddedEngine)
    with engine.store.reading() as connection:
        rows = connection.execute(
            "SELECT document.id FROM stems JOIN document ON document.no = stems.rowid "
            "WHERE stems MATCH ? ORDER BY bm25(stems) LIMIT ?",
            (" OR ".join(map(quoted, stems)), PLACES),
        )
        return [name for (name,) in rows]


def elastic_bm25(engine: ElasticEngine, stems: Sequence[str]) -> list[str]:
    answer = engine.client.search(
        index=engine.index.alias, query={"match": {"all": " ".join(stems)}}, size=PLACES, source=False
    )
    return [hit["_id"].split(":", 1)[1] for hit in answer["hits"]["hits"]]


def share(found: Sequence[str], holding: set[str]) -> float:
    places = min(PLACES, len(holding))
    return sum(name in holding for name in found[:places]) / places


def measure(name: str, engine: Engine, asked: Sequence[Question], count: int) -> None:
    with engine.rebuild() as builder:
        for owner, documents in corpus.owners(count):
            builder.put(owner, documents)
    holding = holders(asked, count)
    shares, spent = [], []
    for question in filter(holding.get, asked):
        begun = time.perf_counter()
        found = ours(engine, question)
        spent.append((time.perf_counter() - begun) * 1000)
        shares.append((share(found, holding[question]), share(plain(engine, question), holding[question])))
    own, reference = (statistics.mean(each) for each in zip(*shares, strict=True))
    print(
        f"{f'{name}, {count} Abschnitte':<46}{own:>8.2f}{reference:>8.2f}{statistics.median(spent):>8.1f}", flush=True
    )


def main() -> None:
    sizes = [int(os.environ["SECTIONS"])] if os.environ.get("SECTIONS") else SIZES
    asked = questions()
    print(f"{'Vordere Treffer mit allen drei Wörtern':<46}{'hier':>8}{'BM25':>8}{'ms':>8}", flush=True)
    for count in sizes:
        with tempfile.TemporaryDirectory() as folder:
            measure("eingebaut", EmbeddedEngine(Path(folder) / "search.sqlite3"), asked, count)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        try:
            cluster = started(Path(folder))
        except NotPossibleError as error:
            print(f"ohne Elasticsearch gemessen: {error}")
            return
        try:
            for count in sizes:
                engine = ElasticEngine(cluster.urls[:1], "bench", Path(folder) / "lock")
                measure("Elasticsearch", engine, asked, count)
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
