"""A server that may fail, with an engine behind it that does not: readers always get an answer, the server catches up."""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from search.answering.explanation import ExplainingEngine, Explanation
from search.documents import Builder, Count, Document, Query, Results, Suggestion, Viewer
from search.engines.pending import EVERYTHING, Pending
from search.engines.server import Server
from search.engines.sign import BAD, WELL, Sign
from search.locks import alone

logger = logging.getLogger(__name__)

NOTICE = "fallback"
# The worker looks after the server this often.
LOOK_SECONDS = 5.0
# Whether changes are pending and what the worker says stands in files, which not every search is to open.
REMEMBERED_SECONDS = 1.0


class Primary(ExplainingEngine, Protocol):
    """An engine that can give back what it was given."""

    def owners(self) -> list[str]: ...

    def documents(self, owner: str) -> list[Document]: ...


class FallbackEngine:
    """Writes go to the primary, then to the server. While the server fails or lacks something the primary answers.

    Nobody waits for a server known to be bad. A request that it let down remembers that for its process, and writes nothing;
    the worker looks after the server (`recover`) and gives a sign, which all processes read.
    """

    name = "elastic"

    def __init__(self, server: Server, primary: Primary, pending: Pending) -> None:
        self.server, self.primary, self.pending = server, primary, pending
        self.patience = server.patience
        self.sign = Sign(Path(f"{pending.path}.sign"))
        # The sign that stood when the server let this process down; another good one makes up for it.
        self._let_down: str | None = None
        self._told: tuple[float, bool] = (0.0, False)

    def put(self, owner: str, documents: Iterable[Document]) -> None:
        turn = self.pending.begin(owner)
        self.primary.put(owner, documents)
        if self._is_bad():
            self._failed(owner)
            return
        try:
            self._pass_on(owner, turn)
        except Exception as error:
            logger.warning("search server did not take %s, it gets it later: %r", owner, error)
            self._found_bad()
            self._failed(owner)

    def remove(self, owner: str) -> None:
        self.put(owner, ())

    def _failed(self, owner: str) -> None:
        self.pending.fail(owner)
        self._look_again()

    def _pass_on(self, owner: str, turn: int) -> None:
        """What the primary holds when the server's turn to write comes: the latest, however many write at once."""
        self.server.put(owner, (document for _once in (0,) for document in self.primary.documents(owner)))
        self.pending.end(owner, turn)

    def search(self, query: Query) -> Results:
        if not self.is_degraded():
            try:
                results = self.server.search(query)
            except Exception as error:
                logger.warning("search server does not answer: %r", error)
                self._found_bad()
            else:
                if not results.notice:
                    return results
                logger.warning("search server has no whole index: %s", results.notice)
                self._found_bad()
        results = self.primary.search(query)
        return results if results.notice else replace(results, notice=NOTICE)

    def explain(self, query: Query) -> Explanation:
        """By the engine that answers now."""
        if not self.is_degraded():
            try:
                explanation = self.server.explain(query)
            except Exception as error:
                logger.warning("search server does not answer: %r", error)
                self._found_bad()
            else:
                if not explanation.results.notice:
                    return explanation
        explanation = self.primary.explain(query)
        results = explanation.results
        return explanation if results.notice else replace(explanation, results=replace(results, notice=NOTICE))

    def suggest(self, text: str, viewer: Viewer, limit: int = 8) -> list[Suggestion]:
        if not self.is_degraded():
            try:
                return self.server.suggest(text, viewer, limit)
            except Exception as error:
                logger.warning("search server does not answer: %r", error)
                self._found_bad()
        return self.primary.suggest(text, viewer, limit)

    @contextmanager
    def rebuild(self) -> Iterator[Builder]:
        with self.primary.rebuild() as builder:
            yield builder
        self._lacks_everything()
        self.recover(wait=True)

    @property
    def seen(self) -> str:
        return self.server.seen

    def count(self) -> Count:
        return self.primary.count()

    def take_vectors(self, known: Callable[[Collection[bytes]], Mapping[bytes, list[float]]]) -> int:
        """The server takes what it can get of the vectors it lacks; none while it is bad."""
        return 0 if self._is_bad() else self.server.take_vectors(known)

    def held(self) -> dict[str, str]:
        """What both hold; an owner on which they differ has no fingerprint. The primary's alone while the server is bad."""
        mine = self.primary.held()
        if self._is_bad():
            return mine
        try:
            theirs = self.server.held()
        except Exception:
            logger.exception("search server does not answer")
            self._found_bad()
            return mine
        return {
            owner: mine.get(owner, "") if mine.get(owner) == theirs.get(owner) else "" for owner in {**mine, **theirs}
        }

    def is_complete(self) -> bool:
        return self.primary.is_complete()

    def is_degraded(self) -> bool:
        """Whether the primary answers in place of the server: the server is bad, or it lacks something."""
        until, is_degraded = self._told
        if until < time.monotonic():
            is_degraded = self._is_bad() or bool(self.pending.overdue())
            self._told = (time.monotonic() + REMEMBERED_SECONDS, is_degraded)
        return is_degraded

    def _is_bad(self) -> bool:
        sign = self.sign.read()
        if sign.startswith(WELL) and sign != self._let_down:
            self._let_down = None
        return self._let_down is not None or sign.startswith(BAD)

    def _found_bad(self) -> None:
        self._let_down = self.sign.read()
        self._look_again()

    def _look_again(self) -> None:
        self._told = (0.0, False)

    def _lacks_everything(self) -> None:
        self.pending.begin(EVERYTHING)
        self._failed(EVERYTHING)

    def recover(self, *, wait: bool = False) -> bool:
        """Bring the server up to date and say how it is; False if it is still bad or, unless we `wait`, somebody else is at it."""
        with alone(Path(f"{self.pending.path}.lock"), wait=wait) as is_alone:
            if not is_alone:
                return False
            try:
                is_well = self._catch_up()
            except Exception as error:
                if not self._is_bad():
                    logger.warning("search server is bad: %r", error)
                is_well = False
            self.sign.give(is_well=is_well)
            self._look_again()
            return is_well

    def _catch_up(self) -> bool:
        """Whether the server now has a whole index."""
        is_complete = self.server.is_complete()
        if not self.primary.is_complete():
            return is_complete
        if not is_complete:
            self._lacks_everything()
        for owner, turn in self.pending.overdue().items():
            if owner == EVERYTHING:
                self._copy_everything()
                self.pending.end(owner, turn)
            else:
                self._pass_on(owner, turn)
        return True

    def _copy_everything(self) -> None:
        with self.server.rebuild() as builder:
            for owner in self.primary.owners():
                builder.put(owner, self.primary.documents(owner))
