"""What a process remembers of the index in Elasticsearch as it is for one circle of readers, until the index changes."""

import time
from dataclasses import dataclass, field

KEPT_SECONDS = 300.0
# Somebody who types nonsense for hours fills no memory.
MOST_WORDS = 200_000


@dataclass
class Known:
    """All of it holds for one `version` of the index. `sees_all`: nothing in the index is kept from these readers."""

    version: str
    total: int
    average: float
    sees_all: bool
    is_complete: bool
    has_vectors: bool
    born: float = field(default_factory=time.monotonic)
    df: dict[str, int] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    compounds: dict[str, str] = field(default_factory=dict)
    pieces: dict[str, frozenset[str]] = field(default_factory=dict)
    looks: dict[str, tuple[list[tuple[str, str]], list[tuple[str, str]]]] = field(default_factory=dict)

    def is_usable(self) -> bool:
        """An index still being filled changes without saying so."""
        size = len(self.df) + len(self.absent) + 100 * (len(self.pieces) + len(self.looks))
        return self.is_complete and size < MOST_WORDS and time.monotonic() - self.born < KEPT_SECONDS
