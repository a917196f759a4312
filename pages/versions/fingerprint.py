"""Pure: what makes two texts the same text."""

import hashlib
import json
from collections.abc import Iterable
from typing import Protocol


class Worded(Protocol):
    """What of a section is its text; `source_html` as stored."""

    @property
    def identity(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def heading(self) -> str: ...
    @property
    def source_html(self) -> str: ...


def fingerprint(title: str, sections: Iterable[Worded]) -> str:
    """SHA-256, in hexadecimal digits, of title and sections in order as JSON: what somebody agrees to is named by it for good."""
    rows = [[one.identity, one.number, one.level, one.heading, one.source_html] for one in sections]
    return hashlib.sha256(json.dumps([title, rows], ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
