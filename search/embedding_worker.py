"""Turns what is indexed into vectors in the background: low priority, one process at a time, safe to stop at any point."""

import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from portal import conf
from search import indexing, meaning
from search.documents import Engine
from search.engines import get_engine, in_file
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.server import Server
from search.locks import alone

logger = logging.getLogger(__name__)

LOOK_SECONDS = 20.0
# Texts computed between two looks at what is missing: some 40 seconds, which is what a stop loses at most.
AT_ONCE = 200
NICE = 15

# What index and vectors were when last nothing was missing: as long as they stay so there is nothing to look for.
_finished: dict[Path, tuple[str, str]] = {}
# The same, and the state of the server's index, when it was last asked what it lacks.
_handed: dict[Path, tuple[str, str, str]] = {}


def keep_up() -> None:
    """Compute what is missing and give it to the server; the worker does so every LOOK_SECONDS in a thread of its own."""
    if not meaning.is_available():
        return
    engine = embedded_engine()
    try:
        compute(engine, before=step_back)
        hand_on(engine)
    except Exception:
        logger.exception("vectors of the search could not be computed")
    finally:
        engine.close()


def step_back() -> None:
    """From here on this thread takes only what processor time others leave.

    Not before there is something to compute: a thread that waits for its turn with the interpreter's lock in hand keeps
    readers waiting, and computing alone lets go of it.
    """
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


def embedded_engine() -> EmbeddedEngine:
    """The engine that keeps the vectors: the embedded one, which stands behind Elasticsearch, too."""
    return in_file(conf.search_index())


def hand_on(engine: EmbeddedEngine, chosen: Engine | None = None) -> int:
    """Give Elasticsearch, where there is one, the vectors it lacks; returns how many it took."""
    server = chosen or get_engine()
    if not isinstance(server, Server):
        return 0
    state = (*engine.vector_state(), server.seen)
    if server.seen and _handed.get(engine.store.path) == state:
        return 0
    done = server.take_vectors(engine.vectors.known)
    _handed[engine.store.path] = state
    return done


def complete(engine: Engine) -> None:
    """Wait until the model is at hand and every passage of this engine has its vector; for measuring."""
    meaning.model()
    embedded = embedded_engine()
    if not embedded.is_complete():
        indexing.rebuild(embedded)
    compute(embedded, wait=True)
    hand_on(embedded, engine)


def compute(engine: EmbeddedEngine, *, wait: bool = False, before: Callable[[], None] | None = None) -> int | None:
    """Compute all vectors that are missing and drop those nothing needs; None when another process is at it.

    `before` is done when there is something to compute.
    """
    with alone(Path(f"{conf.search_index()}.vectors.lock"), wait=wait) as is_alone:
        if not is_alone:
            return None
        if engine.vector_state() == _finished.get(engine.store.path):
            return 0
        done, state = 0, engine.vector_state()
        while missing := engine.without_vector(AT_ONCE) if is_worth_it(engine) else {}:
            if before and not done:
                before()
            engine.vectors.add(
                [(digest, meaning.packed(meaning.model().passage(text))) for digest, text in missing.items()]
            )
            done, state = done + len(missing), engine.vector_state()
        engine.drop_old_vectors()
        engine.map_vectors()
        # As it was before the last look: what came since is found by the next one.
        _finished[engine.store.path] = state
        return done


def is_worth_it(engine: EmbeddedEngine) -> bool:
    """Whether somebody compares the vectors: a server does so however many there are."""
    return bool(conf.elasticsearch_urls()) or engine.compares_all()
