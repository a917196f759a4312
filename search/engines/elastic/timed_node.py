"""A connection to the server on which a whole answer has to arrive in time.

The client's own timeout is for each single read: a server that sends a byte now and then would keep a reader waiting for
minutes.
"""

import http.client
import io
import socket
import time
from typing import TYPE_CHECKING, Any

import urllib3
from elastic_transport import HttpHeaders, NodeConfig, Urllib3HttpNode
from elastic_transport.client_utils import DEFAULT, DefaultType

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class TimedReader(io.RawIOBase):
    """The bytes of a socket until its timeout has passed once, counted from now on; after that TimeoutError."""

    def __init__(self, connection: socket.socket, raw: io.RawIOBase) -> None:
        self.connection = connection
        self.raw = raw
        patience = connection.gettimeout()
        self.deadline = None if patience is None else time.monotonic() + patience

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int | None:
        if self.deadline is not None:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self.connection.settimeout(left)
        return self.raw.readinto(buffer)

    def close(self) -> None:
        self.raw.close()
        super().close()


class TimedResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **named: Any) -> None:
        super().__init__(sock, *args, **named)
        self.fp = io.BufferedReader(TimedReader(sock, self.fp.detach()))


class TimedNode(Urllib3HttpNode):
    """The request timeout is for connecting, sending and receiving together."""

    def __init__(self, config: NodeConfig) -> None:
        super().__init__(config)
        plain = self.pool.ConnectionCls
        self.pool.ConnectionCls = type(plain.__name__, (plain,), {"response_class": TimedResponse})

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: DefaultType | float | None = DEFAULT,
    ) -> Any:  # the name of what it returns is not public
        timeout = (
            urllib3.Timeout(total=request_timeout) if isinstance(request_timeout, int | float) else request_timeout
        )
        return super().perform_request(
            method,
            target,
            body,
            headers,
            timeout,  # type: ignore[arg-type]  # handed on to urllib3, which takes its own kind, too
        )
