"""Documents made ready for an index on all cores, beside the process that writes them."""

import logging
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Generic, TypeVar

from search.documents import Document

logger = logging.getLogger(__name__)
T = TypeVar("T")
Batch = Sequence[tuple[str, Sequence[Document]]]
Prepare = Callable[[Batch], T]
# Documents up to which no further process is started: each has to read the dictionary first.
FEW = 2_000
# Documents handed over in one go, and batches that wait for each process.
TOGETHER, AHEAD = 60, 3
_prepare: list[Prepare[Any]] = []  # in a further process, what it was started for


def cores() -> int:
    return len(os.sched_getaffinity(0))


def start(make: Callable[[], Prepare[Any]]) -> None:
    _prepare[:] = [make()]


def prepared(batch: Batch) -> Any:
    return _prepare[0](batch)


class Preparing(Generic[T]):
    """Hands each batch of documents to `take` with what became of it, in the order in which they were put.

    `make` gives what prepares a batch and is sent to each process. One that dies is an error of whoever puts or finishes.
    """

    def __init__(self, make: Callable[[], Prepare[T]], take: Callable[[Batch, T], None]) -> None:
        self.make = make
        self.take = take
        self.processes = cores()
        self._here: Prepare[T] | None = None
        self._pool: ProcessPoolExecutor | None = None
        self._batch: list[tuple[str, Sequence[Document]]] = []
        self._size = self._given = 0
        self._waiting: deque[tuple[Batch, Future[T]]] = deque()

    def put(self, owner: str, documents: Sequence[Document]) -> None:
        self._batch.append((owner, tuple(documents)))
        self._size += len(documents)
        if self._size >= TOGETHER:
            self._hand_over()

    def _hand_over(self) -> None:
        batch, self._batch = self._batch, []
        self._given, self._size = self._given + self._size, 0
        if self._pool is None and self.processes > 1 and self._given > FEW:
            self._pool = self._started()
            self.processes = self.processes if self._pool else 1
        if self._pool is None:
            self._here = self._here or self.make()
            self.take(batch, self._here(batch))
            return
        self._waiting.append((batch, self._pool.submit(prepared, batch)))
        while len(self._waiting) > AHEAD * self.processes:
            self._take_first()

    def _started(self) -> ProcessPoolExecutor | None:
        """None where the system gives no more processes, or the program that runs cannot be loaded in another one."""
        pool = ProcessPoolExecutor(self.processes, get_context("spawn"), start, (self.make,))
        try:
            pool.submit(os.getpid).result()
        except (BrokenProcessPool, OSError):
            logger.warning("documents are analysed in one process: no other could be started", exc_info=True)
            pool.shutdown()
            return None
        return pool

    def _take_first(self) -> None:
        batch, future = self._waiting.popleft()
        self.take(batch, future.result())

    def finish(self) -> None:
        """Everything put was taken when this returns."""
        if self._batch:
            self._hand_over()
        while self._waiting:
            self._take_first()

    def close(self) -> None:
        self._here = None
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


@contextmanager
def preparing(make: Callable[[], Prepare[T]], take: Callable[[Batch, T], None]) -> Iterator[Preparing[T]]:
    """Everything put within was taken at the end; on an error what still waits is given up."""
    one = Preparing(make, take)
    try:
        yield one
        one.finish()
    finally:
        one.close()
