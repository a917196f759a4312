"""A server that may fail: what it has to offer."""

from collections.abc import Callable, Collection, Mapping
from typing import Protocol, runtime_checkable

from search.answering.explanation import ExplainingEngine


@runtime_checkable
class Server(ExplainingEngine, Protocol):
    """An engine that takes the vectors which another has; `patience`: the seconds after which it gives up on a reader."""

    patience: float
    seen: str

    def take_vectors(self, known: Callable[[Collection[bytes]], Mapping[bytes, list[float]]]) -> int: ...
