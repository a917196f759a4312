"""What the worker last said of the server. A process that the server let down asks it again after a new good sign only."""

import secrets
from pathlib import Path

from portal import whole_files

WELL, BAD = "well", "bad"


class Sign:
    def __init__(self, path: Path) -> None:
        self.path = path

    def give(self, *, is_well: bool) -> None:
        """No sign is like one before it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        whole_files.write(self.path, f"{WELL if is_well else BAD} {secrets.token_hex(8)}".encode("ascii"))

    def read(self) -> str:
        """Begins with WELL or BAD; "" where no worker has looked yet."""
        try:
            return self.path.read_text(encoding="ascii")
        except FileNotFoundError:
            return ""
