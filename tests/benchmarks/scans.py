"""How much of a damaged scan is read: sections found, words mended and broken. Needs the statutes beside the repository."""

import os
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from pages.importer.ocr.repairs import repair_lines
from pages.importer.outline import build_outline
from pages.importer.source_lines import SourceLine, read_lines
from tests.pages.importer.scan_damage import LEVELS, Scan, scanned

ROOT = Path(__file__).resolve().parents[2]
STATUTES = Path(os.environ.get("SHARED_DIR", ROOT.parent / "shared")) / "cases" / "statutes"
HEADING = re.compile(r"^#+ (?=(§+ ?\d+[a-z]*)?)", re.M)
SEED, SIGNS = 7, 0.5


@dataclass
class Tally:
    sections: int = 0
    found: int = 0
    surplus: int = 0
    sound: int = 0
    broken: int = 0
    hurt: int = 0
    mended: int = 0
    seconds: float = 0.0

    def row(self, name: str) -> str:
        return (
            f"{name:<8} §§ {self.found} von {self.sections} ({self.found / self.sections:.1%}), zu viel {self.surplus}; "
            f"gute Wörter zerstört {self.broken} von {self.sound} ({self.broken / self.sound:.3%}); "
            f"beschädigte hergestellt {self.mended / max(self.hurt, 1):.0%} von {self.hurt}; Reparatur {self.seconds:.1f} s"
        )


def main() -> None:
    files = sorted(STATUTES.glob("*.md"))
    if not files:
        sys.exit(f"{STATUTES} ist nicht da. Bitte SHARED_DIR angeben.")
    print("Jedes zweite § falsch gelesen; Anteil der Buchstaben falsch gelesen: leicht 0,5 %, mittel 2 %, schwer 5 %")
    for name, share in {"nur §": 0.0, **LEVELS}.items():
        tally = Tally()
        for file in files:
            measure(file.read_text(encoding="utf-8"), share, tally)
        print(tally.row(name), flush=True)


def measure(text: str, share: float, tally: Tally) -> None:
    numbers = {plain(match[1]) for match in HEADING.finditer(text) if match[1]}
    scan = scanned(HEADING.sub("", text), share=share, seed=SEED, signs=SIGNS)
    lines = read_lines(scan.text)
    begun = time.process_time()
    repaired, _repairs = repair_lines(lines)
    tally.seconds += time.process_time() - begun
    count_words(scan, lines, repaired, tally)
    found = [
        plain(section.number) for section in build_outline(lines).sections if (section.number or "").startswith("§")
    ]
    tally.sections += len(numbers)
    tally.found += len(numbers & set(found))
    tally.surplus += sum(1 for number in found if number not in numbers)


def plain(number: str | None) -> str:
    return re.sub(r"\s", "", number or "").rstrip(".").lower()


def count_words(scan: Scan, lines: list[SourceLine], repaired: list[SourceLine], tally: Tally) -> None:
    """A word that the scan left whole is sound; of the others those that stand there right again are mended."""
    right = scan.right.split("\n")
    for line, after in zip(lines, repaired, strict=True):
        wanted = words(right[line.number - 1])
        whole, there = standing(wanted, words(line.text)), standing(wanted, words(after.text))
        tally.sound += len(whole)
        tally.broken += len(whole - there)
        tally.hurt += len(wanted) - len(whole)
        tally.mended += len(there - whole)


def words(text: str) -> list[str]:
    return re.findall(r"§+|\w+", text)


def standing(wanted: list[str], there: list[str]) -> set[int]:
    return set(places(SequenceMatcher(None, wanted, there, autojunk=False)))


def places(matcher: "SequenceMatcher[str]") -> Iterator[int]:
    for block in matcher.get_matching_blocks():
        yield from range(block.a, block.a + block.size)


if __name__ == "__main__":
    main()
