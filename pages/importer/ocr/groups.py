"""Repairs that change the same word in the same way, together: an editor looks at one of them and not at forty."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pages.importer.ocr.edits import Repair


@dataclass(frozen=True)
class RepairGroup:
    before: str
    after: str
    repairs: tuple[Repair, ...]

    @property
    def why(self) -> str:
        return self.repairs[0].why

    @property
    def params(self) -> dict[str, str]:
        return self.repairs[0].params

    @property
    def count(self) -> int:
        return len(self.repairs)

    @property
    def lines(self) -> tuple[int, ...]:
        """Source lines in order, each once."""
        return tuple(dict.fromkeys(repair.line for repair in self.repairs))


def grouped(repairs: Iterable[Repair]) -> tuple[RepairGroup, ...]:
    """The largest group first; of equals the one that begins earlier in the document."""
    places: dict[tuple[str, str, str], list[Repair]] = defaultdict(list)
    for repair in repairs:
        places[repair.before, repair.after, repair.reason].append(repair)
    groups = (RepairGroup(before, after, tuple(made)) for (before, after, _why), made in places.items())
    return tuple(sorted(groups, key=lambda group: -group.count))
