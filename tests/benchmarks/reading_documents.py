"""Reading a law of 2,500 invented sections in, with and without marks of headings: processor time, memory, and how it grows.

The ratio is to finding the words of the same text twenty times over in this process, so that it holds when the machine's speed drifts.
"""

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from pages.importer.outline import build_outline
from pages.importer.source_lines import read_lines
from tests.benchmarks.serving import PRODUCTION, ROOT, aim, environment, load

SECTIONS = 2_500
REFERENCE_ROUNDS = 20
MOST_SECONDS, MOST_MEGABYTES = 15, 500
CLAUSES = (
    "Die Stelle führt ein Verzeichnis der Räume und der Geräte, das sie jedes Jahr im Herbst erneuert und im Haus auslegt.",
    "Wer ein Gerät leiht, gibt es nach § {above} spätestens am vierten Tag zurück; über Ausnahmen entscheidet die Leitung.",
    "Zur Anmeldung gehören\n\n1.  der Name,\n\n2.  der Ort und\n\n    a)  die Zeit,\n\n    b)  die Zahl der Gäste sowie\n\n3.  der Anlass.",
)


def law(sections: int, *, marked: bool) -> Iterator[str]:
    """Blocks of text; `marked` in the heading styles of Markdown."""
    part, section = ("# ", "## ") if marked else ("", "")
    yield f"{part}Gesetz über die Messung"
    for number in range(1, sections + 1):
        if number % 25 == 1:
            yield f"{part}Abschnitt {number // 25 + 1} Geräte der Reihe {number}"
        yield f"{section}§ {number} Aufgaben der Stelle {number}"
        for clause in range(1, number % 4 + 2):
            text = CLAUSES[(number + clause) % len(CLAUSES)].format(above=max(number - 1, 1))
            yield f"({clause}) {text}"


def processor_seconds(text: str) -> float:
    before = time.process_time()
    build_outline(read_lines(text))
    return time.process_time() - before


def reference_seconds(text: str) -> float:
    before = time.process_time()
    for _round in range(REFERENCE_ROUNDS):
        re.findall(r"\w+", text)
    return time.process_time() - before


def command(path: Path, folder: str) -> tuple[float, float]:
    """(processor seconds, megabytes) of the whole command."""
    before = os.times()
    done = subprocess.run(
        [sys.executable, "manage.py", "import_document", str(path), "--dry-run"],
        cwd=ROOT,
        env=environment(PRODUCTION, folder),
        stdout=subprocess.DEVNULL,
    )
    after = os.times()
    if done.returncode:
        sys.exit(f"import_document: {done.returncode}")
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return spent, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, marked in (("mit Auszeichnung", True), ("ohne Auszeichnung", False)):
            half, whole = ("\n\n".join(law(size, marked=marked)) for size in (SECTIONS // 2, SECTIONS))
            times = [processor_seconds(text) for text in (half, whole)]
            path = Path(folder, "gesetz.md" if marked else "gesetz.txt")
            path.write_text(whole, encoding="utf-8")
            spent, megabytes = command(path, folder)
            print(f"{load()}; {SECTIONS} §§ {name}, {len(whole) / 1e6:.1f} MB")
            print(f"  Gliederung {times[1]:.1f} s, das {times[1] / times[0]:.1f}-Fache der halben Länge, ", end="")
            print(f"Verhältnis {times[1] / reference_seconds(whole):.1f}")
            print(f"  ganzer Befehl {spent:.1f} s Prozessorzeit{aim(spent, MOST_SECONDS)}", end="")
            print(f", {megabytes:.0f} MB{aim(megabytes, MOST_MEGABYTES)}", flush=True)


if __name__ == "__main__":
    main()
