"""What an editor should look at in a document that was read."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Note:
    """`message` is German with places for `params`; whoever shows it translates it. `line` of the source in `params`, where it has one."""

    message: str
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.params

    @property
    def line(self) -> int:
        """0 for what concerns the whole document."""
        return int(self.params.get("line", 0))
