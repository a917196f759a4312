"""Files of people are read in a process of their own, with limits of time and memory, never in this one (R62).

A file of a kilobyte can unpack to gigabytes, or keep a reader busy for minutes; here that costs one process that nobody waits for long.
"""

import fcntl
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any

from django.utils.translation import gettext

from portal import conf
from portal.requests.confined_process import Refused, gettext_noop

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
START = "from portal.requests.confined_process import main; main()"
KEPT = ("PATH", "LD_LIBRARY_PATH")
GRACE_SECONDS = 10  # waiting on a busy machine; with the 15 s of a request less than the 30 s gunicorn gives a page
LOOK_SECONDS = 0.05
PROGRESS_SECONDS = 1.0
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


def run(
    function: str,
    *arguments: object,
    content: bytes,
    limits: Limits = IN_REQUEST,
    on_progress: Callable[[int, int], None] | None = None,
) -> Any:
    """What `module:name` gives back for the arguments and the content, all of it plain data as JSON has it.

    Refused, translated: by the function's own word, or because it went beyond a limit, or because others are being read.
    `on_progress` hears, in this thread, of the steps that the function tells (`confined_process.progress`), not of each.
    """
    order = {
        "function": function,
        "arguments": arguments,
        "seconds": limits.seconds,
        "memory": limits.memory,
    }
    with turn(limits.turn_seconds), listening(on_progress) as ear:
        order["progress"] = ear.mouth
        answer = json.loads(text_of(json.dumps(order).encode("ascii") + b"\n" + content, limits, ear))
    if "refused" in answer:
        message, params = answer["refused"]
        raise Refused(gettext(message), params, message)
    return answer["given"]


class Ear:
    """Hears how far a process has come; without a listener it has no mouth to speak into."""

    def __init__(self, listener: Callable[[int, int], None] | None) -> None:
        self.listener = listener
        self.mouth: int | None = None
        self._pipe: int | None = None
        if listener:
            self._pipe, self.mouth = os.pipe()
            os.set_blocking(self._pipe, False)
            os.set_blocking(self.mouth, False)

    def listen(self) -> None:
        """Passes on the newest of what was told since."""
        if self._pipe is None or self.listener is None:
            return
        with suppress(BlockingIOError):
            steps = os.read(self._pipe, 64 * 1024).split(b"\n")[:-1]
            if steps:
                done, _space, total = steps[-1].partition(b" ")
                self.listener(int(done), int(total))

    def close(self) -> None:
        for end in (self._pipe, self.mouth):
            if end is not None:
                os.close(end)


@contextmanager
def listening(listener: Callable[[int, int], None] | None) -> Iterator[Ear]:
    ear = Ear(listener)
    try:
        yield ear
    finally:
        ear.close()


def text_of(sent: bytes, limits: Limits, ear: Ear) -> bytes:
    try:
        code, answer = answer_of(sent, limits, ear)
    except subprocess.TimeoutExpired:
        logger.warning("reading a file took too long")
        raise Refused(gettext(TOO_MUCH), msgid=TOO_MUCH) from None
    if code:
        logger.warning("reading a file ended with %d", code)
        raise Refused(gettext(TOO_MUCH), msgid=TOO_MUCH)
    return answer


def answer_of(sent: bytes, limits: Limits, ear: Ear) -> tuple[int, bytes]:
    """Code and output of the process, which ends with this function, however that ends."""
    with sent_as_file(sent) as source, started(source, ear) as process:
        try:
            answer = heard_out(process, limits.seconds + GRACE_SECONDS, ear)
            return process.returncode, answer
        except BaseException:
            process.kill()
            raise


@contextmanager
def sent_as_file(sent: bytes) -> Iterator[IO[bytes]]:
    """Not through a pipe: `communicate` forgets what it has not sent yet when it is asked again after a while."""
    with tempfile.TemporaryFile() as source:
        source.write(sent)
        source.seek(0)
        yield source


def started(source: IO[bytes], ear: Ear) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  # this interpreter, no word of anybody's
        [sys.executable, "-P", "-B", "-c", START],
        stdin=source,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
        pass_fds=() if ear.mouth is None else (ear.mouth,),
    )


def heard_out(process: subprocess.Popen[bytes], seconds: float, ear: Ear) -> bytes:
    until = time.monotonic() + seconds
    while True:
        rest = until - time.monotonic()
        try:
            answer, _errors = process.communicate(timeout=min(rest, PROGRESS_SECONDS) if ear.listener else rest)
        except subprocess.TimeoutExpired:
            if time.monotonic() >= until:
                raise
        else:
            return answer
        finally:
            ear.listen()


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
                raise Refused(gettext(BUSY), msgid=BUSY)
            time.sleep(LOOK_SECONDS)
        yield


def is_taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
