"""`make search-quality`: how well each engine answers questions with known answers, and what each ingredient brings.

Sets: the public questions about the source documents and our own (`sources`), our own about the example county (`county`),
the old ones about it (`demo`, worn by tuning), our own about federal statutes (`statutes`). Our own have two halves: one
to tune on, one that nobody who works on the search looks at. Documents and public questions lie outside the repository.
Each set is loaded through the portal's own commands into a folder that is thrown away or, with `--keep`, used again.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SHARED_DIR", ROOT.parent / "shared"))
# Which documents each set asks about.
LOADED = {"sources": "sources", "county": "county", "demo": "county", "statutes": "statutes"}
SETS = {**{name: [name] for name in LOADED}, "both": ["sources", "county", "demo"], "all": list(LOADED)}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make search-quality", description=__doc__)
    parser.add_argument("--seeds", type=Path, default=SHARED / "seeds", help="folder of the source documents")
    parser.add_argument("--statutes", type=Path, default=SHARED / "cases" / "statutes", help="folder of the statutes")
    parser.add_argument("--eval", type=Path, default=SHARED / "eval", help="folder of score.py and sections.jsonl")
    parser.add_argument("--queries", type=Path, nargs="*", help="files of questions about the sources, beside our own")
    parser.add_argument("--set", choices=SETS, default="both")
    parser.add_argument("--half", choices=["tune", "unseen", "both"], default="tune", help="which of our own questions")
    parser.add_argument("--engine", choices=["embedded", "elastic"], help="only this one")
    parser.add_argument("--keep", type=Path, help="folder in which loaded documents stay; only the index is built anew")
    parser.add_argument("--words", action="store_true", help="without the vectors, which take minutes at first")
    parser.add_argument("--ablation", action="store_true", help="also with each ingredient left out")
    parser.add_argument("--curve", action="store_true", help="instead: what each bar between hits and nearest costs")
    parser.add_argument("--details", action="store_true", help="also each question")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    if not (asked.eval / "score.py").exists():
        sys.exit(f"{asked.eval / 'score.py'} ist nicht da. Bitte SHARED_DIR oder --eval angeben.")
    with tempfile.TemporaryDirectory() as thrown_away:
        kept = (asked.keep or Path(thrown_away)).resolve()
        for documents in dict.fromkeys(LOADED[name] for name in SETS[asked.set]):
            if not (kept / documents / "loaded").exists():
                in_child("empty", partial(prepare, "empty", kept, asked))
                shutil.rmtree(kept / documents, ignore_errors=True)
                shutil.copytree(kept / "empty", kept / documents)
                (kept / documents / "loaded").unlink()
            in_child(documents, partial(measure, documents, kept, asked))


def in_child(name: str, do: Callable[[], None]) -> None:
    """In a process of its own: the framework is set up for one folder only."""
    child = os.fork()
    if not child:
        do()
        sys.stdout.flush()
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit(f"{name}: nicht gemessen.")


def prepare(documents: str, kept: Path, asked: argparse.Namespace) -> None:
    folder = kept / documents
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        DATA_DIR=str(folder),
        DEBUG="1",
        DJANGO_SETTINGS_MODULE="portal.settings",
        ELASTICSEARCH_PREFIX=f"quality-{documents}",
        **({"SEARCH_MEANING": "0"} if asked.words else {}),
    )
    from tests.quality import loading

    begun = time.perf_counter()
    loading.load(documents, folder, asked)
    print(f"{documents}: geladen in {time.perf_counter() - begun:.1f} s", flush=True)


def measure(documents: str, kept: Path, asked: argparse.Namespace) -> None:
    prepare(documents, kept, asked)
    from tests.quality import measuring

    measuring.measured([name for name in SETS[asked.set] if LOADED[name] == documents], asked)


if __name__ == "__main__":
    main()
