"""Many entries written in few requests, while the next are being prepared."""

import json
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from elasticsearch import Elasticsearch

from search.engines.elastic.records import Action

CHUNK_BYTES = 4_000_000
SECONDS = 8.0
EXISTS, ABSENT = 409, 404
ADDRESS = ("_id", "if_seq_no", "if_primary_term")


class NotWrittenError(Exception):
    """The server refused an entry."""


def lines_of(actions: Iterable[Action]) -> list[bytes]:
    """Actions as the server reads them."""
    lines = []
    for action in actions:
        kind = action["_op_type"]
        lines.append(line({kind: {name: action[name] for name in ADDRESS if name in action}}))
        if kind != "delete":
            lines.append(line({name: value for name, value in action.items() if name not in {"_op_type", *ADDRESS}}))
    return lines


def line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class Bulk:
    """Collects actions; sends a chunk as soon as it is full, one at a time. A word that is there already is no error."""

    def __init__(self, client: Elasticsearch, index: str, seconds: float = SECONDS) -> None:
        self.client = client.options(request_timeout=seconds)
        self.index = index
        self._lines: list[bytes] = []
        self._bytes = 0
        self._pool: ThreadPoolExecutor | None = None
        self._sent: Future[None] | None = None

    def add(self, actions: Iterable[Action]) -> None:
        self.add_lines(lines_of(actions))

    def add_lines(self, lines: Sequence[bytes]) -> None:
        """Actions that were written out before."""
        self._lines.extend(lines)
        self._bytes += sum(map(len, lines))
        if self._bytes > CHUNK_BYTES:
            self._send()

    def _send(self) -> None:
        """Send what there is beside the work that goes on, after what was sent before has arrived."""
        lines, self._lines, self._bytes = self._lines, [], 0
        self._pool = self._pool or ThreadPoolExecutor(max_workers=1)
        self._arrived()
        self._sent = self._pool.submit(self._write, lines)

    def _arrived(self) -> None:
        if self._sent:
            self._sent.result()
            self._sent = None

    def finish(self) -> None:
        """Everything is written when this returns."""
        self._arrived()
        if self._lines:
            lines, self._lines, self._bytes = self._lines, [], 0
            self._write(lines)
        if self._pool:
            self._pool.shutdown()
            self._pool = None

    def _write(self, lines: list[bytes]) -> None:
        answer = self.client.bulk(
            index=self.index,
            operations=lines,  # type: ignore[arg-type]  # lines ready to send, which the client takes, too
            filter_path=["errors", "items.*.error", "items.*.status"],
        )
        if answer["errors"]:
            results = [result for item in answer["items"] for result in item.values()]
            bad = [result for result in results if result["status"] not in {EXISTS, ABSENT} and result["status"] >= 300]
            if bad:
                raise NotWrittenError(f"{len(bad)}: {bad[0].get('error')}")
