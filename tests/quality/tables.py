"""What was measured, as tables."""

import json
import statistics
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.quality.measuring import Measured

ENGINES = {"embedded": "eingebaut", "elastic": "Elasticsearch"}
INGREDIENTS = {
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
MEASURES = {"ndcg": "nDCG@10", "mrr": "MRR", "recall": "Recall"}
WIDTH = 24


def table(title: str, found: Mapping[str, "Measured"]) -> str:
    """One line a type, each engine with its measures."""
    results = [measured.result for measured in found.values()]
    kinds = sorted({kind for result in results for kind in result["by_type"]})
    lines = [
        f"\n{title}",
        f"{'':<15}{'':>4}" + "".join(f"{name:>{WIDTH}}" for name in found),
        f"{'':<15}{'n':>4}" + "".join(f"{name:>{WIDTH // 3}}" for name in MEASURES.values()) * len(found),
        *(row(kind, [result["by_type"].get(kind, {}) for result in results]) for kind in kinds),
        row("alle", [result["overall"] for result in results]),
        f"{'Antwort zuerst':<19}" + "".join(f"{first(result, 1):>{WIDTH}.3f}" for result in results),
        f"{'unter den fünf':<19}" + "".join(f"{first(result, 5):>{WIDTH}.3f}" for result in results),
    ]
    if without := results[0]["no_answer"]["queries"]:
        shares = "".join(f"{result['no_answer']['false_hit_rate']:>{WIDTH}.2f}" for result in results)
        lines.append(f"{'ohne Antwort':<15}{without:>4}{shares}  haben doch Treffer")
    nothing = "".join(f"{result['queries_without_hits']:>{WIDTH}}" for result in results)
    spent = "".join(f"{statistics.median(measured.milliseconds):>{WIDTH}.1f}" for measured in found.values())
    return "\n".join([*lines, f"{'ohne Treffer':<19}{nothing}", f"{'ms, Median':<19}{spent}"])


def row(kind: str, measures: Sequence[Mapping[str, float]]) -> str:
    each = "".join(f"{of.get(name, 0.0):>{WIDTH // 3}.3f}" for of in measures for name in MEASURES)
    return f"{kind:<15}{measures[0].get('queries', 0):>4}{each}"


def first(result: Mapping[str, Any], places: int) -> float:
    """Share of questions with a relevant section that early."""
    ranks = [row["mrr"] for row in result["per_query"].values() if "mrr" in row]
    return sum(rank >= 1 / places for rank in ranks) / max(1, len(ranks))


def details(found: Mapping[str, "Measured"]) -> str:
    lines = []
    for name, measured in found.items():
        lines += [f"{name}: Zuordnung {json.dumps(measured.result['mapping'])}"]
        lines += [
            f"{qid:<6}{row['type']:<14}{row.get('ndcg', -1):>7.3f}  {row['query']}  "
            f"{json.dumps(row.get('ranking', row['hits']), ensure_ascii=False)[:150]}"
            for qid, row in sorted(measured.result["per_query"].items())
        ]
    return "\n".join(lines)


def ablation(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    lines = [f"{'':<28}{'nDCG@10':>8}{'':>9}{'MRR':>7}{'Recall':>8}{'falsche':>9}"]
    whole = rows[0][1]["overall"]["ndcg"]
    for name, result in rows:
        overall = result["overall"]
        lines.append(
            f"{name:<28}{overall['ndcg']:>8.3f}{overall['ndcg'] - whole:>+9.3f}{overall['mrr']:>7.3f}"
            f"{overall['recall']:>8.3f}{result['no_answer']['false_hit_rate'] or 0.0:>9.2f}"
        )
    return "\n".join(lines)
