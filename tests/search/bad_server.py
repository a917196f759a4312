"""Servers that misbehave, on a real socket: what stands in for an Elasticsearch that fails."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behaviour = Callable[[socket.socket], None]


def answer(status: str, body: bytes, *, product: bool = True) -> Behaviour:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    head += "X-Elastic-Product: Elasticsearch\r\n" if product else ""

    def behave(connection: socket.socket) -> None:
        while connection.recv(65_536):
            connection.sendall(head.encode() + b"\r\n" + body)

    return behave


def silent(connection: socket.socket) -> None:
    while connection.recv(65_536):
        pass


def noise(connection: socket.socket) -> None:
    connection.recv(65_536)
    connection.sendall(b"\x00\xffkein HTTP\r\n\r\n" * 20)


def hang_up(connection: socket.socket) -> None:
    connection.recv(1_000)


def drip(connection: socket.socket) -> None:
    """A fair answer, at a byte a second: no single read takes long."""
    connection.recv(65_536)
    body = b'{"responses": []}' * 100
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    connection.sendall(f"{head}X-Elastic-Product: Elasticsearch\r\n\r\n".encode())
    for byte in body:
        connection.sendall(bytes([byte]))
        time.sleep(1)


def drip_head(connection: socket.socket) -> None:
    """The same, and before the answer begins."""
    connection.recv(65_536)
    for byte in b"HTTP/1.1 200 OK\r\nX-Elastic-Product: Elasticsearch\r\n" + b"X-Filler: x\r\n" * 90:
        connection.sendall(bytes([byte]))
        time.sleep(0.2)


def drip_chunks(connection: socket.socket) -> None:
    """The same, in chunks, each of them whole."""
    connection.recv(65_536)
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
    connection.sendall(f"{head}X-Elastic-Product: Elasticsearch\r\n\r\n".encode())
    while True:
        connection.sendall(b"1\r\n \r\n")
        time.sleep(0.2)


BEHAVIOURS: dict[str, Behaviour] = {
    "silent": silent,
    "500": answer("500 Internal Server Error", b'{"error": {"type": "kaputt"}, "status": 500}'),
    "503 of a proxy": answer("503 Service Unavailable", b"<html>nicht da</html>", product=False),
    "no JSON": answer("200 OK", b"das ist kein JSON"),
    "other JSON": answer("200 OK", b'{"responses": [{"status": 200, "hits": []}], "count": "viele"}'),
    "no HTTP": noise,
    "hangs up": hang_up,
}


@contextmanager
def serving(behave: Behaviour) -> Iterator[str]:
    """The address of a server that behaves like this."""
    connections: list[socket.socket] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def talk(connection: socket.socket) -> None:
        try:
            behave(connection)
        except OSError:
            pass
        finally:
            connection.close()

    def accept() -> None:
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            connections.append(connection)
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def refused() -> str:
    """An address where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
