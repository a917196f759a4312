"""Which part of the repairs an editor looks at; stands in the address, so that it is still there after each step."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

TOP = "import-repairs-section"


@dataclass(frozen=True)
class Wish:
    """A kind of repairs ("" for all), a part of their groups, and the group whose places are to be shown."""

    kind: str = ""
    part: int = 1
    group: str = ""

    @property
    def query(self) -> str:
        told = {"art": self.kind, "teil": str(self.part) if self.part > 1 else "", "stellen": self.group}
        return urlencode({name: value for name, value in told.items() if value})

    @property
    def address(self) -> str:
        """To be put behind the address of the preview."""
        return f"?{self.query}#{anchor(self.group) if self.group else TOP}"


def wish_of(told: Mapping[str, str]) -> Wish:
    """What is no part or no kind is none."""
    part = told.get("teil", "")
    number = int(part) if part.isascii() and part.isdecimal() and len(part) < 6 else 1
    return Wish(told.get("art", ""), max(number, 1), told.get("stellen", ""))


def wish_in(query: str) -> Wish:
    return wish_of(dict(parse_qsl(query)))


def anchor(key: str) -> str:
    return f"gruppe-{key.replace(':', '-')}"
