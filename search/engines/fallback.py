"""A server that may fail, with an engine behind it that does not: readers always get an answer, the server catches up."""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from search.documents import Builder, Count, Document, Engine, Query, Results, Suggestion, Viewer
from search.engines.pending import EVERYTHING, Pending
from search.engines.server import Server, within
from search.locks import alone

logger = logging.getLogger(__name__)

NOTICE = "fallback"
# A bad server is tried this often, by nobody who waits.
RETRY_SECONDS = 5.0
# Whether changes are pending stands in a file, which not every search is to open.
REMEMBERED_SECONDS = 1.0
LOOK_SECONDS = 8.0
# The client gives up by itself first, and then says why.
SLACK_SECONDS = 0.2


class Primary(Engine, Protocol):
    """An engine that can give back what it was given."""

    def owners(self) -> list[str]: ...

    def documents(self, owner: str) -> list[Document]: ...


class FallbackEngine:
    """Writes go to the primary, then to the server. While the server fails or lacks something the primary answers.

    Nobody waits for a server known to be bad: it is tried again beside the requests.
    """

    name = "elastic"

    def __init__(self, server: Server, primary: Primary, pending: Pending) -> None:
        self.server, self.primary, self.pending = server, primary, pending
        self.patience = server.patience
        self.recovery: threading.Thread | None = None
        self._is_bad = False
        self._retry_at = 0.0
        self._alone = threading.Lock()
        self._overdue: tuple[float, bool] = (0.0, False)

    def put(self, owner: str, documents: Iterable[Document]) -> None:
        turn = self.pending.begin(owner)
        self.primary.put(owner, documents)
        if self._is_bad:
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
        self._overdue = (0.0, False)

    def _pass_on(self, owner: str, turn: int) -> None:
        """What the primary holds when the server's turn to write comes: the latest, however many write at once."""
        self.server.put(owner, (document for _once in (0,) for document in self.primary.documents(owner)))
        self.pending.end(owner, turn)

    def search(self, query: Query) -> Results:
        if self._is_usable():
            try:
                results = within(self.server.patience + SLACK_SECONDS, self.server.search, query)
            except Exception as error:
                logger.warning("search server does not answer: %r", error)
                self._found_bad()
            else:
                if not results.notice:
                    return results
                self._lacks_everything()
        results = self.primary.search(query)
        return results if results.notice else replace(results, notice=NOTICE)

    def suggest(self, text: str, viewer: Viewer, limit: int = 8) -> list[Suggestion]:
        if self._is_usable():
            try:
                return within(self.server.patience + SLACK_SECONDS, self.server.suggest, text, viewer, limit)
            except Exception as error:
                logger.warning("search server does not answer: %r", error)
                self._found_bad()
        return self.primary.suggest(text, viewer, limit)

    @contextmanager
    def rebuild(self) -> Iterator[Builder]:
        with self.primary.rebuild() as builder:
            yield builder
        self._lacks_everything()
        self.recover()

    @property
    def seen(self) -> str:
        return self.server.seen

    def count(self) -> Count:
        return self.primary.count()

    def take_vectors(self, known: Callable[[Collection[bytes]], Mapping[bytes, list[float]]]) -> int:
        """The server takes what it can get of the vectors it lacks; none while it is bad."""
        return 0 if self._is_bad else self.server.take_vectors(known)

    def held(self) -> dict[str, str]:
        """What both hold; an owner on which they differ has no fingerprint. The primary's alone while the server is bad."""
        mine = self.primary.held()
        if self._is_bad:
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
        """Whether the primary answers in place of the server."""
        return self._is_bad or self._is_behind()

    def _is_usable(self) -> bool:
        """Whether the server is well and has everything; if not, a recovery begins from time to time."""
        if not self.is_degraded():
            return True
        if time.monotonic() >= self._retry_at:
            self._retry_at = time.monotonic() + RETRY_SECONDS
            self.recovery = threading.Thread(target=self.recover, name="search-recovery", daemon=True)
            self.recovery.start()
        return False

    def _is_behind(self) -> bool:
        until, is_behind = self._overdue
        if until < time.monotonic():
            is_behind = bool(self.pending.overdue())
            self._overdue = (time.monotonic() + REMEMBERED_SECONDS, is_behind)
        return is_behind

    def _found_bad(self) -> None:
        self._is_bad = True
        self._retry_at = time.monotonic() + RETRY_SECONDS

    def _lacks_everything(self) -> None:
        self.pending.begin(EVERYTHING)
        self._failed(EVERYTHING)

    def recover(self) -> bool:
        """Bring the server up to date; False if it is still bad or another thread or process is at it."""
        if not self._alone.acquire(blocking=False):
            return False
        try:
            with alone(Path(f"{self.pending.path}.lock"), wait=False) as is_alone:
                if is_alone:
                    self._catch_up()
                return is_alone
        except Exception as error:
            logger.warning("search server is not back yet: %r", error)
            self._found_bad()
            return False
        finally:
            self._alone.release()

    def _catch_up(self) -> None:
        is_complete = within(LOOK_SECONDS, self.server.is_complete)
        if self.primary.is_complete():
            if not is_complete:
                self._lacks_everything()
            for owner, turn in self.pending.overdue().items():
                if owner == EVERYTHING:
                    self._copy_everything()
                    self.pending.end(owner, turn)
                else:
                    self._pass_on(owner, turn)
        self._is_bad = False
        self._overdue = (0.0, False)

    def _copy_everything(self) -> None:
        with self.server.rebuild() as builder:
            for owner in self.primary.owners():
                builder.put(owner, self.primary.documents(owner))
