"""Writing one HTTP/1.1 response to a socket, with the mishaps it may carry."""

from __future__ import annotations

import socket
import struct
import threading
from email.utils import formatdate
from http import HTTPStatus

from sandbox.platforms.wire import FileSlice, Request, Response

_CHUNK = 1 << 16


def send(
    sock: socket.socket, request: Request, response: Response, now: float, closing: threading.Event
) -> bool:
    """Send the response; True when the connection may carry another request.

    `now` (epoch seconds) goes into the Date header; `closing` cuts a stall short when the server stops.
    """
    mishap = response.mishap
    if mishap and mishap.after < 0 and mishap.kind != "stall":
        _end(sock, mishap.kind)
        return False
    head = _head(request, response, now)
    cut = response.length if mishap is None else min(max(mishap.after, 0), response.length)
    if request.method == "HEAD":
        sock.sendall(head)
    elif isinstance(response.body, FileSlice):
        sock.sendall(head)
        _send_file(sock, response.body, cut)
    else:
        sock.sendall(head + response.body[:cut])
    if mishap is None:
        return request.keep_alive
    closing.wait(mishap.seconds)
    _end(sock, mishap.kind)
    return False


def _head(request: Request, response: Response, now: float) -> bytes:
    lines = [
        f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}",
        f"Date: {formatdate(now, usegmt=True)}",
        f"Content-Type: {response.content_type}",
        f"Content-Length: {response.length}",
        f"Connection: {'keep-alive' if request.keep_alive else 'close'}",
    ]
    lines += [f"{name}: {value}" for name, value in response.headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _send_file(sock: socket.socket, piece: FileSlice, length: int) -> None:
    with piece.path.open("rb") as source:
        source.seek(piece.offset)
        while length > 0 and (block := source.read(min(_CHUNK, length))):
            sock.sendall(block)
            length -= len(block)


def _end(sock: socket.socket, kind: str) -> None:
    if kind != "close":
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()
