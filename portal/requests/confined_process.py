"""The process that reads a file of somebody (see `confined.py`): no framework, no settings, no key, and little of everything else."""

import json
import os
import resource
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any

OUTPUT_BYTES = 64 * 1024 * 1024
OPEN_FILES = 64
PATIENCE = 10  # of the processor: whoever reads a page comes first


class Refused(ValueError):
    """A file that is not taken; `message` says why and what to do, German, with places for `params` where it has some.

    `msgid` is the message as it was before it was translated, for whoever keeps it.
    """

    def __init__(self, message: str, params: Mapping[str, object] | None = None, msgid: str = "") -> None:
        super().__init__(message % params if params else message)
        self.message = message
        self.params = params
        self.msgid = msgid or message


def gettext_noop(text: str) -> str:
    """Marks a text for the catalogue, as Django's does, which asks for settings; translated by whoever started the process."""
    return text


class Progress:
    """How far this process has come, told to whoever started it and wants to know; elsewhere it is told to nobody."""

    pipe: int | None = None

    def tell(self, done: int, total: int) -> None:
        if self.pipe is not None:
            with suppress(OSError):  # a full pipe loses a step, never time; nobody listens any more
                os.write(self.pipe, b"%d %d\n" % (done, total))


progress = Progress()


def restrict(seconds: int, memory: int) -> None:
    """The limits of this process; beyond the last of them the system ends it, whatever library it is in."""
    os.nice(PATIENCE)
    for limit, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        resource.setrlimit(limit, (most, most))


def answer_of(order: Mapping[str, Any], content: bytes) -> dict[str, Any]:
    module, _colon, name = order["function"].partition(":")
    try:
        return {"given": getattr(import_module(module), name)(*order["arguments"], content)}
    except Refused as reason:
        return {"refused": [reason.message, reason.params]}


def main() -> None:
    """One line of order and the content from the standard input; one answer to the standard output, or a code of failure."""
    answer = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the answer and whoever waits for it.
    os.dup2(2, 1)
    order = json.loads(sys.stdin.buffer.readline())
    progress.pipe = order["progress"]
    restrict(order["seconds"], order["memory"])
    text = json.dumps(answer_of(order, sys.stdin.buffer.read())).encode("ascii")
    if len(text) > OUTPUT_BYTES:
        sys.exit("too much")
    answer.write(text)
    answer.close()
