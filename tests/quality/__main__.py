"""`make search-quality`: how well each engine answers questions with known answers, and what each ingredient brings.

Two sets: the public questions about the source documents (both lie outside the repository) and our own about the
example county. Both are loaded into a folder that is thrown away, through the portal's own commands.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SHARED_DIR", ROOT.parent / "shared"))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make search-quality", description=__doc__)
    parser.add_argument("--seeds", type=Path, default=SHARED / "seeds", help="folder of the source documents")
    parser.add_argument("--eval", type=Path, default=SHARED / "eval", help="folder of score.py and sections.jsonl")
    parser.add_argument("--queries", type=Path, nargs="*", help="files of questions about the sources")
    parser.add_argument("--set", choices=["sources", "county", "both"], default="both")
    parser.add_argument("--ablation", action="store_true", help="also with each ingredient left out")
    parser.add_argument("--details", action="store_true", help="also each question")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    if not (asked.eval / "score.py").exists():
        sys.exit(f"{asked.eval / 'score.py'} ist nicht da. Bitte SHARED_DIR oder --eval angeben.")
    for name in ["sources", "county"] if asked.set == "both" else [asked.set]:
        child = os.fork()
        if not child:
            with tempfile.TemporaryDirectory() as folder:
                os.environ.update(DATA_DIR=folder, DEBUG="1", DJANGO_SETTINGS_MODULE="portal.settings")
                from tests.quality.measuring import measured

                measured(name, asked)
            sys.stdout.flush()
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            sys.exit(f"{name}: nicht gemessen.")


main()
