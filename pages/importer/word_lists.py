"""The words the importer knows, in TOML files beside it: a list grows there, and no rule changes with it."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "words"


def load(name: str) -> dict[str, Any]:
    """The lists of one file, read once by the module that is about them."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def any_of(words: Iterable[str]) -> str:
    """A regular expression that takes each of the words as it is written."""
    return "|".join(map(re.escape, words))
