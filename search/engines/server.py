"""A server that may fail: what it has to offer, and how not to wait for it longer than a reader would."""

import threading
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future
from typing import ParamSpec, Protocol, TypeVar, runtime_checkable

from search.documents import Engine

P = ParamSpec("P")
T = TypeVar("T")


@runtime_checkable
class Server(Engine, Protocol):
    """An engine that takes the vectors which another has; `patience`: the seconds after which it gives up on a reader."""

    patience: float
    seen: str

    def take_vectors(self, known: Callable[[Collection[bytes]], Mapping[bytes, list[float]]]) -> int: ...


def within(seconds: float, work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """What `work` makes, or TimeoutError: a server that sends a byte now and then escapes the patience of its client."""
    made: Future[T] = Future()

    def run() -> None:
        try:
            made.set_result(work(*arguments, **named))
        except BaseException as error:
            made.set_exception(error)

    threading.Thread(target=run, name="search-server", daemon=True).start()
    return made.result(seconds)
