"""Files of people are read in a process of their own, with limits of time and memory, never in this one (R62).

A file of a kilobyte can unpack to gigabytes, or keep a reader busy for minutes; here that costs one process that nobody waits for long.
"""

import fcntl
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from portal import conf
from portal.requests.confined_process import Refused, gettext_noop

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
START = "from portal.requests.confined_process import main; main()"
KEPT = ("PATH", "LD_LIBRARY_PATH")
GRACE_SECONDS = 10  # waiting on a busy machine; with the 15 s of a request less than the 30 s gunicorn gives a page
LOOK_SECONDS = 0.05
TOO_MUCH = gettext_noop(
    "Die Datei lässt sich nicht lesen: Sie ist beschädigt, oder sie braucht entpackt zu viel Zeit oder Speicher. "
    "Bitte erzeugen Sie sie neu oder teilen Sie sie auf."
)
BUSY = gettext_noop("Gerade wird schon eine andere Datei gelesen. Bitte versuchen Sie es in einer Minute noch einmal.")


@dataclass(frozen=True)
class Limits:
    """Seconds of the processor, bytes of address space, seconds to wait for one's turn (None: without turns)."""

    seconds: int
    memory: int
    turn_seconds: float | None


# Somebody waits, and with them a process of the web server: one file at a time, so that the other processes answer.
IN_REQUEST = Limits(seconds=15, memory=768 * MEGABYTE, turn_seconds=2)
# The worker and commands keep nobody waiting.
IN_BACKGROUND = Limits(seconds=120, memory=1024 * MEGABYTE, turn_seconds=None)


def run(function: str, *arguments: object, content: bytes, limits: Limits = IN_REQUEST) -> Any:
    """What `module:name` gives back for the arguments and the content, all of it plain data as JSON has it.

    Refused, translated: by the function's own word, or because it went beyond a limit, or because others are being read.
    """
    order = {
        "function": function,
        "arguments": arguments,
        "seconds": limits.seconds,
        "memory": limits.memory,
    }
    with turn(limits.turn_seconds):
        answer = json.loads(text_of(json.dumps(order).encode("ascii") + b"\n" + content, limits))
    if "refused" in answer:
        message, params = answer["refused"]
        raise Refused(gettext(message), params)
    return answer["given"]


def text_of(sent: bytes, limits: Limits) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  # this interpreter, no word of anybody's
            [sys.executable, "-P", "-B", "-c", START],
            input=sent,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            timeout=limits.seconds + GRACE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        logger.warning("reading a file took too long")
        raise Refused(gettext(TOO_MUCH)) from None
    if done.returncode:
        logger.warning("reading a file ended with %d", done.returncode)
        raise Refused(gettext(TOO_MUCH))
    return done.stdout


def environment() -> dict[str, str]:
    """Where the code lies, and nothing else: passwords and keys of the portal are not for whoever makes a reader stumble."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}


@contextmanager
def turn(seconds: float | None) -> Iterator[None]:
    """Alone on this machine among all who take turns; Refused when nobody makes room in time."""
    if seconds is None:
        yield
        return
    conf.data_dir().mkdir(parents=True, exist_ok=True)
    # The lock ends with the process that holds it, however it ends.
    with open(conf.data_dir() / "reading.lock", "ab") as lock:
        until = time.monotonic() + seconds
        while not is_taken(lock.fileno()):
            if time.monotonic() > until:
                raise Refused(gettext(BUSY))
            time.sleep(LOOK_SECONDS)
        yield


def is_taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
